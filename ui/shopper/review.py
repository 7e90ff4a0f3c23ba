"""Reviewing what was bought: all items of the message on one page and the shop itself, the same form and prominence
for every rating. What was written before is filled in; sending again edits it. On the same page the buyer says that
nothing has arrived, or that something is wrong; a review that comes with it is published all the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, current_app, render_template, request, url_for

from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.flows.trouble import NOT_ARRIVED_HOLD
from plugin.inbox import StoreBusy
from plugin.shopper_payloads import NOT_ARRIVED, PROBLEM, REVIEW
from plugin.surveys import next_question
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.limit import Limiter
from ui.shopper.often import not_too_often
from ui.shopper.review_form import Form, Typed, read_form
from ui.shopper.reviewed import Item, items_of
from ui.shopper.survey_words import question_words
from ui.shopper.tell import tell
from ui.shopper.visit import Erased, Visit, visit

pages = Blueprint("review", __name__)
Answer = tuple[str, int, Mapping[str, str]]
LIMITER = "encore.review_limiter"
PER_HOUR = 5  # trust: answers to bad input
TEXT_BYTES = 2_000_000  # twenty items of 5,000 signs that take nine bytes each
FORM_BYTES = 64_000_000  # with its pictures: a dozen as phones take them; more by changing the review
BUSY_S = 10


def new_limiter() -> Limiter:
    return Limiter(PER_HOUR, timedelta(hours=1))


@pages.get("/s/review/<token>")
@door("link")
def show(token: str) -> str:
    who, items = opened(token)
    before = [item.before for item in items if item.before.stars]
    name = next((one.name for one in before if one.name), "")
    may_reuse = bool(before) and all(one.may_reuse for one in before)
    return _page(who, items, Form({item.line_id: item.before for item in items}, name=name, may_reuse=may_reuse))


@pages.post("/s/review/<token>")
@door("link")
def save(token: str) -> str | Answer:
    request.max_content_length = FORM_BYTES if request.mimetype == "multipart/form-data" else TEXT_BYTES
    who, items = opened(token)
    not_too_often(who, "review")  # counts what is refused too: to look at pictures takes time
    form = read_form(request.form, request.files, {item.line_id: item.photos for item in items})
    if not form.is_good:
        return _page(who, items, form), form.status, {}
    limiter: Limiter = current_app.extensions[LIMITER]
    wait_s = limiter.wait_s((who.shop.id, who.message.id), who.now)
    if wait_s:
        return _again(who, items, form, 429, wait_s)
    try:
        _tell(who, form)
    except StoreBusy:
        return _again(who, items, form, 503, BUSY_S)
    return render_template(
        "shopper/review_thanks.html", shop=who.shop, items=items, form=form, again=who.now + NOT_ARRIVED_HOLD,
        following=_one_more(who),
    )  # fmt: skip


def opened(token: str) -> tuple[Visit, list[Item]]:
    """Who comes with a review link, and what it asks about. Raises as `visit` does, Erased once nothing is left."""
    who = visit(token, LinkPurpose.REVIEW)
    items = items_of(who)
    if not items:
        raise Erased
    return who, items


def _one_more(who: Visit) -> tuple[str, str] | None:
    """The address and the words of one more question, the same whatever was written; None: enough was asked."""
    with doors().database.read(who.shop.id) as session:
        kind = next_question(session, who.shop, None, who.message)
    if kind is None:
        return None
    until = who.now + LIFETIMES[LinkPurpose.SURVEY]
    token = doors().links.sign(LinkPurpose.SURVEY, who.shop.public_id, who.message.id, until)
    return url_for("survey.show", token=token, q=kind.value), question_words(kind, who.shop.name)


def _tell(who: Visit, form: Form) -> None:
    """Up to three facts. Each comes out the same if all of it is sent again after the store was busy."""
    if form.has_not_arrived:
        tell(who, NOT_ARRIVED, {})
    if form.trouble:
        same = hashlib.sha256(form.trouble.encode()).hexdigest()
        tell(who, PROBLEM, {"text": form.trouble}, f"problem.{who.message.id}.{same}")
    if form.written:
        tell(who, REVIEW, _said(who, form))


def _said(who: Visit, form: Form) -> dict[str, object]:
    """The pictures go with the words, as one sealed inbox item: they come together or not at all, nothing is left
    behind by a crash in between, and what forgets the inbox forgets them."""
    said: dict[str, object] = {
        "items": [{"line": typed.line_id, **_fields(typed)} for typed in form.written if typed.line_id is not None],
        "name": form.name,
    }
    more = {
        "shop": next((_fields(typed) for typed in form.written if typed.line_id is None), None),
        "may_reuse": form.may_reuse, "incentive": who.shop.settings.reviews.incentive,
    }  # fmt: skip
    return said | {name: value for name, value in more.items() if value}


def _fields(typed: Typed) -> dict[str, object]:
    more = {"video": typed.video, "photos": typed.photos, "without": sorted(typed.without)}
    always = {"stars": int(typed.stars), "title": typed.title, "text": typed.text}
    return always | {name: value for name, value in more.items() if value}


def _again(who: Visit, items: list[Item], form: Form, status: int, wait_s: int) -> Answer:
    """The form once more, with everything that was typed."""
    reason = (
        _("You have sent this form often in the last hour.")
        if status == 429
        else _("We could not save this just now.")
    )
    again = replace(form, problem=f"{reason} {_when_again(-(-wait_s // 60))}")
    return _page(who, items, again), status, {"Retry-After": str(wait_s)}


def _when_again(minutes: int) -> str:
    return ngettext(
        "Nothing you typed is lost: please send it again in a minute.",
        "Nothing you typed is lost: please send it again in %(num)s minutes.",
        minutes,
    )


def _page(who: Visit, items: list[Item], form: Form) -> str:
    has_files = any(typed.photos for typed in form.items.values())
    return render_template("shopper/review.html", shop=who.shop, items=items, form=form, has_files=has_files)
