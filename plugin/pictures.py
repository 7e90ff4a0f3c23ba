"""A picture that somebody sent, made anew: JPEG, PNG or WebP by its content, re-encoded without metadata."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from plugin.errors import EncoreError
from plugin.words import said

MOST_PIXELS = 40_000_000
LARGE, SMALL = 1_600, 320
_KINDS = ("JPEG", "PNG", "WEBP")


class NotAPicture(EncoreError):
    """It is none, or one that is not taken."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`content` and `small` are image/webp; width and height are those of `content`."""

    content: bytes
    small: bytes
    width: int
    height: int


def taken(content: bytes) -> Picture:
    """The picture as it is kept. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_KINDS)
            if opened.width * opened.height > MOST_PIXELS or getattr(opened, "n_frames", 1) != 1:
                raise NotAPicture(said("The picture is too large, or it moves."))
            whole = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, ValueError,
            SyntaxError):  # fmt: skip
        raise NotAPicture(said("This is no picture that can be read: JPEG, PNG and WebP can.")) from None
    whole.thumbnail((LARGE, LARGE))
    large = _webp(whole)
    width, height = whole.size
    whole.thumbnail((SMALL, SMALL))
    return Picture(large, _webp(whole), width, height)


def _webp(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "WEBP", quality=82, method=4)
    return made.getvalue()
