"""Surveys: what was answered to each question, how sure the figures are, and who said so."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from plugin.desk.surveys import results
from plugin.model.survey import SurveyKind
from plugin.questions import QUESTIONS
from ui.admin.answers import page
from ui.admin.seen import seen_list
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin
from ui.shopper.survey_words import answer_words, question_words

pages = Blueprint("admin_surveys", __name__)


@pages.get("/app/surveys")
@door("admin")
def surveys() -> Response:
    shop, given = admin().shop, request.args.get("kind", "")
    kind = SurveyKind(given) if given in set(SurveyKind) else SurveyKind.NPS
    only = request.args.get("answer", "")
    only = only if only in QUESTIONS[kind].answers else ""
    with encore().database.read(shop.id) as session:
        found = results(session, shop, kind, encore().clock.now(), only=only)
    seen_list(found.newest)
    return page(
        "surveys.html", found=found, kind=kind, only=only, asked=question_words(kind, shop.name),
        tabs_shown=[(_name(one), _at(one), one is kind) for one in SurveyKind],
        most=max((count for _answer, count in found.spread), default=0),
        answer_words=lambda answer: answer_words(kind, answer), **filters(),
    )  # fmt: skip


def _at(kind: SurveyKind) -> str:
    return url_for("admin_surveys.surveys", kind=kind.value)


def _name(kind: SurveyKind) -> str:
    return {
        SurveyKind.NPS: _("Recommendation"), SurveyKind.CSAT: _("After a case"), SurveyKind.CES: _("Effort"),
        SurveyKind.VALUES: _("What matters most"), SurveyKind.SOURCE: _("How they heard of you"),
        SurveyKind.GOING: _("How it is going"),
    }[kind]  # fmt: skip
