"""Settings to transports: which provider carries a channel. Without a URL messages stay in the local outbox.

A transport is imported when a setting asks for it: a process without a provider need not carry its libraries."""

from __future__ import annotations

from plugin.channels.local_outbox import LocalOutbox
from plugin.channels.transport import Transport
from plugin.errors import ConfigError


def email_transport(url: str | None, lookup_url: str | None = None, settle_seconds: float | None = None) -> Transport:
    """For ENCORE_SMTP_URL, ENCORE_SMTP_LOOKUP_URL and ENCORE_SETTLE_SECONDS. ConfigError names the setting."""
    if not url:
        return LocalOutbox()
    from plugin.channels.email.smtp import SmtpTransport

    try:
        return SmtpTransport(url, lookup_url, _settle(settle_seconds))
    except ConfigError as error:
        raise ConfigError(f"ENCORE_SMTP_URL, ENCORE_SMTP_LOOKUP_URL: {error}") from None


def sms_transport(url: str | None, lookup_url: str | None = None, settle_seconds: float | None = None) -> Transport:
    """For ENCORE_SMS_URL, ENCORE_SMS_LOOKUP_URL and ENCORE_SETTLE_SECONDS. ConfigError names the setting."""
    if not url:
        return LocalOutbox()
    from plugin.channels.sms.http import HttpTransport

    try:
        return HttpTransport(url, lookup_url, _settle(settle_seconds))
    except ConfigError as error:
        raise ConfigError(f"ENCORE_SMS_URL, ENCORE_SMS_LOOKUP_URL: {error}") from None


def _settle(seconds: float | None) -> float | None:
    if seconds is not None and not 0 <= seconds <= 86_400:
        raise ConfigError("ENCORE_SETTLE_SECONDS must be from 0 to 86400")
    return seconds
