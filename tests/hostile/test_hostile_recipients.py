"""Recipients as hostile or careless people store them: who gets what, and who gets nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from facts_world import NOW, World
from hostile_cases import ADA, ORDER_ID, ada, corpus, order
from own_history import text

DAY = timedelta(days=1)
_PARCEL = {
    "id": 1, "order_id": ORDER_ID, "status": "success", "created_at": text(NOW), "updated_at": text(NOW),
}  # fmt: skip


def _told(world: World, who: dict[str, Any], country: str = "US", **more: Any) -> None:
    """Their order, its parcel, and two months."""
    place = {"country_code": country, "province_code": None, "phone": who.get("phone")}
    full = {
        **who, "created_at": text(NOW - DAY), "updated_at": text(NOW - DAY), "default_address": place,
    }  # fmt: skip
    world.tell("customers/create", full)
    body = order(customer=who, email=who["email"], contact_email=who["email"], shipping_address=place, **more)
    world.tell("orders/create", body)
    world.tell("fulfillments/create", _PARCEL)
    world.after(60 * DAY)


def _sent(world: World, channel: str) -> set[str]:
    return {row["flow"] for row in world.ledger(state="accepted", channel=channel)}


def _consent(state: str | None) -> dict[str, Any] | None:
    return state and {**ADA["email_marketing_consent"], "state": state}


def _email_state(state: str) -> Callable[[World], None]:
    def check(world: World) -> None:
        _told(world, ada(email_marketing_consent=_consent(state)))
        promotional = [
            row for row in world.ledger(state="accepted", channel="email") if row["purpose"] == "promotional"
        ]
        assert promotional == []
        assert "thank_you" in _sent(world, "email")

    return check


def _sms_state(state: str | None) -> Callable[[World], None]:
    def check(world: World) -> None:
        _told(world, ada(sms_marketing_consent=_consent(state)))
        assert world.sms.letters == []

    return check


def _never_mailed(email: str) -> Callable[[World], None]:
    def check(world: World) -> None:
        _told(world, ada(email=email))
        assert world.email.letters == []

    return check


def _never_texted(phone: str, country: str = "US") -> Callable[[World], None]:
    def check(world: World) -> None:
        _told(world, ada(phone=phone), country)
        assert world.sms.letters == []

    return check


def _at_most_one_recipient(world: World) -> None:
    _told(world, ada(email="a@example.com,b@example.com"))
    assert len({letter.to for letter in world.email.letters}) <= 1
    assert all("," not in letter.to for letter in world.email.letters)


def _french_number(world: World) -> None:
    _told(world, ada(phone="06 12 34 50 00"), "FR")
    assert {letter.to for letter in world.sms.letters} == {"+33612345000"}


def _report(event: str, email: str, is_same: bool) -> Callable[[World], None]:
    """A thank-you, a provider's report about it, and then an order by `email`."""

    def check(world: World) -> None:
        _told(world, ada())
        first = world.ledger(flow="thank_you", channel="email")[0]
        key = f"{world.shop.public_id}.{first['id']}"
        world.tell("receipts/http", [{"id": "r", "key": key, "event": event}], source="provider")
        at = text(world.clock.now())
        who = ada(id=ADA["id"] + 1, email=email)
        again = order(id=ORDER_ID + 1, customer=who, email=email, created_at=at, updated_at=at, processed_at=at)
        world.tell("orders/create", {**again, "contact_email": email})
        world.after(60 * DAY)
        (thanks,) = world.ledger(flow="thank_you", channel="email", about=f"order:{ORDER_ID + 1}")
        assert (thanks["reason"] in {"bounced", "complained"}) is is_same
        assert thanks["state"] == "accepted" or thanks["reason"]

    return check


def _stop(world: World) -> None:
    said = {"type": "sms", "from": ADA["phone"], "text": "STOP", "at": text(NOW), "shop": world.shop.public_id}
    world.tell("receipts/http", [said], source="provider")
    _told(world, ada())
    assert len(world.sms.letters) <= 1
    assert world.ledger(state="accepted", channel="sms") == []


CASES: dict[str, Callable[[World], None]] = {
    "email_unsubscribed": _email_state("unsubscribed"),
    "email_not_subscribed": _email_state("not_subscribed"),
    "sms_unsubscribed": _sms_state("unsubscribed"),
    "sms_not_subscribed": _sms_state("not_subscribed"),
    "sms_none": _sms_state(None),
    "mail_no_at": _never_mailed("not-an-email"),
    "mail_two_addresses": _at_most_one_recipient,
    "mail_newline": _never_mailed("ada@example.com\nbcc:evil@example.com"),
    "mail_local_host": _never_mailed("root@localhost"),
    "mail_upper": _report("hard_bounce", "ADA@EXAMPLE.COM", is_same=True),
    "mail_homoglyph": _report("hard_bounce", "\u0430da@example.com", is_same=False),
    "phone_no_country": _never_texted("555-0123"),
    "phone_national_fr": _french_number,
    "phone_vanity_shipping": _never_texted("555-555-SHIP"),
    "phone_premium": _never_texted("+19005550123"),
    "bounce_hard": _report("hard_bounce", ADA["email"], is_same=True),
    "complaint": _report("complaint", ADA["email"], is_same=True),
    "sms_reply_00_stop": _stop,
}


@pytest.mark.parametrize("name", CASES)
def test_who_gets_what(database, name: str) -> None:
    CASES[name](World(database))


def test_the_same_number_well_written_is_texted(database) -> None:
    world = World(database)
    _told(world, ada())
    assert "thank_you" in _sent(world, "sms")


@pytest.mark.skipif(not corpus("recipient"), reason="the hostile corpus is not here")
def test_every_recipient_of_the_corpus_has_its_case() -> None:
    assert {case["name"] for case in corpus("recipient")} <= set(CASES)
