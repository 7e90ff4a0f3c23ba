"""The questions of surveys, and what may be answered to each. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.model.survey import SurveyKind

COMMENT_LIMIT = 2_000
LOW_NPS = 6  # and below: a detractor
PROMOTER = 9  # and above
BANDS = ("promoter", "passive", "detractor")
# The highest score that a person should look at: dissatisfied customers, and whoever says that it goes badly.
LOWS = {SurveyKind.NPS: LOW_NPS, SurveyKind.CSAT: 2, SurveyKind.GOING: 1}


@dataclass(frozen=True, slots=True)
class Question:
    """What may be answered: a score from `lowest` to `highest`, or one of the `choices`."""

    kind: SurveyKind
    lowest: int = 0
    highest: int = 0
    choices: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Every answer, as it stands in an address."""
        return self.choices or tuple(str(score) for score in range(self.lowest, self.highest + 1))


QUESTIONS = {
    one.kind: one
    for one in (
        Question(SurveyKind.NPS, 0, 10),
        Question(SurveyKind.CSAT, 1, 5),
        Question(SurveyKind.CES, 1, 7),
        Question(SurveyKind.GOING, 1, 3),
        Question(SurveyKind.VALUES, choices=("quality", "price", "sustainability", "service", "delivery", "design")),
        Question(
            SurveyKind.SOURCE,
            choices=("friend", "search", "social", "press", "advertisement", "shop", "other"),
        ),
    )
}


def band(nps: int) -> str:
    """promoter, passive or detractor (Reichheld, "The One Number You Need to Grow", 2003)."""
    if nps >= PROMOTER:
        return "promoter"
    return "detractor" if nps <= LOW_NPS else "passive"


def is_low(kind: SurveyKind, score: int | None) -> bool:
    """Whether a person should look at it."""
    return kind in LOWS and score is not None and score <= LOWS[kind]
