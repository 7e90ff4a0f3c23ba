"""The questions of surveys and their answers, as people read them."""

from __future__ import annotations

from plugin.model.survey import SurveyKind
from ui.i18n import gettext as _


def question_words(kind: SurveyKind, shop: str) -> str:
    asked = {
        SurveyKind.NPS: _("How likely are you to recommend %(shop)s to a friend?"),
        SurveyKind.CSAT: _("How satisfied are you with how %(shop)s answered you?"),
        SurveyKind.CES: _("How easy was it to get what you wanted from %(shop)s?"),
        SurveyKind.GOING: _("How is it going with what you bought from %(shop)s?"),
        SurveyKind.VALUES: _("What matters most to you when you buy from %(shop)s?"),
        SurveyKind.SOURCE: _("How did you hear of %(shop)s?"),
    }[kind]
    return asked % {"shop": shop}


def ends_words(kind: SurveyKind) -> tuple[str, str] | None:
    """What the lowest and the highest score mean; None where the answers speak for themselves."""
    return {
        SurveyKind.NPS: (_("not at all likely"), _("extremely likely")),
        SurveyKind.CSAT: (_("very dissatisfied"), _("very satisfied")),
        SurveyKind.CES: (_("very hard"), _("very easy")),
    }.get(kind)


def answer_words(kind: SurveyKind, answer: str) -> str:
    if kind is SurveyKind.GOING:
        return {"1": _("Badly"), "2": _("So-so"), "3": _("Well")}[answer]
    words = {
        "quality": _("Quality"), "price": _("Lowest price"), "sustainability": _("Sustainability"),
        "service": _("Service"), "delivery": _("On-time delivery"), "design": _("Design"),
        "friend": _("From friends or family"), "search": _("By a search engine"),
        "social": _("On social media"), "press": _("In the press or on a blog"),
        "advertisement": _("By an advertisement"), "shop": _("I passed by the shop"), "other": _("Another way"),
    }  # fmt: skip
    return words.get(answer, answer)
