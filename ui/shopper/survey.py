"""One question at a time. A tap in a message opens this page with the tapped answer chosen and changes nothing: mail
scanners open links. What counts is what the form sends; sending again edits it. Every answer gets the same thanks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import select

from plugin.compose.links import LinkPurpose
from plugin.inbox import StoreBusy
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.questions import COMMENT_LIMIT, QUESTIONS, Question
from plugin.shopper_payloads import SURVEY, cleaned
from plugin.surveys import next_question
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.limit import Limiter
from ui.shopper.lengths import too_long
from ui.shopper.survey_words import answer_words, ends_words, question_words
from ui.shopper.tell import tell
from ui.shopper.visit import Visit, visit

pages = Blueprint("survey", __name__)
Answer = tuple[str, int, Mapping[str, str]]
LIMITER = "encore.survey_limiter"
PER_HOUR = 20  # of one message
BUSY_S = 10


@pages.get("/s/survey/<token>")
@door("link")
def show(token: str) -> str:
    who = visit(token, LinkPurpose.SURVEY)
    question = _question(who)
    before, comment = _before(who, question)
    tapped = request.args.get("a", "")
    return _page(who, question, tapped if tapped in question.answers else before, comment)


@pages.post("/s/survey/<token>")
@door("link")
def save(token: str) -> str | Answer:
    who = visit(token, LinkPurpose.SURVEY)
    question, given = _question(who), request.form.get("answer", "")
    comment = cleaned(request.form.get("comment", ""))
    if given not in question.answers:
        return _page(who, question, "", comment, _("Please choose one of the answers.")), 422, {}
    if len(comment) > COMMENT_LIMIT:
        says = _("Please shorten the comment to %(most)s characters; it has %(has)s.")
        return _page(who, question, given, comment, too_long(says, COMMENT_LIMIT, comment)), 422, {}
    limiter: Limiter = current_app.extensions[LIMITER]
    wait_s = limiter.wait_s((who.shop.id, who.message.id), who.now)
    if wait_s:
        told = _("You have sent this form often in the last hour. Nothing is lost: please send it again later.")
        return _page(who, question, given, comment, told), 429, {"Retry-After": str(wait_s)}
    try:
        tell(who, SURVEY, {"kind": question.kind.value, "answer": given, "comment": comment})
    except StoreBusy:
        told = _("We could not save this just now. Nothing is lost: please send it again in a minute.")
        return _page(who, question, given, comment, told), 503, {"Retry-After": str(BUSY_S)}
    with doors().database.read(who.shop.id) as session:
        following = next_question(session, who.shop, question.kind, who.message)
    return render_template(
        "shopper/survey_thanks.html", shop=who.shop, kind=question.kind.value,
        following=following and (following.value, question_words(following, who.shop.name)),
    )  # fmt: skip


def _question(who: Visit) -> Question:
    """The one that is asked for, else the one of the message."""
    own = who.message.flow if who.message.flow in set(SurveyKind) else SurveyKind.NPS.value
    asked = request.args.get("q", own)
    if asked not in set(SurveyKind):
        abort(404)
    return QUESTIONS[SurveyKind(asked)]


def _before(who: Visit, question: Question) -> tuple[str, str]:
    """What they answered by this link before, and their comment; "" where they did not."""
    mine = (SurveyAnswer.message_id == who.message.id, SurveyAnswer.kind == question.kind.value)
    with doors().database.read(who.shop.id) as session:
        row = session.scalars(select(SurveyAnswer).where(SurveyAnswer.shop_id == who.shop.id, *mine)).one_or_none()
    if row is None:
        return "", ""
    given = row.choice if row.score is None else str(row.score)
    return given or "", who.keys.open("survey_answer.comment", row.id, row.comment) or ""


def _page(who: Visit, question: Question, chosen: str, comment: str, problem: str = "") -> str:
    return render_template(
        "shopper/survey.html", shop=who.shop, asked=question_words(question.kind, who.shop.name),
        answers=[(one, answer_words(question.kind, one)) for one in question.answers], kind=question.kind.value,
        ends=ends_words(question.kind), chosen=chosen, comment=comment, problem_text=problem, most=COMMENT_LIMIT,
    )  # fmt: skip
