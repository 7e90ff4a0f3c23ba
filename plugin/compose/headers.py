"""Header lines of an e-mail: nothing a person supplied can start a second line or a second recipient."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from plugin.compose.message import ComposeError
from plugin.compose.urls import safe_url

_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_LOCAL_PART = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_LOCAL, _WHOLE = 64, 254  # RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3
_SHORT = 60  # with its name, such a value fits a line of 78 unfolded
_WORD_BYTES = 36  # 60 letters with the frame, so that the longest name fits the line too (RFC 2047: 76 a line)
_UNSUBSCRIBE_FROM = ("https://", "http://localhost:", "http://127.0.0.1:")


def text_value(value: str) -> str:
    """An unstructured value (Subject), in encoded words (RFC 2047) where it is not short plain ASCII.
    ComposeError for control characters."""
    _refuse_control(value)
    # "=?" would be decoded by the reader: what a person typed must be shown as typed.
    if _PLAIN.fullmatch(value) and "=?" not in value and len(value) <= _SHORT:
        return value
    return _encoded_words(value)


def mailbox(name: str, address: str) -> str:
    """`Name <address>` for From and Reply-To. ComposeError for control characters or a bad address."""
    _refuse_control(name)
    if _ATOMS.fullmatch(name) and "=?" not in name and len(name) <= _SHORT:
        return f"{name} <{usable_address(address)}>" if name.strip() else usable_address(address)
    if _PLAIN.fullmatch(name) and "=?" not in name and len(name) <= _SHORT:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{usable_address(address)}>'
    return f"{_encoded_words(name)}\r\n <{usable_address(address)}>"


def usable_address(address: str) -> str:
    """One address in ASCII (domain in IDNA form). ComposeError if it is none, without saying it."""
    local, _, domain = address.rpartition("@")
    # Everyday addresses differ before the @ only: their domain is looked at once.
    if len(local) <= _LOCAL and len(address) <= _WHOLE and _LOCAL_PART.fullmatch(local) and domain.isascii():
        return f"{local}@{_usable_domain(domain)}"
    return _validated(address)


@lru_cache(maxsize=1024)
def _usable_domain(domain: str) -> str:
    return _validated(f"x@{domain}").removeprefix("x@")


def _validated(address: str) -> str:
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        raise ComposeError("an e-mail address cannot be used") from None
    if found is None:
        raise ComposeError("an e-mail address has no ASCII form")
    return found


def address_in_brackets(url: str) -> str:
    """`<url>` for List-Unsubscribe: https, one line (RFC 8058 section 3.1). An installation that only this
    machine can reach, as the demo, has no certificate: there http will do."""
    if not url.isascii() or not safe_url(url) or not url.startswith(_UNSUBSCRIBE_FROM) or len(url) > 900:
        raise ComposeError("the unsubscribe link must be a short https address")
    return f"<{url}>"


def message_id_header(key: bytes, shop: str, message_id: str, domain: str) -> str:
    """`<…@domain>`: always the same for one message, a keyed hash without personal data."""
    if not _DOMAIN.fullmatch(domain):
        raise ComposeError(f"{domain!r} is no domain for a Message-ID")
    digest = hmac.digest(key, b"\0".join((b"message-id", shop.encode(), message_id.encode())), hashlib.sha256)
    return f"<{digest[:20].hex()}@{domain}>"


def checked_message_id(value: str) -> str:
    """A finished Message-ID as it may stand in a header. ComposeError otherwise."""
    if len(value) > 250 or not re.fullmatch(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>", value):
        raise ComposeError("the Message-ID is not of the form <id@domain>")
    return value


def _refuse_control(value: str) -> None:
    if _CONTROL.search(value):
        raise ComposeError("a header value holds a control character or a line break")


def _encoded_words(value: str) -> str:
    words: list[str] = []
    chunk = b""
    for sign in value:
        encoded = sign.encode("utf-8", "replace")
        if len(chunk) + len(encoded) > _WORD_BYTES:
            words.append(_encoded_word(chunk))
            chunk = b""
        chunk += encoded
    words.append(_encoded_word(chunk))
    return "\r\n ".join(words)


def _encoded_word(chunk: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(chunk).decode('ascii')}?="
