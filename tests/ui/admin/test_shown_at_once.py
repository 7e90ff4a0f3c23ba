"""What the merchant publishes, hides or answers is so on the storefront at once, in every web process: the desk is
asked in one Encore, the storefront in another that shares nothing with it but the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from proxied import proxied
from questioned import JUMPER, Questioned
from told_reviews import Reviewed
from werkzeug.test import TestResponse
from world import settings_for

from plugin.app import create_app
from plugin.db.session import Database
from plugin.encore import make_encore

WITHIN_S = 2
PRODUCT, EVERY, BADGE, TESTIMONIALS = f"reviews/{JUMPER}", "reviews", "badge", "testimonials"
PHOTO = {"content": b"large", "small": b"small", "width": 4, "height": 3}


class Storefront:
    """A browser at another web process; it asks again with what it has, as browsers do."""

    def __init__(self, world: Any, database: Database) -> None:
        self._shop = world.shop
        encore = make_encore(settings_for(), database=database, clock=world.clock, platform=world.platform)
        self.encore = encore
        self._browser = create_app(encore).test_client(use_cookies=False)
        self._had: dict[str, str] = {}

    def __getitem__(self, place: str) -> str:
        """The page as it is now: it is none that the browser had before and need not ask for again."""
        answer = self.get(place, {"If-None-Match": self._had[place]} if place in self._had else {})
        kept = re.fullmatch(r"public, max-age=(\d+)", answer.headers["Cache-Control"])
        assert kept, place
        assert int(kept[1]) < WITHIN_S, place
        assert answer.status_code == 200, f"{place} has changed"
        self._had[place] = answer.headers["ETag"]
        return answer.text

    def get(self, place: str, headers: dict[str, str] | None = None) -> TestResponse:
        return self._browser.get(f"/proxy/{place}", query_string=proxied(self._shop), headers=headers)


@pytest.fixture
def storefront(world, database) -> Iterator[Storefront]:
    apart = Database(database.url.render_as_string(hide_password=False))
    made = Storefront(world, apart)
    yield made
    made.encore.inbox.close()
    apart.close()


def seen(staff, state="waiting"):
    """What the merchant has looked at, as the page's forms say it."""
    page = staff.get("/app/reviews", query_string={"state": state}).text
    (found,) = set(re.findall(r'name="seen" value="([^" ]+)"', page))
    return found


def test_publishing_shows_on_the_page_within_two_seconds(staff, world, storefront):
    Questioned(world)
    reviewed = Reviewed(world)
    reviewed.write("jumper", 4, text="So warm.", photos=[PHOTO], name="Ada L.")
    one = reviewed.find("So warm.")
    assert all("So warm." not in storefront[place] for place in (PRODUCT, EVERY))
    assert "data-encore-part" not in storefront[BADGE]
    assert storefront.get(f"photo/{one.photos[0]}").status_code == 404

    assert staff.post("/app/reviews/publish", {"seen": seen(staff)}).status_code == 200
    for place in (PRODUCT, EVERY):
        text = storefront[place]
        assert ("So warm." in text, "of 5 stars from 1 review" in text) == (True, True), place
    assert "of 5 stars from 1 review" in storefront[BADGE]
    assert storefront.get(f"photo/{one.photos[0]}").data == b"large"

    staff.post(f"/app/reviews/{one.id}/answer", {"text": "Thank you, Ada.", "state": "published"})
    assert "Thank you, Ada." in storefront[PRODUCT]
    staff.post(f"/app/reviews/{one.id}/answer", {"text": "", "state": "published"})
    assert "Thank you, Ada." not in storefront[PRODUCT]

    hidden = {"why": "private", "seen": seen(staff, "published"), "state": "published"}
    assert staff.post(f"/app/reviews/{one.id}/hide", hidden).status_code == 200
    assert all("So warm." not in storefront[place] for place in (PRODUCT, EVERY))
    assert "data-encore-part" not in storefront[BADGE]
    assert storefront.get(f"photo/{one.photos[0]}").status_code == 404

    assert staff.post(f"/app/reviews/{one.id}/show", {"seen": seen(staff, "hidden")}).status_code == 200
    assert "of 5 stars from 1 review" in storefront[PRODUCT]


def test_a_testimonial_is_one_no_longer_once_it_is_hidden(staff, world, storefront):
    reviewed = Reviewed(world)
    reviewed.write("jumper", 4, text="So warm.", may_reuse=True)
    one = reviewed.find("So warm.")
    staff.post("/app/reviews/publish", {"seen": seen(staff)})
    assert "So warm." not in storefront[TESTIMONIALS]
    staff.post(f"/app/reviews/{one.id}/feature", {"on": "1", "state": "published"})
    assert "So warm." in storefront[TESTIMONIALS]
    staff.post(f"/app/reviews/{one.id}/hide", {"why": "private", "seen": seen(staff, "published")})
    assert "So warm." not in storefront[TESTIMONIALS]


def test_a_question_and_its_answer_are_there_at_once(staff, world, storefront):
    asking, place = Questioned(world), f"questions/{JUMPER}"
    asking.ask("Does it itch?")
    one = asking.find("Does it itch?")
    assert "Does it itch?" not in storefront[place]
    assert staff.post(f"/app/questions/{one.id}/publish", {"seen": one.seen}).status_code == 200
    assert ("Does it itch?" in storefront[place], "Does it itch?" in storefront[PRODUCT]) == (True, True)
    assert staff.post(f"/app/questions/{one.id}/answer", {"text": "It does not."}).status_code == 200
    assert "It does not." in storefront[place]
