"""The reviews: what waits to be looked at, what is shown, and what is hidden for which reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from plugin.desk import review_answers
from plugin.desk import reviews as desk
from plugin.desk.review_answers import MOST
from plugin.desk.reviews import ReviewChanged, Why
from plugin.model.review import ReviewState
from ui.admin.answers import changed, page
from ui.admin.seen import seen_list
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.session import admin

pages = Blueprint("admin_reviews", __name__)


@pages.get("/app/reviews")
@door("admin")
def reviews() -> Response:
    """Who may not see people sees stars and states, and nothing of what was written."""
    return page("reviews.html", **_values(_state(request.args.get("state", "")), request.args.get("after", "")))


@pages.post("/app/reviews/publish")
@door("admin", role="editor")
def publish() -> Response:
    seen = request.form.get("seen", "").split()
    done = desk.publish(encore(), admin().shop, seen, user_id=admin().user_id)
    if done < len(seen):
        return changed("reviews.html", {"published": done}, **_values(ReviewState.WAITING))
    said = ngettext("%(num)s review is published.", "%(num)s reviews are published.", done)
    return page("reviews.html", said=said, at=_at(ReviewState.WAITING), **_values(ReviewState.WAITING))


@pages.post("/app/reviews/<id>/hide")
@door("admin", role="editor")
def hide(id: str) -> Response:
    with encore().database.read(admin().shop.id) as session:
        if not desk.is_there(session, admin().shop, id):
            abort(404)
    reason, state = request.form.get("why", ""), _state(request.form.get("state", ""))
    if reason not in set(Why):
        told = _("Choose a reason first. Few stars are none.")
        return page("reviews.html", 422, said=told, **_values(state))
    return _judged(id, state, Why(reason), _("Hidden. How many reviews are hidden is shown at the product."))


@pages.post("/app/reviews/<id>/show")
@door("admin", role="editor")
def show(id: str) -> Response:
    return _judged(id, ReviewState.HIDDEN, None, _("It is shown again."))


@pages.post("/app/reviews/<id>/answer")
@door("admin", role="editor")
def answer(id: str) -> Response:
    text, state = request.form.get("text", ""), _state(request.form.get("state", ""))
    if len(text) > MOST:
        return page("reviews.html", 422, said=_("An answer has at most %(most)s signs.", most=MOST), **_values(state))
    is_public = "private" not in request.form
    if not review_answers.answer(encore(), admin().shop, id, text, is_public=is_public, user_id=admin().user_id):
        abort(404)
    return page("reviews.html", said=_("Saved."), at=_at(state), **_values(state))


@pages.post("/app/reviews/<id>/feature")
@door("admin", role="editor")
def feature(id: str) -> Response:
    state = _state(request.form.get("state", ""))
    if not review_answers.feature(encore(), admin().shop, id, "on" in request.form, user_id=admin().user_id):
        abort(404)
    return page("reviews.html", said=_("Saved."), at=_at(state), **_values(state))


def _judged(id: str, state: ReviewState, why: Why | None, said: str) -> Response:
    here, shop, seen, user = encore(), admin().shop, request.form.get("seen", ""), admin().user_id
    try:
        if why is not None:
            there = desk.hide(here, shop, id, seen, why, user_id=user)
        else:
            there = desk.show(here, shop, id, seen, user_id=user)
    except ReviewChanged:
        return changed("reviews.html", {"id": id}, **_values(state))
    if not there:
        abort(404)
    return page("reviews.html", said=said, at=_at(state), **_values(state))


def _state(name: str) -> ReviewState:
    return ReviewState(name) if name in set(ReviewState) else ReviewState.WAITING


def _at(state: ReviewState, **more: str) -> str:
    return url_for("admin_reviews.reviews", state=state.value, **more)  # type: ignore[arg-type]


def _values(state: ReviewState, after: str = "") -> dict[str, Any]:
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found = desk.listed(session, shop, state, after=after)
        counts = desk.counted(session, shop)
    seen_list(found.rows)
    names = {
        ReviewState.WAITING: _("Waiting"), ReviewState.PUBLISHED: _("Published"), ReviewState.HIDDEN: _("Hidden"),
    }  # fmt: skip
    return {
        "rows": found.rows, "state": state, "reasons": [(why.value, reason_name(why)) for why in Why],
        "stats": [(counts[one], names[one], _at(one), one) for one in names], "reason_name": reason_name,
        "most": MOST, "empty": _empty(state), "first": _at(state) if after else "",
        "next": _at(state, after=found.after) if found.after else "", **filters(),
    }  # fmt: skip


def reason_name(why: Why) -> str:
    return {
        Why.INSULT: _("Insults or threatens somebody"), Why.PRIVATE: _("Tells private details"),
        Why.ADVERTISING: _("Is advertising"), Why.UNRELATED: _("Is not about the product"),
        Why.UNLAWFUL: _("Is against the law"),
    }[why]  # fmt: skip


def _empty(state: ReviewState) -> tuple[str, str]:
    return {
        ReviewState.WAITING: (_("No review is waiting"), _("Reviews appear here as soon as customers write them.")),
        ReviewState.PUBLISHED: (_("No review is published yet"), _("Look at what waits, and publish it.")),
        ReviewState.HIDDEN: (_("No review is hidden"), _("A review may be hidden only for one of a few reasons.")),
    }[state]
