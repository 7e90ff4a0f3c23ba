"""What shoppers do, in a browser that runs no script: every page works by links and forms alone, and can be read by
everybody in the light and in the dark (the pages that links lead to are looked at in test_look.py). One server, one
shop, and in front of its storefront what Shopify does."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from looks import WIDE, troubles
from picture_files import picture
from playwright.sync_api import Browser, BrowserContext, Page, expect
from proxied import proxied
from questioned import JUMPER, Questioned
from told_reviews import Reviewed
from world import World

from plugin.app import create_app
from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.db.session import Database
from plugin.serving import listening, reserve
from ui.shopper.often import PER_HOUR

PREFIX = "/apps/encore/"
PHOTO = {"name": "jumper.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@dataclass
class Served:
    """A shop with one buyer, who may review a jumper and answer what somebody asked about it."""

    world: World
    address: str
    buyer: int

    def link(self, purpose: LinkPurpose, flow: str = "review_request") -> str:
        (message,) = self.world.outbox(flow=flow, customer_id=self.buyer, step=0)
        until = self.world.clock.now() + LIFETIMES[purpose]
        token = self.world.encore.links.sign(purpose, self.world.shop.public_id, message.id, until)
        return f"{self.address}/s/{purpose.value}/{token}"

    def settle(self) -> None:
        self.world.inline.wake("inbox")


@dataclass
class Walk:
    """`page` runs no script. `eyes` do, to look at what it shows; `seen` is what they found."""

    page: Page
    eyes: Page
    seen: list[str]

    def look(self, heading: str | re.Pattern[str]) -> None:
        """The page has come, and everybody can read it."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        self.look_at(str(heading))

    def look_at(self, name: str, *, has_own_colours: bool = True) -> None:
        """A page without a stylesheet has the browser's colours, of whose dark ground axe knows nothing."""
        self.eyes.goto(self.page.url)
        self.eyes.set_content(self.page.content(), wait_until="load")
        found = troubles(self.eyes, self.eyes, name)
        self.seen += [one for one in found if has_own_colours or f"{name}, dark" not in one]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("without-script") / "encore.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", durable=False)
    with World(database) as world:
        asking = Questioned(world)
        ada = asking.owner("Ada")
        world.spin(days=8)
        asking.ask("Does it itch?")
        asking.publish("Does it itch?")
        world.spin(days=1)
        place = reserve("127.0.0.1", 0)
        server = listening(_through_shopify(create_app(world.encore), world), place, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Served(world, f"http://127.0.0.1:{place.getsockname()[1]}", ada.id)
        server.close()
    database.close()


@pytest.fixture
def walk(chromium: Browser, served: Served) -> Iterator[Walk]:
    without = chromium.new_context(java_script_enabled=False)
    eyes = chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]
    made = Walk(_patient(without), _patient(eyes), [])
    yield made
    without.close()
    eyes.close()


def test_a_review_with_a_picture_is_written_changed_and_withdrawn(walk: Walk, served: Served):
    page, link = walk.page, served.link(LinkPurpose.REVIEW)
    page.goto(link)
    jumper = page.get_by_role("region", name="jumper")
    jumper.get_by_label("Your review").fill("So warm.")
    jumper.get_by_label("Pictures").set_input_files(PHOTO)  # type: ignore[arg-type]
    walk.press("Send review")
    expect(jumper.get_by_text("Please choose from 1 to 5 stars")).to_be_visible()
    walk.look("How was what you bought?")
    jumper.get_by_role("radio", name="4 stars").check()
    jumper.get_by_label("Pictures").set_input_files(PHOTO)  # type: ignore[arg-type]
    walk.press("Send review")
    walk.look("Thank you for your review")
    served.settle()
    page.get_by_role("link", name="Change your review").click()
    expect(jumper.get_by_label("Your review")).to_have_value("So warm.")
    expect(jumper.get_by_role("img", name="Your picture 1, larger")).to_be_visible()
    jumper.get_by_role("radio", name="5 stars").check()
    jumper.get_by_label("Remove picture 1").check()
    walk.press("Send review")
    served.settle()
    one = Reviewed(served.world).find("So warm.")
    assert (one.stars, list(one.photos)) == (5, [])
    page.goto(link)
    page.get_by_role("link", name="Withdraw it").click()
    walk.look("Withdraw your review?")
    walk.press("Withdraw the review")
    walk.look("Your review is withdrawn")
    served.settle()
    page.get_by_role("link", name="Write a new one").click()
    expect(page.get_by_text("You withdrew your review.")).to_be_visible()
    assert walk.seen == []


def test_a_survey_is_answered_by_one_tap_and_one_button(walk: Walk, served: Served):
    page, before = walk.page, served.world.seen_by_other()
    page.goto(f"{served.link(LinkPurpose.SURVEY)}?a=9")
    expect(page.get_by_role("radio", name="9", exact=True)).to_be_checked()
    walk.look(re.compile("How likely are you to recommend"))
    page.get_by_label("Would you like to add something?").fill("Quick and kind.")
    walk.press("Send answer")
    walk.look("Thank you for your answer")
    served.settle()
    page.get_by_role("link", name="Change your answer").click()
    expect(page.get_by_label("Would you like to add something?")).to_have_value("Quick and kind.")
    assert walk.seen == []
    assert served.world.seen_by_other() == before


def test_an_owner_answers_a_question(walk: Walk, served: Served):
    page = walk.page
    page.goto(served.link(LinkPurpose.ANSWER, "question"))
    walk.look("Can you help?")
    page.get_by_label("Your answer").fill("It does not.")
    page.get_by_label("Name to show with it").fill("Ada L.")
    walk.press("Send answer")
    walk.look("Thank you for your help")
    served.settle()
    page.get_by_role("link", name="Change your answer").click()
    expect(page.get_by_label("Your answer")).to_have_value("It does not.")
    assert walk.seen == []


def test_a_visitor_asks_a_question_and_reports_another(walk: Walk, served: Served):
    page, place = walk.page, f"{served.address}{PREFIX}reviews/{JUMPER}"
    page.goto(place)
    expect(page.get_by_text("Does it itch?")).to_be_visible()
    page.get_by_text("Ask a question").click()
    walk.look_at("questions", has_own_colours=False)
    page.get_by_label("Your question").fill("x" * 500)
    page.get_by_label("Name to show with it").fill("Jo")
    walk.press("Send question")
    expect(page.get_by_role("status").get_by_text("looks at your question")).to_be_visible()
    walk.look_at("asked", has_own_colours=False)
    page.goto(place)
    walk.press("Report")
    expect(page.get_by_role("status").get_by_text("The shop will look at this question")).to_be_visible()
    assert walk.seen == []


def test_preferences_are_changed_and_changed_back(walk: Walk, served: Served):
    page, link = walk.page, served.link(LinkPurpose.PREFERENCES)
    page.goto(link)
    emails = page.get_by_role("switch", name="E-mails")
    was = emails.is_checked()
    emails.set_checked(not was)
    walk.press("Save")
    walk.look("Saved")
    served.world.clock.move_by(timedelta(seconds=2))
    walk.press("Undo")
    served.settle()
    page.goto(link)
    expect(emails).to_be_checked(checked=was)
    assert walk.seen == []


def test_leaving_takes_one_button_and_so_does_coming_back(walk: Walk, served: Served):
    page = walk.page
    page.goto(served.link(LinkPurpose.UNSUBSCRIBE))
    walk.press("Unsubscribe")
    walk.look("You are unsubscribed")
    page.get_by_role("link", name="Choose what you get").click()
    expect(page.get_by_role("switch", name="E-mails")).to_be_visible()
    page.goto(served.link(LinkPurpose.UNSUBSCRIBE))
    walk.press("Unsubscribe")
    walk.press("Undo: keep sending e-mails")
    walk.look_at("back again")
    assert walk.seen == []


def test_whoever_does_it_without_end_reads_a_plain_page(walk: Walk, served: Served):
    page, link = walk.page, served.link(LinkPurpose.UNSUBSCRIBE)
    for _ in range(PER_HOUR):
        page.request.post(link, form={"choice": "return"})
    page.goto(link)
    walk.press("Unsubscribe")
    walk.press("Undo: keep sending e-mails")
    walk.look("That was a lot in a short time")
    assert walk.seen == []


def _patient(context: BrowserContext) -> Page:
    context.set_default_timeout(15_000)
    return context.new_page()


def _through_shopify(app: Callable[..., Any], world: World) -> Callable[..., Any]:
    """What is below PREFIX arrives at our proxy pages with Shopify's signature."""

    def passed_on(environ: dict[str, Any], start: Any) -> Any:
        place = environ["PATH_INFO"]
        if place.startswith(PREFIX):
            query = dict(parse_qsl(environ["QUERY_STRING"]))
            environ["PATH_INFO"] = f"/proxy/{place.removeprefix(PREFIX)}"
            environ["QUERY_STRING"] = urlencode(proxied(world.shop, **query))
        return app(environ, start)

    return passed_on
