"""The birthday block: a signed-in customer tells day and month, and is told when the present comes; or takes it back.
The year is never asked for. What they say goes through the inbox like everything else that happens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.birthdays import birthday_of
from plugin.desk.present import present_on
from plugin.inbox import Incoming, ShopGone, seal
from plugin.model.customer import Customer
from plugin.projection.work import Work, final_id
from plugin.shopper_payloads import BIRTHDAY, NO_BIRTHDAY
from plugin.shops import Shop
from ui.blocks.gate import buyer, refusal
from ui.doors import door, doors
from ui.limit import Limiter

pages = Blueprint("block_birthday", __name__)
LIMITER = "encore.birthday_limiter"
PER_HOUR = 5
_NOTHING = {"month": None, "day": None, "present_on": None}
Answer = Response | tuple[Response, int]


def new_limiter() -> Limiter:
    return Limiter(PER_HOUR, timedelta(hours=1))


@pages.get("/ext/birthday")
@door("customer")
def shown() -> Answer:
    """Their birthday as far as it is known, and when the present comes."""
    shop = buyer().shop
    with doors().database.read(shop.id) as session:
        found = _customer(session, shop)
        if found is None:
            return refusal(404, "not_here")
        text = shop.keys.open("customer.birthday", found.id, found.birthday)
        return jsonify(_told(session, shop, birthday_of(text) if text else None))


@pages.post("/ext/birthday")
@door("customer")
def said() -> Answer:
    """422 for what is no day of the year; 429 for whoever keeps changing their mind."""
    shop, day = buyer().shop, _day_in(request.get_json(silent=True))
    if day is None:
        return refusal(422, "no_such_day")
    with doors().database.read(shop.id) as session:
        found = _customer(session, shop)
        if found is None:
            return refusal(404, "not_here")
        told = _told(session, shop, day)
    limiter: Limiter = current_app.extensions[LIMITER]
    wait_s = limiter.wait_s((shop.id, found.id), doors().clock.now())
    if wait_s:
        return refusal(429, "too_often", wait_s)
    try:
        _tell(shop, BIRTHDAY, {"customer_id": found.id, "month": day[0], "day": day[1]})
    except ShopGone:
        return refusal(404, "not_here")
    return jsonify(told)


@pages.delete("/ext/birthday")
@door("customer")
def taken_back() -> Answer:
    """Known no longer. As often as they like: it takes nothing to say it where nothing is known."""
    shop = buyer().shop
    with doors().database.read(shop.id) as session:
        found = _customer(session, shop)
        if found is None:
            return refusal(404, "not_here")
    try:
        if found.birthday is not None:
            _tell(shop, NO_BIRTHDAY, {"customer_id": found.id})
    except ShopGone:
        return refusal(404, "not_here")
    return jsonify(_NOTHING)


def _customer(session: Session, shop: Shop) -> Any | None:
    """Whoever is signed in, or whom they were merged into; None while Encore does not know them."""
    id = final_id(Work(session, shop, doors().clock.now()), buyer().signed_in)
    mine = select(Customer.id, Customer.birthday).where(
        Customer.shop_id == shop.id, Customer.id == id, Customer.gone_at.is_(None)
    )
    return session.execute(mine).one_or_none()


def _told(session: Session, shop: Shop, day: tuple[int, int] | None) -> dict[str, Any]:
    if day is None:
        return _NOTHING
    comes = present_on(session, shop, buyer().signed_in, day, doors().clock.now())
    return {"month": day[0], "day": day[1], "present_on": comes.isoformat() if comes else None}


def _day_in(body: object) -> tuple[int, int] | None:
    if not isinstance(body, dict):
        return None
    month, day = body.get("month"), body.get("day")
    if type(month) is not int or type(day) is not int or not (0 < month < 13 and 0 < day < 32):
        return None
    return birthday_of(f"{month:02}-{day:02}")


def _tell(shop: Shop, topic: str, said: dict[str, int]) -> None:
    """Durable when it returns. Raises StoreBusy or ShopGone."""
    now, key = doors().clock.now(), secrets.token_hex(16)
    body = msgspec.json.encode(said)
    doors().inbox.put(
        Incoming(
            shop_id=shop.id, source="shopper", topic=topic, delivery_key=key, event_id=None, triggered_at=now,
            received_at=now, body=seal(shop.keys, topic, key, body), body_hash=hashlib.sha256(body).hexdigest(),
        )
    )  # fmt: skip
    doors().wake("inbox")
