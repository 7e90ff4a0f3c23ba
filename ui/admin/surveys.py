"""Surveys: what was answered to each question, how sure the figures are, and who said so. Topics: what customers
write about in reviews and answers, with the quotes behind each."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from plugin.analytics.surveys import LEAST, LEAST_OF_MEAN
from plugin.analytics.themes import MOST_TEXTS
from plugin.desk.surveys import EVERYBODY, Wanted, results
from plugin.desk.topics import found_topics
from plugin.model.survey import SurveyKind
from plugin.questions import BANDS, QUESTIONS
from ui.admin.answers import page
from ui.admin.seen import seen_list
from ui.admin.survey_words import (
    answer_name,
    figure_label,
    figure_words,
    kind_name,
    month_words,
    rate_words,
    share_words,
)
from ui.admin.trend import trend
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin
from ui.shopper.survey_words import question_words

pages = Blueprint("admin_surveys", __name__)
TOPICS = "topics"


@pages.get("/app/surveys")
@door("admin")
def surveys() -> Response:
    shop, given = admin().shop, request.args.get("kind", "")
    kind = SurveyKind(given) if given in set(SurveyKind) else SurveyKind.NPS
    wanted = _wanted(kind)
    with encore().database.read(shop.id) as session:
        found = results(session, shop, kind, encore().clock.now(), wanted)
    seen_list(found.newest)
    return page(
        "surveys.html", found=found, kind=kind, wanted=wanted, is_chosen=wanted != EVERYBODY, most_texts=MOST_TEXTS,
        asked=question_words(kind, shop.name), tabs_shown=_tabs(kind.value), rate=rate_words(found),
        least=LEAST_OF_MEAN if kind is SurveyKind.CES else LEAST, figure_label=figure_label(kind),
        answer_name=lambda answer: answer_name(kind, answer), figure_words=figure_words, share_words=share_words,
        month_words=month_words, trend=trend(found.months), **filters(),
    )  # fmt: skip


@pages.get("/app/surveys/topics")
@door("admin")
def topics() -> Response:
    """Topics are what people wrote: who may not see people sees none."""
    shop, topic = admin().shop, request.args.get("topic", "")
    found = None
    if admin().may_see_people:
        with encore().database.read(shop.id) as session:
            found = found_topics(session, shop, topic)
        seen_list(found.quotes)
    return page(
        "topics.html", found=found, topic=topic, most_texts=MOST_TEXTS, tabs_shown=_tabs(TOPICS),
        kind_name=kind_name, **filters(),
    )  # fmt: skip


def _wanted(kind: SurveyKind) -> Wanted:
    """What the address asks for; who may not see people cannot look for what people wrote."""
    answer = request.args.get("answer", "")
    known = answer in QUESTIONS[kind].answers or (kind is SurveyKind.NPS and answer in BANDS)
    topic = request.args.get("topic", "") if admin().may_see_people else ""
    return Wanted(answer if known else "", request.args.get("month", ""), topic)


def _tabs(current: str) -> list[tuple[str, str, bool]]:
    kinds = [
        (kind_name(one), url_for("admin_surveys.surveys", kind=one.value), one.value == current) for one in SurveyKind
    ]
    return [*kinds, (_("Topics"), url_for("admin_surveys.topics"), current == TOPICS)]
