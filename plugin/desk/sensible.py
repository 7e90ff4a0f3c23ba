"""Settings that can be read but would not do what the merchant means: a sender whose mail would be refused, a delay
after which a message is of no use. Each says what to do instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from plugin.compose.colors import is_readable
from plugin.compose.urls import safe_image
from plugin.config import duration
from plugin.flows import birthday, thank_you
from plugin.flows.registry import FLOWS
from plugin.operator import Settings
from plugin.shops import Shop
from plugin.words import said

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_SMS_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{3,11}|\+[1-9][0-9]{6,14}")
_YEAR = timedelta(days=365)
_PAIRS = (("per_day", "per_week"), ("per_week", "per_month"), ("sms_per_week", "sms_per_month"))
_BUDGET = {field for pair in _PAIRS for field in pair}
_LONGEST = {thank_you.flow.name: thank_you.USEFUL, birthday.NAME: timedelta(hours=birthday.LAST_HOUR.hour)}


def not_sensible(patch: Mapping[str, Any], shop: Shop, operator: Settings) -> dict[str, str]:
    """What to do about each setting of a readable patch that would not work, by name; {} if all would."""
    found = dict(_of_sender(patch.get("sender", {}), operator))
    for flow, table in patch.get("flows", {}).items():
        found |= {f"flows.{flow}.{key}": says for key, says in _of_flow(flow, table)}
    return found | dict(_of_brand(patch.get("brand", {}))) | dict(_of_budget(patch.get("budget", {}), shop))


def may_send_from(address: str, operator: Settings) -> bool:
    """Whether mail from that address is this installation's to send: its domain is our own host's, or one that
    the operator has verified at the mail provider (`ENCORE_SENDER_DOMAINS`)."""
    domain = address.rpartition("@")[2].lower()
    own = (urlsplit(operator.app_url).hostname or "").lower()
    return any(domain == known or domain.endswith(f".{known}") for known in (*operator.sender_domains, own) if known)


def _of_sender(sender: Mapping[str, Any], operator: Settings) -> Iterator[tuple[str, str]]:
    for key in ("email", "reply_to"):
        address = sender.get(key, "").strip()
        if address and (not _ADDRESS.fullmatch(address) or ".." in address):
            yield f"sender.{key}", said("is not an e-mail address; write one such as hello@example.com")
        elif key == "email" and address and not may_send_from(address, operator):
            domain = address.rpartition("@")[2]
            yield (
                "sender.email",
                said(
                    "mail from %(domain)s would be refused, because nobody has shown that it is yours;"
                    " leave this empty and put the address into “Answers go to”",
                    domain=domain,
                ),
            )
    sms_id = sender.get("sms_id", "").strip()
    if sms_id and not _SMS_ID.fullmatch(sms_id):
        yield (
            "sender.sms_id",
            said("is neither a name of 3 to 11 letters and digits nor a number such as +447700900123"),
        )


def _of_brand(brand: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    color, logo = brand.get("color", "").strip(), brand.get("logo", "").strip()
    if color and not is_readable(color):
        yield "brand.color", said("is too light: white letters on it cannot be read; choose a darker colour")
    if logo and safe_image(logo) is None:
        yield "brand.logo", said("is not the address of a picture; write one that begins with https://")


def _of_flow(name: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    flow = FLOWS[name]
    if "delay" in table:
        longest = _LONGEST.get(name, _YEAR)
        if duration(table["delay"]) >= longest:
            yield "delay", _too_late(longest)
    if flow.gives_code and table.get("percent") == 0:
        yield "percent", said("must be at least 1; a code without a discount disappoints")
    if flow.gives_code and "valid" in table and not timedelta(hours=1) <= duration(table["valid"]) <= _YEAR:
        yield "valid", said("must be from one hour to 365 days")


def _of_budget(budget: Mapping[str, int], shop: Shop) -> Iterator[tuple[str, str]]:
    """A shorter time cannot hold more than a longer one: the merchant would wonder why."""
    wanted = {field: getattr(shop.settings.budget, field) for field in _BUDGET} | dict(budget)
    for short, long in _PAIRS:
        if (short in budget or long in budget) and wanted[short] > wanted[long]:
            field = short if short in budget else long
            yield (
                f"budget.{field}",
                said(
                    "%(short)s in the shorter time is more than %(long)s in the longer one",
                    short=wanted[short],
                    long=wanted[long],
                ),
            )


def _too_late(longest: timedelta) -> str:
    hours = longest // timedelta(hours=1)
    if hours < 48:
        return said("must be less than %(hours)s hours; later the message would be of no use", hours=hours)
    return said("must be less than %(days)s days; later the message would be of no use", days=longest.days)
