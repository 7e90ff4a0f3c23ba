"""The letters of a social card. Pillow brings a font of its own, which draws English and little else; where it lacks
a sign, one of the fonts that most systems have draws the whole card. Nothing of the kind is shipped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugin.errors import EncoreError

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_PILLOWS = ""
_KNOWN = (
    _PILLOWS, "NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf",
    "NotoSansCJK-Regular.ttc",
)  # fmt: skip
_NO_LETTERS = ("So", "Sk", "Cf", "Cc", "Cn", "Co", "Cs", "Mn", "Me")  # pictographs and what only changes one
_NOTHING = "\uffff"  # no font has this one: what is drawn in its place means "missing"
_LOOK = 40  # pixels; the size at which signs are looked for


class CannotDraw(EncoreError):
    """No font here has all letters of the text; the message names those that are missing."""


@dataclass(frozen=True, slots=True)
class Font:
    """One that draws all letters of a card. What is no letter and it lacks is left out: a heart, a flag."""

    name: str
    lacks: frozenset[str]

    def clean(self, text: str) -> str:
        kept = (one for one in unicodedata.normalize("NFC", text) if one not in self.lacks)
        return " ".join("".join(kept).split())

    def sized(self, pixels: int) -> FreeTypeFont:
        return _sized(self.name, pixels)


def font_for(texts: Collection[str]) -> Font:
    """The first font that has all their letters. Raises CannotDraw."""
    signs = {one for text in texts for one in unicodedata.normalize("NFC", text) if not one.isspace()}
    missing: list[frozenset[str]] = []
    for name in _KNOWN:
        lacks = _lacking(name, signs)
        if lacks is None:
            continue
        letters = frozenset(one for one in lacks if unicodedata.category(one) not in _NO_LETTERS)
        if not letters and _runs_right(signs):
            return Font(name, lacks)
        missing.append(letters)
    fewest = min(missing, key=len, default=frozenset(signs))
    raise CannotDraw(f"no font on this server draws {' '.join(sorted(fewest))}")


def _lacking(name: str, signs: Collection[str]) -> frozenset[str] | None:
    """The signs that the font has no picture of; None: there is no such font here."""
    try:
        font = _sized(name, _LOOK)
    except OSError:
        return None
    nothing = _drawn(font, _NOTHING)
    return frozenset(one for one in signs if _drawn(font, one) == nothing)


def _drawn(font: FreeTypeFont, sign: str) -> tuple[object, bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _runs_right(signs: Collection[str]) -> bool:
    """Whether letters come out in the right order and shape: those of Arabic or Hebrew need Raqm."""
    from PIL import features

    return features.check("raqm") or not any(unicodedata.bidirectional(one) in ("R", "AL") for one in signs)


def _sized(name: str, pixels: int) -> FreeTypeFont:
    from PIL import ImageFont  # not before somebody wants a card: a web process starts without it

    if name != _PILLOWS:
        return ImageFont.truetype(name, pixels)
    found = ImageFont.load_default(pixels)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise OSError("this Pillow is built without FreeType")
    return found
