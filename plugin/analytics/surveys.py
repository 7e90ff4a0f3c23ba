"""What the answers to a survey say together: each figure with how sure it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from plugin.model.survey import SurveyKind
from plugin.questions import LOW_NPS, PROMOTER

_Z = 1.96  # 95 %
LEAST = 10  # answers: of fewer, the interval of a share of one half is wider than half of the scale
LEAST_OF_MEAN = 30  # from there on Student's t (2.045) is within 5 % of the normal distribution
CONTENT = {SurveyKind.CSAT: 4, SurveyKind.GOING: 3}  # the lowest score of somebody who is content


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit`: points (-100 to 100), percent (of those who are content) or mean (on the question's own scale)."""

    value: float
    low: float
    high: float
    unit: str


def figure(kind: SurveyKind, scores: Sequence[int]) -> Figure | None:
    """The one figure of a question with its 95 % interval; None where it is not known yet, or where the question has
    no score. NPS is -100 to 100, the others as `unit` says."""
    if len(scores) < LEAST:
        return None
    if kind is SurveyKind.NPS:
        return nps(scores)
    if kind in CONTENT:
        content = sum(one >= CONTENT[kind] for one in scores)
        low, high = wilson(content, len(scores))
        return Figure(100 * content / len(scores), low, high, "percent")
    return mean(scores)


def wilson(some: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share in percent (Wilson, 1927); holds for few answers too (Brown, Cai and DasGupta,
    "Interval Estimation for a Binomial Proportion", 2001). `count` is not 0."""
    share, square = some / count, _Z**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * sqrt(share * (1 - share) / count + square / (4 * count**2))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def mean(scores: Sequence[int]) -> Figure | None:
    """None below LEAST_OF_MEAN."""
    count = len(scores)
    if count < LEAST_OF_MEAN:
        return None
    middle = sum(scores) / count
    half = _Z * sqrt(sum((one - middle) ** 2 for one in scores) / (count - 1) / count)
    return Figure(middle, middle - half, middle + half, "mean")


def nps(scores: Sequence[int]) -> Figure:
    """Promoters less detractors in percent of all answers, which are not empty. The interval is the normal one for
    the difference of two shares of one sample, with one answer of each end added so that it is never of no width
    (Agresti and Min, 2005)."""
    promoters, detractors = sum(one >= PROMOTER for one in scores), sum(one <= LOW_NPS for one in scores)
    up, down, of = promoters + 0.5, detractors + 0.5, len(scores) + 2
    middle = (up - down) / of
    half = _Z * sqrt((up / of + down / of - middle**2) / of)
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Figure(100 * (promoters - detractors) / len(scores), 100 * low, 100 * high, "points")
