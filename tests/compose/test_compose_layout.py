"""The frame: slots, directions, dark mode, escaping."""

from plugin.compose import layout
from plugin.compose.layout import Frame

FRAME = Frame("A & B", "pre<header>", "Tom & Co", "Because.", "1 <Street>", "https://e.example.com/p?a=1&b=2", None)


def page(**changes: str) -> str:
    values = {name: getattr(FRAME, name) for name in FRAME.__slots__} | changes
    return "".join(layout.html(Frame(**values), "<p>BODY</p>"))


def test_everything_but_the_body_is_escaped():
    html = page()
    assert "<title>A &amp; B</title>" in html
    assert "pre&lt;header&gt;" in html
    assert "Tom &amp; Co" in html
    assert "1 &lt;Street&gt;" in html
    assert 'href="https://e.example.com/p?a=1&amp;b=2"' in html
    assert html.count("<p>BODY</p>") == 1
    assert "slot" not in html


def test_language_and_direction_reach_the_page():
    assert '<html lang="en" dir="ltr"' in page()
    right = page(lang="he", dir="rtl")
    assert '<html lang="he" dir="rtl"' in right
    assert "text-align:right" in right
    assert "direction:rtl" in right
    assert '<html lang="&quot;x" dir="ltr"' in page(lang='"x', dir="sideways")


def test_a_body_that_looks_like_a_slot_is_left_alone():
    html = "".join(layout.html(FRAME, "slotfooter slotshop"))
    assert html.count("slotfooter slotshop") == 1


def test_dark_colours_stand_for_both_kinds_of_inbox():
    html = page()
    assert "@media (prefers-color-scheme: dark)" in html
    assert "[data-ogsc] .soft a.button-link" in html
    assert '<meta name="color-scheme" content="light dark">' in html


def test_nothing_is_fetched_from_elsewhere():
    html = page()
    assert "<link" not in html
    assert "@import" not in html
    assert "<img" not in html


def test_the_layout_is_compiled_once():
    assert layout.skeleton() is layout.skeleton()
