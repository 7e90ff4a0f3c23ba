"""A review as a picture: whole words, the shop's colour, its stars, and no box in the place of a letter."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFont

from plugin import card_fonts
from plugin.card_fonts import CannotDraw, font_for
from plugin.social_card import SIDE, Card, _first, _lines, _one_line, drawn

PAPER, STARS_ROW = (255, 253, 250), 165
LETTERS = "äéñßœ"


def card(**more):
    usual = {"words": "Warm, soft and it fits.", "stars": 4, "name": "Ada", "product": "Jumper", "shop": "Pots"}
    return Card(**{**usual, "color": "#1f4e79", **more})


def picture(one):
    return Image.open(io.BytesIO(drawn(one))).convert("RGB")


@pytest.fixture
def only_pillows(monkeypatch):
    """A system without fonts, as a small container is."""
    monkeypatch.setattr(card_fonts, "_KNOWN", ("",))


@pytest.fixture
def no_fonts(monkeypatch):
    """A Pillow that was built without FreeType, on such a system."""
    monkeypatch.setattr(card_fonts, "_KNOWN", ("no-such-font.ttf",))


def test_it_is_a_square_in_the_shops_colour_with_the_stars_that_were_given():
    image = picture(card(stars=3))
    assert image.size == (SIDE, SIDE)
    assert image.getpixel((10, 10)) == (0x1F, 0x4E, 0x79)
    assert image.getpixel((100, 100)) == PAPER
    colours = [image.getpixel((163 + 68 * place, STARS_ROW)) for place in range(5)]
    assert colours == [(0x1F, 0x4E, 0x79)] * 3 + [(0xE4, 0xDD, 0xD5)] * 2


def test_the_same_review_is_the_same_picture():
    assert drawn(card()) == drawn(card())
    assert drawn(card()) != drawn(card(name="Eve"))


def test_without_a_name_a_product_or_a_notice_their_lines_are_missing():
    assert drawn(card(name="", product="")) != drawn(card())
    assert drawn(card(notice="The shop promised a draw for each review.")) != drawn(card())


def test_a_long_text_ends_at_a_word_with_dots():
    font = ImageFont.load_default(38)
    words = "warm and soft " * 60
    lines = _lines(words, font)
    shown = _first(lines, 5, font)
    assert (len(lines) > 5, len(shown), shown[-1].endswith("…")) == (True, 5, True)
    assert set(" ".join(shown).removesuffix("…").split()) == {"warm", "and", "soft"}
    drawn(card(words=words))


def test_no_line_is_wider_than_the_card_not_even_of_one_word():
    font = ImageFont.load_default(60)
    for text in ("x" * 400, "short", "one " + "y" * 90 + " two"):
        assert max(font.getlength(line) for line in _lines(text, font)) <= SIDE
        assert "".join(_lines(text, font)).replace(" ", "") == text.replace(" ", "")
    assert _one_line("x" * 400, font).endswith("x…")


def test_words_that_fit_are_never_shortened():
    font = ImageFont.load_default(38)
    assert _one_line("Ada", font) == "Ada"
    assert _first(["one", "two"], 2, font) == ["one", "two"]


def test_pillows_own_font_has_no_umlauts_so_that_a_font_of_the_system_draws_them(only_pillows):
    assert font_for(["Warm, soft."]).name == ""
    for letter in LETTERS:
        with pytest.raises(CannotDraw, match=letter):
            font_for([f"a{letter}"])


def test_every_letter_is_drawn_or_the_card_is_not():
    try:
        font = font_for([LETTERS])
    except CannotDraw as error:
        pytest.skip(str(error))
    assert font.clean(f"  {LETTERS}\n") == LETTERS
    drawn(card(words=LETTERS))


def test_pictographs_that_no_font_has_are_left_out_and_no_letter_is(only_pillows):
    font = font_for(["warm \N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16} and soft \N{GRINNING FACE}"])
    assert (
        font.clean("warm \N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16} and soft \N{GRINNING FACE}")
        == "warm and soft"
    )


def test_where_there_is_no_font_at_all_it_says_so(no_fonts):
    with pytest.raises(CannotDraw):
        drawn(card())
