"""Mailboxes and phones: everybody's, and one person's."""

from __future__ import annotations

from flask import flash, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.doings import people
from devstore.model.people import Customer
from devstore.pages import blueprint, given
from devstore.pages.around import back
from devstore.pages.received import boxes, newest
from devstore.provider import mailbox as post
from devstore.provider import reports
from devstore.web.app import the_store


@blueprint.get("/mailbox")
def mailboxes() -> str:
    with the_store().database.read() as session:
        return render_template("post/mailboxes.html", boxes=boxes(session), newest=newest(session))


@blueprint.get("/mailbox/<int:customer_id>")
def mailbox(customer_id: int) -> str:
    with the_store().database.read() as session:
        row = session.get(Customer, customer_id)
        if row is None:
            raise NotFound("There is no such customer.")
        return render_template(
            "post/mailbox.html", name=row.shown_name, customer=row, email=row.email, phone=row.phone,
            mails=post.of(session, row.email, None), texts=post.of(session, None, row.phone),
            can_answer=bool(the_store().settings.receipt_secret),
        )  # fmt: skip


@blueprint.get("/mailbox/at")
def mailbox_at() -> str:
    """Of an address or a number that belongs to no customer: the merchant's own, say."""
    to = request.args.get("to", "")
    with the_store().database.read() as session:
        found = post.of(session, to, to)
        if not found:
            raise NotFound(f"Nothing has arrived for {to or 'nobody'}.")
        is_number = to.startswith("+")
        return render_template(
            "post/mailbox.html", name=to, customer=None, email=None if is_number else to,
            phone=to if is_number else None, mails=[one for one in found if one.channel == "email"],
            texts=[one for one in found if one.channel == "sms"], can_answer=False,
        )  # fmt: skip


@blueprint.post("/mailbox/<int:customer_id>/answer")
def answer(customer_id: int) -> Response:
    """text: what they answer to the last text they had."""
    store, words = the_store(), given.text("text")
    if words is None:
        raise Refused("Write an answer first.")
    with store.database.read() as session:
        row = people.customer_of(session, customer_id)
        texts = post.of(session, None, row.phone)
    if not texts:
        raise Refused(f"{row.shown_name} has had no text to answer.")
    reports.answer(store.settings, texts[0], words, store.clock.now())
    flash(f"“{words}” was sent to the shop.", "good")
    return back()
