"""Where the marks of a trend stand in a picture: one for each month that has a figure, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.analytics.surveys import Figure
from plugin.desk.surveys import Month

WIDTH, HEIGHT, MARGIN = 640, 160, 8
_SCALES = {"points": (-100.0, 100.0), "percent": (0.0, 100.0), "mean": (1.0, 7.0)}
LEAST = 2  # one point is no trend


@dataclass(frozen=True, slots=True)
class Mark:
    """In units of the picture, from its upper left; `low` lies below `high`."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """`zero` is where as many praise as warn; None on a scale without such a line."""

    marks: tuple[Mark, ...]
    zero: float | None
    width: int = WIDTH
    height: int = HEIGHT


def trend(months: Sequence[Month]) -> Trend | None:
    """None below two months with a figure. A month without one keeps its place, so that time runs evenly."""
    known = [(place, one.figure) for place, one in enumerate(months) if one.figure is not None]
    if len(known) < LEAST:
        return None
    step = (WIDTH - 2 * MARGIN) / (len(months) - 1)
    marks = tuple(_mark(MARGIN + place * step, found) for place, found in known)
    return Trend(marks, _height(0, "points") if known[0][1].unit == "points" else None)


def _mark(x: float, found: Figure) -> Mark:
    return Mark(round(x, 1), *(_height(one, found.unit) for one in (found.value, found.low, found.high)))


def _height(value: float, unit: str) -> float:
    least, most = _SCALES[unit]
    return round(MARGIN + (HEIGHT - 2 * MARGIN) * (most - value) / (most - least), 1)
