"""The block on a customer's page in the Shopify admin: what they got, what comes next and what is open. Only for
staff who may see people, and a look at it stands in the access log like a look at their page here."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify

from plugin.desk.one_customer_now import OneCustomer, one_customer
from plugin.desk.one_customer_past import past_of
from ui.admin.past_words import moment_words
from ui.admin.person_words import birthday_words
from ui.admin.seen import seen_one
from ui.admin.words import channel_name, flow_name, moment, why
from ui.blocks.gate import refusal
from ui.blocks.order import MOST_ID
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("block_customer", __name__)
MOST_PAST = 5


@pages.get("/ext/customer/<int:id>")
@door("admin", role="editor")
def customer(id: int) -> Response | tuple[Response, int]:
    """Lines in the reader's language, times in the shop's zone. 404 for a customer whom Encore does not know."""
    shop, now = admin().shop, encore().clock.now()
    if id > MOST_ID:
        return refusal(404, "not_here")
    with encore().database.read(shop.id) as session:
        found = one_customer(session, shop, id, now)
        if found is None:
            return refusal(404, "not_here")
        past = past_of(session, shop, found.id, per_page=MOST_PAST).moments
    seen_one(found.id)
    told = [{"at": moment(one.at, shop.time_zone), "text": moment_words(one)} for one in past]
    return jsonify(
        id=found.id, next=_next(found), open=list(_open(found)), birthday=birthday_words(found), past=told,
        sent=found.sent,
    )  # fmt: skip


def _next(found: OneCustomer) -> str:
    """The message that goes next; "" where none is scheduled."""
    if found.next is None:
        return ""
    one = found.next
    return f"{flow_name(one.flow)} · {channel_name(one.channel)} · {moment(one.due_at, found.zone)}"


def _open(found: OneCustomer) -> Iterator[str]:
    """What keeps promotion from them, on each channel, until they or the merchant change it."""
    if found.gone_at is not None:
        when = moment(found.gone_at, found.zone)
        yield _("This account was deleted in Shopify on %(day)s. Nothing is sent to it.", day=when)
    for one in found.channels:
        if one.standing.reason is not None:
            yield f"{channel_name(one.standing.channel)}: {why(one.standing.reason)}"
