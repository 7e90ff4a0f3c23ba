"""Questions of visitors: what waits to be looked at, what is shown, what was answered, and what is hidden."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from plugin.desk import product_questions as desk
from plugin.desk import question_moves as moves
from plugin.desk.product_questions import Pile
from plugin.desk.question_moves import Piece, QuestionChanged
from plugin.desk.reviews import Why
from plugin.product_questions import ANSWER_LIMIT
from ui.admin.answers import changed, page
from ui.admin.review_words import reason_name
from ui.admin.seen import seen_list
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_questions", __name__)


@pages.get("/app/questions")
@door("admin")
def questions() -> Response:
    """Who may not see people sees products and states, and nothing of what was written."""
    return page("questions.html", **_values(_pile(request.args.get("pile", "")), request.args.get("after", "")))


@pages.post("/app/questions/<id>/publish")
@door("admin", role="editor")
def publish_question(id: str) -> Response:
    return _moved(Piece.QUESTION, id, None, _("It is shown from now on."))


@pages.post("/app/questions/answers/<id>/publish")
@door("admin", role="editor")
def publish_answer(id: str) -> Response:
    return _moved(Piece.ANSWER, id, None, _("It is shown from now on."))


@pages.post("/app/questions/<id>/hide")
@door("admin", role="editor")
def hide_question(id: str) -> Response:
    return _hidden(Piece.QUESTION, id)


@pages.post("/app/questions/answers/<id>/hide")
@door("admin", role="editor")
def hide_answer(id: str) -> Response:
    return _hidden(Piece.ANSWER, id)


@pages.post("/app/questions/<id>/answer")
@door("admin", role="editor")
def answer(id: str) -> Response:
    text, pile = request.form.get("text", ""), _pile(request.form.get("pile", ""))
    if len(text) > ANSWER_LIMIT:
        said = _("An answer has at most %(most)s signs.", most=ANSWER_LIMIT)
        return page("questions.html", 422, said=said, **_values(pile, typed=(id, text)))
    if not moves.answer(encore(), admin().shop, id, text, user_id=admin().user_id):
        abort(404)
    return page("questions.html", said=_("Saved."), at=_at(pile), **_values(pile))


def _hidden(piece: Piece, id: str) -> Response:
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        if not moves.is_there(session, shop, piece, id):
            abort(404)
    reason = request.form.get("why", "")
    if reason not in set(Why):
        told = _("Choose a reason first.")
        return page("questions.html", 422, said=told, **_values(_pile(request.form.get("pile", ""))))
    return _moved(piece, id, Why(reason), _("Hidden."))


def _moved(piece: Piece, id: str, why: Why | None, said: str) -> Response:
    here, shop, seen, user = encore(), admin().shop, request.form.get("seen", ""), admin().user_id
    pile = _pile(request.form.get("pile", ""))
    try:
        if why is not None:
            there = moves.hide(here, shop, piece, id, seen, why, user_id=user)
        else:
            there = moves.publish(here, shop, piece, id, seen, user_id=user)
    except QuestionChanged:
        return changed("questions.html", {"id": id}, **_values(pile))
    if not there:
        abort(404)
    return page("questions.html", said=said, at=_at(pile), **_values(pile))


def _pile(name: str) -> Pile:
    return Pile(name) if name in set(Pile) else Pile.WAITING


def _at(pile: Pile, **more: str) -> str:
    return url_for("admin_questions.questions", pile=pile.value, **more)  # type: ignore[arg-type]


def _values(pile: Pile, after: str = "", typed: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """`typed`: an answer that was not taken, and the question it was for."""
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found = desk.listed(session, shop, pile, after=after)
        counts = desk.counted(session, shop)
    seen_list([one for row in found.rows for one in row.answers])
    names = {
        Pile.WAITING: _("Waiting"), Pile.ANSWERED: _("Answers waiting"), Pile.PUBLISHED: _("Published"),
        Pile.HIDDEN: _("Hidden"),
    }  # fmt: skip
    return {
        "rows": found.rows, "pile": pile, "reasons": [(why.value, reason_name(why)) for why in Why],
        "stats": [(counts[one], names[one], _at(one), one) for one in Pile], "reason_name": reason_name,
        "most": ANSWER_LIMIT, "typed": typed, "empty": _empty(pile), "first": _at(pile) if after else "",
        "next": _at(pile, after=found.after) if found.after else "",
        "is_passed_on": "question" in shop.flows_on_since, **filters(),
    }  # fmt: skip


def _empty(pile: Pile) -> tuple[str, str]:
    return {
        Pile.WAITING: (_("No question is waiting"), _("Visitors ask under the reviews of a product.")),
        Pile.ANSWERED: (_("No answer is waiting"), _("Answers of customers appear here before they are shown.")),
        Pile.PUBLISHED: (_("No question is published yet"), _("Look at what waits, and publish it.")),
        Pile.HIDDEN: (_("No question is hidden"), _("A question may be hidden only for one of a few reasons.")),
    }[pile]
