"""Recency, frequency, monetary value: each customer's place among all, 1 (worst) to 5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from plugin.analytics.history import History


def rfm_figures(people: Sequence[History]) -> dict[str, Any]:
    """How many customers have each score, and each cell of the three digits R, F, M. Only those that occur.

    Recency is ranked by the date of the last order, which ranks as the days since then do."""
    recency = scores([person.last_on.toordinal() for person in people])
    frequency = scores([person.orders for person in people])
    monetary = scores([person.net for person in people])
    cells = Counter(f"{r}{f}{m}" for r, f, m in zip(recency, frequency, monetary, strict=True))
    return {
        "n": len(people),
        "R": _table(recency),
        "F": _table(frequency),
        "M": _table(monetary),
        "cells": dict(sorted(cells.items())),
    }


def scores(measures: Sequence[int]) -> list[int]:
    """1 + floor(5 * strictly smaller / all) for each measure; equal measures get equal scores.
    Hughes, Strategic Database Marketing: quintiles."""
    counts = sorted(Counter(measures).items())
    smaller = accumulate((number for _, number in counts), initial=0)
    score = {measure: 1 + 5 * below // len(measures) for (measure, _), below in zip(counts, smaller, strict=False)}
    return [score[measure] for measure in measures]


def _table(scored: Sequence[int]) -> dict[str, int]:
    return {str(score): number for score, number in sorted(Counter(scored).items())}
