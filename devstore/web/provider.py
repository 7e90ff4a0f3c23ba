"""The SMS provider's endpoint, and the look-ups of both channels: 200 it arrived, 404 it did not."""

from __future__ import annotations

from flask import Blueprint, request

from devstore.provider import mailbox
from devstore.web.app import the_store
from devstore.web.asked import asked

blueprint = Blueprint("provider", __name__, url_prefix="/provider")


@blueprint.post("/sms")
def text() -> tuple[dict[str, str], int]:
    """JSON `to, from, body, key`; the same key (or Idempotency-Key) is the same text."""
    body, store = asked(), the_store()
    to = str(body.get("to", ""))
    if not to.startswith("+") or not to[1:].isdigit():
        return {"error": "invalid_number"}, 400
    key = request.headers.get("Idempotency-Key") or str(body.get("key", ""))
    with store.database.write() as session:
        sender, words = str(body.get("from", "")), str(body.get("body", ""))
        row = mailbox.add_text(session, to, sender, words, key, store.clock.now())
        return {"id": f"sms-{row.id}"}, 202


@blueprint.get("/mail/lookup")
def mail_lookup() -> tuple[dict[str, bool], int]:
    return _found("email", request.args.get("message_id", ""))


@blueprint.get("/sms/lookup")
def sms_lookup() -> tuple[dict[str, bool], int]:
    return _found("sms", request.args.get("key", ""))


def _found(channel: str, key: str) -> tuple[dict[str, bool], int]:
    with the_store().database.read() as session:
        is_here = mailbox.by_key(session, channel, key) is not None
    return {"arrived": is_here}, 200 if is_here else 404
