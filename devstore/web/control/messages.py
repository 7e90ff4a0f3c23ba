"""What arrived for whom, and what comes back: reports of the provider, answers from the phone."""

from __future__ import annotations

from typing import Any

from flask import request

from devstore.act import Refused
from devstore.doings import people
from devstore.model.messages import Message
from devstore.provider import mailbox, reports
from devstore.web import shown
from devstore.web.app import the_store
from devstore.web.asked import asked
from devstore.web.control import blueprint


@blueprint.get("/customers/<int:customer_id>/messages")
def messages(customer_id: int) -> list[dict[str, Any]]:
    """What arrived for them, the newest first; `?channel=email` or `sms`."""
    with the_store().database.read() as session:
        row = people.customer_of(session, customer_id)
        found = mailbox.of(session, row.email, row.phone, request.args.get("channel"))
        return [shown.message(one) for one in found]


@blueprint.post("/customers/<int:customer_id>/answer")
def answer(customer_id: int) -> dict[str, Any]:
    """text: what they answer to the last text they had."""
    store, words = the_store(), str(asked().get("text", ""))
    with store.database.read() as session:
        row = people.customer_of(session, customer_id)
        texts = mailbox.of(session, None, row.phone, "sms")
    if not texts:
        raise Refused(f"{row.shown_name} has had no text to answer.")
    reports.answer(store.settings, texts[0], words, store.clock.now())
    return shown.message(texts[0])


@blueprint.post("/messages/<int:message_id>/report")
def report(message_id: int) -> dict[str, Any]:
    """event: delivered, undelivered or opted_out, about a text."""
    store, event = the_store(), str(asked().get("event"))
    with store.database.read() as session:
        row = session.get(Message, message_id)
    if row is None or row.channel != "sms":
        raise Refused(f"There is no text {message_id}.")
    reports.report(store.settings, row, event, store.clock.now())
    return shown.message(row)


@blueprint.get("/messages")
def all_messages() -> list[dict[str, Any]]:
    """What arrived for anybody, the newest first; `?channel=`, `?to=`."""
    with the_store().database.read() as session:
        to = request.args.get("to")
        found = mailbox.of(session, to, to) if to else mailbox.everything(session, request.args.get("channel"))
        return [shown.message(one) for one in found]
