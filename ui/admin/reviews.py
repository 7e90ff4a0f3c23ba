"""The reviews: what waits to be looked at, what is shown, and what is hidden for which reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from plugin.desk import review_answers
from plugin.desk import reviews as desk
from plugin.desk.review_answers import MOST
from plugin.desk.review_list import IMPORTED, OWN, Choice, choice, counted, listed, product_title
from plugin.desk.review_speed import speed
from plugin.desk.reviews import ReviewChanged, Why
from plugin.model.review import ReviewState
from plugin.rating import HIGHEST, LOWEST
from plugin.review_photos import any_photo, photo_writer
from ui.admin.answers import changed, page
from ui.admin.review_words import hint_name, nothing_here, reason_name, speed_line
from ui.admin.seen import seen_list, seen_one
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.picture import picture
from ui.session import admin

pages = Blueprint("admin_reviews", __name__)


@pages.get("/app/reviews")
@door("admin")
def reviews() -> Response:
    """Who may not see people sees stars and states, and nothing of what was written."""
    chosen = choice(request.args, sees_people=admin().may_see_people)
    return page("reviews.html", **_values(chosen, request.args.get("after", "")))


@pages.get("/app/reviews/photo/<id>")
@door("admin", role="editor")
def photo(id: str) -> Response:
    """A picture of a review in any state; `small=1` asks for the small one, which is a part of the list: who opens
    the large one has looked at its writer."""
    is_small = request.args.get("small") == "1"
    with encore().database.read(admin().shop.id) as session:
        content = any_photo(session, admin().shop, id, is_small=is_small)
        writer = photo_writer(session, admin().shop, id)
    if content is not None and is_small:
        seen_list(id)
    elif content is not None:
        seen_one(writer)
    return picture(content, f"{id}.{'small' if is_small else 'photo'}")


@pages.post("/app/reviews/publish")
@door("admin", role="editor")
def publish() -> Response:
    seen = request.form.get("seen", "").split()
    done = desk.publish(encore(), admin().shop, seen, user_id=admin().user_id)
    if done < len(seen):
        return changed("reviews.html", {"published": done}, **_values(Choice()))
    said = ngettext("%(num)s review is published.", "%(num)s reviews are published.", done)
    return page("reviews.html", said=said, at=_at(ReviewState.WAITING), **_values(Choice()))


@pages.post("/app/reviews/<id>/hide")
@door("admin", role="editor")
def hide(id: str) -> Response:
    with encore().database.read(admin().shop.id) as session:
        if not desk.is_there(session, admin().shop, id):
            abort(404)
    reason, state = request.form.get("why", ""), _state(request.form.get("state", ""))
    if reason not in set(Why):
        told = _("Choose a reason first. Few stars are none.")
        return page("reviews.html", 422, said=told, **_values(Choice(state)))
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
        return page(
            "reviews.html", 422, said=_("An answer has at most %(most)s signs.", most=MOST), **_values(Choice(state))
        )
    is_public = "private" not in request.form
    if not review_answers.answer(encore(), admin().shop, id, text, is_public=is_public, user_id=admin().user_id):
        abort(404)
    return page("reviews.html", said=_("Saved."), at=_at(state), **_values(Choice(state)))


@pages.post("/app/reviews/<id>/feature")
@door("admin", role="editor")
def feature(id: str) -> Response:
    state = _state(request.form.get("state", ""))
    if not review_answers.feature(encore(), admin().shop, id, "on" in request.form, user_id=admin().user_id):
        abort(404)
    return page("reviews.html", said=_("Saved."), at=_at(state), **_values(Choice(state)))


@pages.post("/app/reviews/<id>/reports")
@door("admin", role="editor")
def clear(id: str) -> Response:
    state = _state(request.form.get("state", ""))
    if not desk.clear_reports(encore(), admin().shop, id, user_id=admin().user_id):
        abort(404)
    return page("reviews.html", said=_("The reports are cleared."), at=_at(state), **_values(Choice(state)))


def _judged(id: str, state: ReviewState, why: Why | None, said: str) -> Response:
    here, shop, seen, user = encore(), admin().shop, request.form.get("seen", ""), admin().user_id
    try:
        if why is not None:
            there = desk.hide(here, shop, id, seen, why, user_id=user)
        else:
            there = desk.show(here, shop, id, seen, user_id=user)
    except ReviewChanged:
        return changed("reviews.html", {"id": id}, **_values(Choice(state)))
    if not there:
        abort(404)
    return page("reviews.html", said=said, at=_at(state), **_values(Choice(state)))


def _state(name: str) -> ReviewState:
    return choice({"state": name}).state


def _at(state: ReviewState, **more: str) -> str:
    return url_for("admin_reviews.reviews", state=state.value, **more)  # type: ignore[arg-type]


def _values(chosen: Choice, after: str = "") -> dict[str, Any]:
    shop, state = admin().shop, chosen.state
    with encore().database.read(shop.id) as session:
        found = listed(session, shop, chosen, after=after)
        counts = counted(session, shop)
        speeds = speed(session, shop, encore().clock.now())
        product = product_title(session, shop, chosen.product_id) if chosen.product_id is not None else ""
    seen_list(found.rows)
    names = {
        ReviewState.WAITING: _("Waiting"), ReviewState.PUBLISHED: _("Published"), ReviewState.HIDDEN: _("Hidden"),
        ReviewState.WITHDRAWN: _("Withdrawn"),
    }  # fmt: skip
    here = _asked(chosen)
    return {
        "rows": found.rows, "state": state, "reasons": [(why.value, reason_name(why)) for why in Why],
        "stats": [(counts[one], names[one], _at(one), one) for one in names], "reason_name": reason_name,
        "hint_name": hint_name, "speed": speed_line(speeds),
        "by_itself": shop.settings.reviews.publish_after is not None,
        "chosen": chosen, "of_product": product, "all_stars": range(HIGHEST, LOWEST - 1, -1),
        "sources": [(OWN, _("Written here")), (IMPORTED, _("Imported"))], "anything": _at(state),
        "most": MOST, "empty": nothing_here(chosen), "first": _at(state, **here) if after else "",
        "next": _at(state, **here, after=found.after) if found.after else "", **filters(),
    }  # fmt: skip


def _asked(chosen: Choice) -> dict[str, str]:
    """The filters as an address has them."""
    asked = {
        "stars": chosen.stars, "product": chosen.product_id, "source": chosen.source, "find": chosen.find,
        "pictures": 1 if chosen.with_pictures else "", "reported": 1 if chosen.is_reported else "",
        "hinted": 1 if chosen.is_hinted else "",
    }  # fmt: skip
    return {name: str(value) for name, value in asked.items() if value}
