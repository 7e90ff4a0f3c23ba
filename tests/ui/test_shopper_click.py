from datetime import timedelta

import msgspec
import pytest

from plugin.model.message import Message


def test_a_click_goes_to_the_recorded_address_and_is_told_once_a_minute(world):
    link = world.link("click", "m-mail.0")
    for _ in range(3):
        answer = world.browser.get(link)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "https://pots.example.com/products/kettle?a=b"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert [msgspec.json.decode(body) for _, body in world.told()] == [{"message_id": "m-mail", "link": 0}]
    world.here.clock.move_by(timedelta(minutes=1))
    world.browser.get(link)
    assert len(world.told()) == 2


def test_a_busy_store_does_not_stop_the_shopper(world, busy):
    busy()
    assert world.browser.get(world.link("click", "m-mail.0")).status_code == 302


@pytest.mark.parametrize("part", ["", "1", "2", "3", "-1", "0x0", "00000", "²", "0.0", "99999"])
def test_anything_but_a_recorded_web_address_is_not_there(world, part):
    answer = world.browser.get(world.link("click", f"m-mail.{part}"))
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert world.told() == []


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https://pots.example.com@evil.example/",
        "https://pots.example.com.evil.example/",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_open_redirect(world, to):
    """Neither the query nor a stored value that a browser could misread leads anywhere."""
    answer = world.browser.get(world.link("click", "m-mail.0"), query_string={"to": to})
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    if to.startswith("https://pots.example.com.") or to == "https://evil.example/":
        return  # as a stored address these are ordinary
    world.change(Message, "m-mail", links=[to])
    assert world.browser.get(world.link("click", "m-mail.0")).status_code == 404


def test_what_mail_programs_add_to_an_address_is_ignored(world):
    answer = world.browser.get(world.link("click", "m-mail.0"), query_string={"utm_source": "mail", "fbclid": "x1"})
    assert answer.headers["Location"] == "https://pots.example.com/products/kettle?a=b"


def test_a_click_link_of_an_erased_message_goes_nowhere(world):
    world.change(Message, "m-mail", links=None)
    assert world.browser.get(world.link("click", "m-mail.0")).status_code == 404
