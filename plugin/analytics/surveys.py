"""What the answers to a survey say together: the score with how sure it is, and which words come up. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from plugin.questions import LOW_NPS

PROMOTER = 9  # and above; detractors: LOW_NPS and below (Reichheld, "The One Number You Need to Grow", 2003)
_Z = 1.96  # 95 %
_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAST = 2  # people who say a word before it is a theme


@dataclass(frozen=True, slots=True)
class Nps:
    """Promoters less detractors in percent of all answers, -100 to 100, and its 95 % interval."""

    count: int
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A word of comments: how many people wrote it, and what they gave on average."""

    word: str
    people: int
    score: float


def nps(scores: Sequence[int]) -> Nps | None:
    """None where nobody answered. The interval is the normal one for the difference of two shares of one sample, with
    one answer of each end added so that it is never of no width (Agresti and Min, 2005)."""
    count = len(scores)
    if not count:
        return None
    promoters, detractors = sum(one >= PROMOTER for one in scores), sum(one <= LOW_NPS for one in scores)
    up, down, of = promoters + 0.5, detractors + 0.5, count + 2
    middle = (up - down) / of
    half = _Z * sqrt((up / of + down / of - middle**2) / of)
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Nps(count, 100 * (promoters - detractors) / count, 100 * low, 100 * high)


def themes(told: Iterable[tuple[int, str]], most: int = 12) -> list[Theme]:
    """The words that most people used, each counted once a person; `told` is (score, comment)."""
    people: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for score, comment in told:
        for word in set(_WORD.findall(comment.casefold())):
            people[word] += 1
            sums[word] += score
    common = sorted(people.items(), key=lambda one: (-one[1], one[0]))
    return [Theme(word, count, sums[word] / count) for word, count in common if count >= _LEAST][:most]
