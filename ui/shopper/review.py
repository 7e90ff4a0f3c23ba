"""Reviewing what was bought: all items of the message on one page, the same form and prominence for every
rating. What was written before is filled in; sending again edits it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, current_app, render_template, request

from plugin.compose.links import LinkPurpose
from plugin.inbox import StoreBusy
from plugin.shopper_payloads import REVIEW
from ui.doors import door
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.limit import Limiter
from ui.shopper.review_form import Form, Typed, read_form
from ui.shopper.reviewed import Item, items_of
from ui.shopper.tell import tell
from ui.shopper.visit import Erased, Visit, visit

pages = Blueprint("review", __name__)
Answer = tuple[str, int, Mapping[str, str]]
LIMITER = "encore.review_limiter"
PER_HOUR = 5  # trust: answers to bad input
FORM_BYTES = 2_000_000  # twenty items of 5,000 signs that take nine bytes each
BUSY_S = 10


def new_limiter() -> Limiter:
    return Limiter(PER_HOUR, timedelta(hours=1))


@pages.get("/s/review/<token>")
@door("link")
def show(token: str) -> str:
    who, items = _open(token)
    name = next((item.before.name for item in items if item.before.name), "")
    return _page(who, items, Form({item.line_id: item.before for item in items}, name=name))


@pages.post("/s/review/<token>")
@door("link")
def save(token: str) -> str | Answer:
    request.max_content_length = request.max_form_memory_size = FORM_BYTES
    who, items = _open(token)
    form = read_form(request.form, [item.line_id for item in items])
    if not form.is_good:
        return _page(who, items, form), 422, {}
    limiter: Limiter = current_app.extensions[LIMITER]
    wait_s = limiter.wait_s((who.shop.id, who.message.id), who.now)
    if wait_s:
        return _again(who, items, form, 429, wait_s)
    try:
        tell(who, REVIEW, {"items": [_said(typed) for typed in form.written], "name": form.name})
    except StoreBusy:
        return _again(who, items, form, 503, BUSY_S)
    return render_template("shopper/review_thanks.html", shop=who.shop, items=items, form=form)


def _open(token: str) -> tuple[Visit, list[Item]]:
    who = visit(token, LinkPurpose.REVIEW)
    items = items_of(who)
    if not items:
        raise Erased
    return who, items


def _said(typed: Typed) -> dict[str, object]:
    return {"line": typed.line_id, "stars": int(typed.stars), "title": typed.title, "text": typed.text}


def _again(who: Visit, items: list[Item], form: Form, status: int, wait_s: int) -> Answer:
    """The form once more, with everything that was typed."""
    reason = (
        _("You have sent this form often in the last hour.")
        if status == 429
        else _("We could not save this just now.")
    )
    again = Form(form.items, f"{reason} {_when_again(-(-wait_s // 60))}", form.name)
    return _page(who, items, again), status, {"Retry-After": str(wait_s)}


def _when_again(minutes: int) -> str:
    return ngettext(
        "Nothing you typed is lost: please send it again in a minute.",
        "Nothing you typed is lost: please send it again in %(num)s minutes.",
        minutes,
    )


def _page(who: Visit, items: list[Item], form: Form) -> str:
    return render_template("shopper/review.html", shop=who.shop, items=items, form=form)
