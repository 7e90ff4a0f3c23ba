"""The figures of surveys, in words."""

from __future__ import annotations

from plugin.analytics.surveys import Figure
from plugin.desk.surveys import Results, Share
from plugin.model.survey import SurveyKind
from plugin.questions import BANDS
from ui.i18n import gettext as _
from ui.shopper.survey_words import answer_words


def kind_name(kind: SurveyKind) -> str:
    return {
        SurveyKind.NPS: _("Recommendation"), SurveyKind.CSAT: _("After a case"), SurveyKind.CES: _("Effort"),
        SurveyKind.VALUES: _("What matters most"), SurveyKind.SOURCE: _("How they heard of you"),
        SurveyKind.GOING: _("How it is going"),
    }[kind]  # fmt: skip


def answer_name(kind: SurveyKind, answer: str) -> str:
    """An answer, or a band of them."""
    if answer in BANDS:
        return {
            "promoter": _("Promoters (9 and 10)"), "passive": _("Passives (7 and 8)"),
            "detractor": _("Detractors (0 to 6)"),
        }[answer]  # fmt: skip
    return answer_words(kind, answer)


def figure_label(kind: SurveyKind) -> str:
    """What the one figure of a question counts; "" where it has none."""
    return {
        SurveyKind.NPS: _("Promoters less detractors"), SurveyKind.CSAT: _("Satisfied: 4 or 5 of 5"),
        SurveyKind.CES: _("On average, 1 very hard to 7 very easy"), SurveyKind.GOING: _("It goes well"),
    }.get(kind, "")  # fmt: skip


def figure_words(found: Figure, value: float) -> str:
    """A value of that figure: its own, or an end of its interval."""
    return {"points": f"{value:+.0f}", "percent": f"{value:.0f} %", "mean": f"{value:.1f}"}[found.unit]


def month_words(found: Figure | None) -> str:
    """The figure of one month with its interval; a dash where there are too few answers."""
    if found is None:
        return "–"
    value, low, high = (figure_words(found, one) for one in (found.value, found.low, found.high))
    return _("%(value)s (%(low)s to %(high)s)", value=value, low=low, high=high)


def share_words(share: Share, count: int) -> str:
    """ "40 % (31 to 50)"; without the interval where there are too few answers."""
    percent = f"{100 * share.count / count:.0f}" if count else "0"
    if share.low is None or share.high is None:
        return f"{percent} %"
    return _("%(share)s %% (%(low)s to %(high)s)", share=percent, low=f"{share.low:.0f}", high=f"{share.high:.0f}")


def rate_words(found: Results) -> str:
    """How many of those who were asked answered; "" where nobody was asked by a message."""
    return f"{min(100, round(100 * found.count / found.asked))} %" if found.asked else ""
