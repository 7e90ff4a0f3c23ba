"""Pictures that shoppers send, made anew. A file is looked at before it is decoded: a format by its first bytes,
never by its name; a size that fits into memory; one frame. What is kept and shown is our own WebP of its pixels,
upright and without a place, a camera or a second file hidden in it."""

from __future__ import annotations

import io
import struct
import zlib
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

from plugin.errors import EncoreError
from plugin.events import Photo

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 8 * 1024 * 1024  # trust: links, sessions, headers
MOST_PIXELS = 40_000_000
LONGER_SIDE, SMALL_SIDE = 1600, 320
MIME = "image/webp"
_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_STARTS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_ONE_AT_A_TIME = Lock()  # 40 million pixels are 160 MB while they are worked on, and a server has many threads


class Why(StrEnum):
    """What is wrong with a file."""

    TOO_BIG = "too_big"  # more bytes than we take
    NO_PICTURE = "no_picture"  # none of the three formats
    TOO_MANY_PIXELS = "too_many_pixels"
    MOVES = "moves"  # more than one frame
    BROKEN = "broken"  # cut off or damaged


class BadPicture(EncoreError):
    """The file cannot be taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def made_anew(file: bytes) -> Photo:
    """The picture in a JPEG, PNG or WebP file, the longer side at most 1,600 pixels, and a small one of at most 320.
    Raises BadPicture."""
    from PIL import Image  # not before somebody sends one: a web process starts without it

    if len(file) > MOST_BYTES:
        raise BadPicture(Why.TOO_BIG)
    if _format(file) is None:
        raise BadPicture(Why.NO_PICTURE)
    with _ONE_AT_A_TIME:
        try:
            return _made_anew(file)
        except Image.DecompressionBombError:
            raise BadPicture(Why.TOO_MANY_PIXELS) from None
        except _BROKEN:
            raise BadPicture(Why.BROKEN) from None


def _made_anew(file: bytes) -> Photo:
    from PIL import Image

    _require_room(_webp_size(file))  # Pillow makes room for all pixels of a WebP as soon as it opens it
    with Image.open(io.BytesIO(file), formats=_FORMATS) as opened:
        _require_room(opened.size)
        if opened.format in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
            raise BadPicture(Why.MOVES)  # a phone's JPEG may hold a second picture, such as a depth: that is left out
        opened.draft("RGB", (LONGER_SIDE, LONGER_SIDE))  # a large JPEG is decoded at a fraction of its size
        plain = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
        plain.info = {"exif": opened.info.get("exif", b"")}
        upright = _turned(plain)
    upright.info = {}
    upright.thumbnail((LONGER_SIDE, LONGER_SIDE))
    content = _encoded(upright)
    width, height = upright.size
    upright.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Photo(content, _encoded(upright), width, height)


def _turned(image: Image.Image) -> Image.Image:
    """Upright, where its metadata can be read; many programs write such as cannot."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image


def _format(file: bytes) -> str | None:
    found = next((name for name, start in _STARTS.items() if file.startswith(start)), None)
    return None if found == "WEBP" and file[8:12] != b"WEBP" else found


def _require_room(size: tuple[int, int] | None) -> None:
    if size is not None and size[0] * size[1] > MOST_PIXELS:
        raise BadPicture(Why.TOO_MANY_PIXELS)


def _webp_size(file: bytes) -> tuple[int, int] | None:
    """Width and height as a WebP's first chunk says them (RFC 9649, section 2); None for other formats."""
    if _format(file) != "WEBP":
        return None
    kind = file[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(file[24:27], "little"), 1 + int.from_bytes(file[27:30], "little")
    if kind == b"VP8L":
        packed = int.from_bytes(file[21:25], "little")
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    return int.from_bytes(file[26:28], "little") & 0x3FFF, int.from_bytes(file[28:30], "little") & 0x3FFF


def _encoded(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_QUALITY)
    return written.getvalue()
