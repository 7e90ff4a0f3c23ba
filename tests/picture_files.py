"""Files as shoppers send them, the good and the hostile: made here, byte by byte where no program would make them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS, ORIENTATION, TURNED_RIGHT = 0x8825, 0x0112, 6


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: Any) -> bytes:
    """Half of it red, half of it blue, so that it shows which way is up."""
    image = Image.new(mode, size, (200, 30, 30) + (255,) * (len(mode) - 3) if len(mode) > 2 else 90)
    if len(mode) > 2:
        image.paste((30, 30, 200), (0, size[1] // 2, *size))
    return saved(image, kind, **more)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def located() -> bytes:
    """A photo that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[0x010F] = "Canary Camera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (55.0, 57.0, 11.0)
    return picture(exif=exif.tobytes(), comment=b"Canary comment")


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that promise as many pixels as one likes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def webp_that_claims(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), (value, 0, 0)) for value in (0, 120, 240)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
