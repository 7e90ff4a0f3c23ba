"""Inbox and tasks: the cases that somebody of the staff has to see to, what is worth most first, and each of them
with what happened to its customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from plugin.cases import TEXT_LIMIT, CaseChanged
from plugin.desk import cases as desk
from plugin.desk.case_answers import way_to
from plugin.desk.one_customer_past import past_of
from plugin.desk.ready_answers import listed
from plugin.model.case import CaseState, EntryKind
from plugin.shopper_payloads import cleaned
from ui.admin.answers import changed, page
from ui.admin.case_words import came_words, cause_name, entry_words, fate_words, wait_words
from ui.admin.past_words import moment_words
from ui.admin.seen import seen_list, seen_one
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_cases", __name__)
_MOMENTS = 15


@pages.get("/app/cases")
@door("admin")
def cases() -> Response:
    given = request.args.get("state", "")
    state = CaseState(given) if given in set(CaseState) else CaseState.OPEN
    number = request.args.get("page", 1, type=int)
    number = number if 0 < number < 10_000 else 1
    shop, now = admin().shop, encore().clock.now()
    with encore().database.read(shop.id) as session:
        rows = desk.worklist(session, shop, state, now, page=number)
        waiting, overdue, done = desk.counted(session, shop, now)
        told = desk.report(session, shop, now)
    seen_list(rows)
    is_full = len(rows) == desk.PER_PAGE
    return page(
        "cases.html", rows=rows, state=state, waiting=waiting, overdue=overdue, done=done, told=told,
        first_answer=wait_words(told.first_answer), nine_of_ten=wait_words(told.nine_of_ten), cause_name=cause_name,
        first=url_for("admin_cases.cases", state=state.value) if number > 1 else "",
        next=url_for("admin_cases.cases", state=state.value, page=number + 1) if is_full else "", **filters(),
    )  # fmt: skip


@pages.get("/app/cases/<id>")
@door("admin")
def case(id: str) -> Response:
    return page("case.html", **values_of(id))


@pages.post("/app/cases/<id>/answer")
@door("admin", role="editor")
def answer(id: str) -> Response:
    """An answer that was given elsewhere, or with `kind` "noted" a note for the others."""
    text = cleaned(request.form.get("text", ""))
    if not text or len(text) > TEXT_LIMIT:
        return unwritten(id, noted=text)
    is_note = request.form.get("kind") == EntryKind.NOTED.value
    kind = EntryKind.NOTED if is_note else EntryKind.ANSWERED
    said = _("The note is kept.") if is_note else _("The answer is kept.")
    act = lambda: desk.note_answer(encore(), admin().shop, id, text, kind, **seen())  # noqa: E731
    return done(id, act, said, noted=text)


@pages.post("/app/cases/<id>/assign")
@door("admin", role="editor")
def assign(id: str) -> Response:
    owner = request.form.get("owner", "")
    return done(id, lambda: desk.assign(encore(), admin().shop, id, owner, **seen()), _("Saved."))


@pages.post("/app/cases/<id>/close")
@door("admin", role="editor")
def close(id: str) -> Response:
    said = _("Closed. What waited for it goes on.")
    return done(id, lambda: desk.close(encore(), admin().shop, id, **seen()), said)


@pages.post("/app/cases/<id>/reopen")
@door("admin", role="editor")
def reopen(id: str) -> Response:
    return done(id, lambda: desk.reopen(encore(), admin().shop, id, **seen()), _("It is open again."))


def unwritten(id: str, **typed: str) -> Response:
    told = _("Write something first, up to %(most)s characters.", most=TEXT_LIMIT)
    return page("case.html", 422, said=told, **typed, **values_of(id))


def seen() -> dict[str, Any]:
    return {"user_id": admin().user_id, "seen": request.form.get("seen", -1, type=int)}


def done(id: str, act: Callable[[], None], said: str, **typed: str) -> Response:
    """The page after it; 404, or 409 with what was `typed` in its fields where somebody else was faster."""
    try:
        act()
    except KeyError:
        abort(404)
    except CaseChanged:
        return changed("case.html", {"id": id}, **typed, **values_of(id))
    return page("case.html", said=said, at=url_for("admin_cases.case", id=id), **values_of(id))


def values_of(id: str) -> dict[str, Any]:
    shop, now = admin().shop, encore().clock.now()
    with encore().database.read(shop.id) as session:
        found = desk.one_case(session, shop, id, now) or abort(404)
        whose = found.case.who.customer_id
        past = past_of(session, shop, whose, per_page=_MOMENTS).moments if whose is not None else []
        way = way_to(session, shop, whose, now) if admin().may_change else None
        ready = listed(session, shop) if way is not None and way.refused is None else []
    seen_one(whose)
    return {
        "found": found, "past": past, "way": way, "ready": ready, "cause_name": cause_name,
        "entry_words": entry_words, "came_words": came_words, "fate_words": fate_words,
        "moment_words": moment_words, **filters(),
    }  # fmt: skip
