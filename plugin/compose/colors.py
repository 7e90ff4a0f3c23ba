"""The shop's own colour in its mails: on links, the button and the code, in a light mail and in a dark one."""

from __future__ import annotations

from functools import lru_cache

ACCENT, ACCENT_IN_THE_DARK = "#9a3f24", "#eda284"  # what templates/body.css says, and its twin
READABLE = 4.5  # WCAG 2.2, 1.4.3: the least contrast of text of this size
_PAPER, _DARK_PAPER = "#fffdfa", "#28221e"
_STEPS = 20


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as "#9a3f24", from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(color: str) -> bool:
    """Whether links of this colour on the sheet, and white letters on a button of it, can be read."""
    return contrast(color, _PAPER) >= READABLE


@lru_cache(maxsize=256)
def in_the_dark(color: str) -> str:
    """The colour that stands for it in a dark mail: as little lighter as can be read there."""
    if color == ACCENT:
        return ACCENT_IN_THE_DARK
    mixed = (_with_white(color, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in mixed if contrast(one, _DARK_PAPER) >= READABLE)


def _with_white(color: str, share: float) -> str:
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in _parts(color))


def _luminance(color: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
