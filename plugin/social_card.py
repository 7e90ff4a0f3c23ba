"""A review as a picture to share: its words, stars and writer, what it is about and whose shop it is, in the shop's
own colour. Words are never changed; what is too long ends at a word, with dots that say so."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import takewhile
from math import cos, pi, sin
from typing import TYPE_CHECKING

from plugin.card_fonts import Font, font_for
from plugin.rating import HIGHEST

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIDE = 1080  # pixels: what every network shows whole
MIME = "image/png"
_PAPER, _INK, _SOFT, _FAINT = "#fffdfa", "#28221e", "#6b625c", "#e4ddd5"
_MARGIN, _PADDING, _FOOT, _ROUND = 56, 76, 168, 40
_LEFT, _RIGHT, _BOTTOM = _MARGIN + _PADDING, SIDE - _MARGIN - _PADDING, SIDE - _FOOT - 56
_WIDTH = _RIGHT - _LEFT
_STAR, _STAR_STEP, _STARS_TOP, _INNER = 31, 68, 162, 0.45  # of a star, how deep it is cut
_WORDS_TOP, _GAP = 232, 34
_LARGEST, _SMALLEST, _SMALLER = 92, 38, 3  # of the words; the size is the largest that holds all of them
_LINE = 1.34  # of the size
_FINER = 3  # shapes are drawn so much larger and then made small, which smooths their edges
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on it. `color` is the shop's; `notice` what must be said beside the review, "" for nothing."""

    words: str
    stars: int
    name: str
    product: str
    shop: str
    color: str
    notice: str = ""


def drawn(card: Card) -> bytes:
    """The picture, SIDE pixels square (image/png). Raises CannotDraw where no font has its letters."""
    from PIL import ImageDraw

    font = font_for((card.words, card.name, card.product, card.shop, card.notice, f"“{_MORE}"))
    image = _sheet(card)
    draw = ImageDraw.Draw(image)
    draw.text((_RIGHT, _MARGIN + 26), "“", font=font.sized(260), fill=_FAINT, anchor="ra")
    below = _written_below(font, card)
    top = _BOTTOM - sum(step for _, _, _, step in below)
    _draw_words(draw, font, font.clean(card.words), top - _GAP)
    for text, sized, color, step in below:
        draw.text((_LEFT, top), text, font=sized, fill=color)
        top += step
    sized = font.sized(40)
    shop, middle = _one_line(font.clean(card.shop), sized), (SIDE // 2, SIDE - _FOOT // 2)
    draw.text(middle, shop, font=sized, fill=_PAPER, anchor="mm")
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _sheet(card: Card) -> Image:
    """All but the letters."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIDE * _FINER, SIDE * _FINER), card.color)
    draw = ImageDraw.Draw(image)
    edges = (_MARGIN, _MARGIN, SIDE - _MARGIN, SIDE - _FOOT)
    draw.rounded_rectangle([edge * _FINER for edge in edges], _ROUND * _FINER, fill=_PAPER)
    for place in range(HIGHEST):
        star = _star(_LEFT + _STAR + place * _STAR_STEP, _STARS_TOP)
        draw.polygon([(x * _FINER, y * _FINER) for x, y in star], fill=card.color if place < card.stars else _FAINT)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _star(x: int, y: int) -> list[tuple[float, float]]:
    """Its ten corners, the first one on top."""
    reach = [_STAR * (_INNER if corner % 2 else 1) for corner in range(10)]
    return [(x + far * sin(n * pi / 5), y - far * cos(n * pi / 5)) for n, far in enumerate(reach)]


def _draw_words(draw: ImageDraw, font: Font, words: str, bottom: int) -> None:
    """As large as they fit, in the middle of their room."""
    height = bottom - _WORDS_TOP
    for size in range(_LARGEST, _SMALLEST - 1, -_SMALLER):
        sized, step = font.sized(size), round(size * _LINE)
        lines = _lines(words, sized)
        if len(lines) * step <= height:
            break
    shown = _first(lines, height // step, sized)
    top = _WORDS_TOP + (height - len(shown) * step) // 2
    for place, line in enumerate(shown):
        draw.text((_LEFT, top + place * step), line, font=sized, fill=_INK)


def _written_below(font: Font, card: Card) -> list[tuple[str, FreeTypeFont, str, int]]:
    """Line by line: what, in which font and colour, and how much room it takes. The notice stands there whole."""
    name, product, notice = font.sized(38), font.sized(32), font.sized(23)
    told = [(_one_line(font.clean(card.name), name), name, _INK, 54)] if card.name else []
    told += [(_one_line(font.clean(card.product), product), product, _SOFT, 48)] if card.product else []
    return told + [(line, notice, _SOFT, 32) for line in _lines(font.clean(card.notice), notice)]


def _lines(text: str, font: FreeTypeFont) -> list[str]:
    """The text in lines that fit; a word that is too wide alone is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _WIDTH:
            lines[-1] = longer
            continue
        *whole, last = _pieces(word, font, _WIDTH)
        lines += [*whole, last]
    return [line for line in lines if line]


def _pieces(word: str, font: FreeTypeFont, width: int) -> list[str]:
    pieces = [""]
    for sign in word:
        if font.getlength(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _first(lines: list[str], most: int, font: FreeTypeFont) -> list[str]:
    """Not more lines than that; the last one says where there is more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _one_line(" ".join(lines[most - 1 :]), font)]


def _one_line(text: str, font: FreeTypeFont) -> str:
    """As many of its words as one line holds."""
    if font.getlength(text) <= _WIDTH:
        return text
    words = text.split()
    fit = [" ".join(words[:count]) for count in range(1, len(words))]
    held = list(takewhile(lambda part: font.getlength(part + _MORE) <= _WIDTH, fit))
    return (
        held[-1].rstrip(",;:.-") if held else _pieces(text, font, _WIDTH - round(font.getlength(_MORE)))[0]
    ) + _MORE
