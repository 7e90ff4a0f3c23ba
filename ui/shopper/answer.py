"""An owner answers a question about a product: the page behind the link in the message that passed it on. Opening it
changes nothing, mail scanners do so too; sending it again edits the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import and_, select

from plugin.compose.links import LinkPurpose
from plugin.flows.flow import question_in
from plugin.inbox import StoreBusy
from plugin.model.product import Product
from plugin.model.product_question import ProductAnswer, ProductQuestion, QuestionState
from plugin.product_questions import ANSWER_LIMIT, NAME_LIMIT
from plugin.shopper_payloads import QUESTION_ANSWER, cleaned
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.limit import Limiter
from ui.shopper.lengths import too_long
from ui.shopper.tell import tell
from ui.shopper.visit import Visit, visit

pages = Blueprint("answer", __name__)
Answer = tuple[str, int, Mapping[str, str]]
LIMITER = "encore.answer_limiter"
PER_HOUR = 10  # of one message
BUSY_S = 10


@dataclass(frozen=True, slots=True)
class _Asked:
    """`text` is "" where the question is not shown any more."""

    text: str
    product: str


@pages.get("/s/answer/<token>")
@door("link")
def show(token: str) -> str:
    who = visit(token, LinkPurpose.ANSWER)
    return _page(who, _asked(who), *_before(who))


@pages.post("/s/answer/<token>")
@door("link")
def save(token: str) -> str | Answer:
    who = visit(token, LinkPurpose.ANSWER)
    asked, text = _asked(who), cleaned(request.form.get("text", ""))
    name = " ".join(cleaned(request.form.get("name", "")).split())
    if not asked.text:
        return _page(who, asked, text, name), 410, {}
    problem = _problem(text, name)
    if problem:
        return _page(who, asked, text, name, problem), 422, {}
    limiter: Limiter = current_app.extensions[LIMITER]
    wait_s = limiter.wait_s((who.shop.id, who.message.id), who.now)
    if wait_s:
        told = _("You have sent this form often in the last hour. Nothing is lost: please send it again later.")
        return _page(who, asked, text, name, told), 429, {"Retry-After": str(wait_s)}
    try:
        tell(who, QUESTION_ANSWER, {"text": text, "name": name})
    except StoreBusy:
        told = _("We could not save this just now. Nothing is lost: please send it again in a minute.")
        return _page(who, asked, text, name, told), 503, {"Retry-After": str(BUSY_S)}
    return render_template("shopper/answer_thanks.html", shop=who.shop)


def _problem(text: str, name: str) -> str:
    if not text:
        return _("Please write your answer first.")
    if len(text) > ANSWER_LIMIT:
        says = _("Please shorten the answer to %(most)s characters; it has %(has)s.")
        return too_long(says, ANSWER_LIMIT, text)
    if len(name) > NAME_LIMIT:
        return too_long(_("Please shorten the name to %(most)s characters; it has %(has)s."), NAME_LIMIT, name)
    return ""


def _asked(who: Visit) -> _Asked:
    """What the message passed on. 404 where the message is about something else."""
    id = question_in(who.message.about)
    if id is None:
        abort(404)
    its = and_(Product.shop_id == ProductQuestion.shop_id, Product.id == ProductQuestion.product_id)
    query = (
        select(ProductQuestion.text, ProductQuestion.state, Product.title)
        .outerjoin(Product, its)
        .where(ProductQuestion.shop_id == who.shop.id, ProductQuestion.id == id)
    )
    with doors().database.read(who.shop.id) as session:
        row = session.execute(query).one_or_none()
    if row is None or row.state != QuestionState.PUBLISHED:
        return _Asked("", "")
    return _Asked(who.keys.open("product_question.text", id, row.text) or "", row.title or "")


def _before(who: Visit) -> tuple[str, str]:
    """What they answered by this link before, and the name they gave; "" where they did not."""
    id = who.keys.name("product_answer", who.message.id, 12).hex()
    mine = (ProductAnswer.shop_id == who.shop.id, ProductAnswer.id == id)
    with doors().database.read(who.shop.id) as session:
        row = session.scalars(select(ProductAnswer).where(*mine)).one_or_none()
    if row is None:
        return "", ""
    text = who.keys.open("product_answer.text", id, row.text)
    return text or "", who.keys.open("product_answer.name", id, row.name) or ""


def _page(who: Visit, asked: _Asked, text: str, name: str, problem: str = "") -> str:
    return render_template(
        "shopper/answer.html", shop=who.shop, asked=asked, text=text, name=name, problem_text=problem,
        most=ANSWER_LIMIT, most_name=NAME_LIMIT,
    )  # fmt: skip
