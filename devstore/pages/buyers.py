"""Who buys, as the checkout's form says it: a customer of this demo, or somebody new."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import request

from devstore.act import Refused
from devstore.doings.basket import Basket
from devstore.doings.people import Channel, Newcomer
from devstore.pages import given
from devstore.seed.places import BERLIN, BOSTON, LONDON, MADRID, PARIS, SYDNEY

PLACES = {place.city: place for place in (LONDON, BERLIN, PARIS, MADRID, BOSTON, SYDNEY)}
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_HOUSE = 12


def asked_basket(variants: Mapping[int, int]) -> Basket:
    """Refused where somebody new gives nothing that they can be reached by, or where nobody is chosen."""
    wants: tuple[Channel, ...] = ()
    wants += ("email",) if "email" in request.form.getlist("wants") else ()
    wants += ("sms",) if "sms" in request.form.getlist("wants") else ()
    if request.form.get("who") == "new":
        return Basket(variants, guest=_newcomer(), code=given.text("code"), wants=wants)
    if given.text("customer") is None:
        raise Refused("Choose who buys.")
    return Basket(variants, customer_id=given.whole("customer"), code=given.text("code"), wants=wants)


def _newcomer() -> Newcomer:
    email, phone = given.text("email"), (given.text("phone") or "").replace(" ", "") or None
    if email is None and phone is None:
        raise Refused("Give an e-mail address or a phone number, so that the order can be confirmed.")
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Refused(f"{email} is no e-mail address.")
    if phone is not None and not _NUMBER.fullmatch(phone):
        raise Refused("Write the phone number with its country, as in +44 7400 100101.")
    place = PLACES.get(given.text("place") or "", LONDON)
    return Newcomer(
        given.text("first_name"), given.text("last_name"), email, phone, place.locale, place.address(_HOUSE)
    )
