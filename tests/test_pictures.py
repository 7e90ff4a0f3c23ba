"""What shoppers send as pictures: real ones are made anew, everything else is refused before it is decoded."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_files import located, moving, picture, png_that_claims, saved, webp_that_claims
from PIL import Image

from plugin.events import Photo
from plugin.pictures import LONGER_SIDE, MOST_BYTES, SMALL_SIDE, BadPicture, Why, made_anew

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIF = saved(Image.new("RGB", (9, 9)), "GIF")
SEEN = 4_000_000  # bytes of Python's own; an uncompressed bomb would be hundreds of millions


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert image.format == "WEBP"
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_format_is_made_anew_in_two_sizes(kind):
    made = made_anew(picture(kind, (2000, 1000)))
    assert (made.width, made.height) == opened(made.content).size == (LONGER_SIDE, 800)
    assert opened(made.small).size == (SMALL_SIDE, 160)


def test_a_small_picture_is_not_blown_up():
    made = made_anew(picture("PNG", (20, 10)))
    assert (opened(made.content).size, opened(made.small).size) == ((20, 10), (20, 10))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK", "1", "P", "I;16", "LA"])
def test_every_kind_of_colour_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert made_anew(saved(Image.new(mode, (30, 20)), kind)).width == 30


def test_a_hole_stays_a_hole():
    assert opened(made_anew(saved(Image.new("RGBA", (9, 9), (1, 2, 3, 0)), "PNG")).content).mode == "RGBA"


def test_it_stands_upright_and_no_longer_says_where_it_was_taken():
    made = made_anew(located())
    assert (made.width, made.height) == (480, 640)
    left, right = (opened(made.content).convert("RGB").getpixel((x, 320)) for x in (100, 380))
    assert (left[2] > 150, right[0] > 150) == (True, True), "what was below is on the left now"
    for one in (made.content, made.small):
        assert not opened(one).getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & opened(one).info.keys()
        assert b"Canary" not in one
        assert b"EXIF" not in one


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (png_that_claims(60_000, 60_000), Why.TOO_MANY_PIXELS),
        (png_that_claims(8_001, 5_000), Why.TOO_MANY_PIXELS),
        (webp_that_claims(16_383, 16_383), Why.TOO_MANY_PIXELS),
        (png_that_claims(5_000, 5_000), Why.BROKEN),
        (webp_that_claims(100, 100), Why.BROKEN),
        (moving("WEBP"), Why.MOVES),
        (moving("PNG"), Why.MOVES),
        (HTML, Why.NO_PICTURE),
        (SVG, Why.NO_PICTURE),
        (GIF, Why.NO_PICTURE),
        (b"", Why.NO_PICTURE),
        (b"RIFF\x10\0\0\0WAVEfmt ", Why.NO_PICTURE),
        (b"\xff\xd8\xff" + HTML, Why.BROKEN),
        (picture()[:3000], Why.BROKEN),
        (picture("PNG")[:400], Why.BROKEN),
        (picture("WEBP")[:200], Why.BROKEN),
        (b"\xff\xd8\xff".ljust(MOST_BYTES + 1, b"\0"), Why.TOO_BIG),
    ],
    ids=lambda one: one.value if isinstance(one, Why) else one[:4].hex(),
)
def test_image_bombs(file, why):
    tracemalloc.start()
    with pytest.raises(BadPicture) as refused:
        made_anew(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.why is why
    assert peak < SEEN


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_second_file_behind_the_picture_is_not_kept(kind):
    made = made_anew(picture(kind) + HTML)
    assert b"script" not in made.content + made.small


def test_a_full_eight_megabytes_are_taken():
    assert made_anew(picture("PNG").ljust(MOST_BYTES, b"\0")).width == 640


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_whatever_is_damaged_is_a_picture_or_refused(kind, data):
    file = bytearray(PLAIN[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = made_anew(bytes(file[: data.draw(st.integers(1, len(file)))]))
    except BadPicture:
        return
    assert isinstance(made, Photo)


PLAIN = {"JPEG": located(), "PNG": picture("PNG", (60, 40)), "WEBP": picture("WEBP", (60, 40))}
