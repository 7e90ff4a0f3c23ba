"""From the parcel to the product page and back to a person: a review, a question, a low score and what follows."""

from __future__ import annotations

import json
import re

import pytest
import steps
from looks import troubles
from picture_files import located
from playwright.sync_api import Browser, FrameLocator, Page, expect

from plugin.demo.cast import JANE, JOHN
from plugin.demo.play import Play

PRODUCT = "/shop/products/fisherman-jumper-navy"
FLOWS = (
    "Review request",
    "Would you recommend us?",
    "How was it handled?",
    "Question to owners",
    "Goes well with it",
    "Answer in a case",
)
SORRY = "We are sorry; the next one goes by express."
QUESTION, ANSWER, REPLY = "Does it scratch?", "Not after the first wash.", "Thank you, John!"


@pytest.fixture(scope="module")
def delivered(chromium: Browser, play: Play) -> Play:
    """John and Jane have had the jumper for eight days, and the theme shows what others say about it."""
    page = chromium.new_page(base_url=play.store.address)
    page.set_default_timeout(20_000)
    steps.install(page)
    steps.introduce(page)
    steps.switch_on(page, *FLOWS)
    steps.show_in_the_theme(page, "Stars", "Reviews")
    _ask_early(page)
    for name in ("John Carter", "Jane Okafor"):
        steps.buy(page, name, steps.JUMPER)
        play.settle()
        steps.at_the_desk(page, "Fulfil", "Delivered")
    page.close()
    play.store.move_by(days=8)
    play.settle()
    return play


def test_a_low_score_keeps_promotions_away_until_a_person_has_seen_to_it_who_is_then_judged(
    page: Page, delivered: Play
):
    link = _link(delivered, JANE, "survey")
    page.goto(f"{link}?a=2")
    expect(page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    assert list(troubles(page, page, "survey")) == []
    steps.open_app(page)
    steps.menu(page, "Inbox and tasks")
    app = steps.frame_of(page)
    expect(app.get_by_role("heading", name="Nothing is waiting for you")).to_be_visible()

    page.goto(f"{link}?a=2")
    page.get_by_label("Would you like to add something?").fill("It came late.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", name="Thank you for your answer")).to_be_visible()
    delivered.store.move_by(days=8)  # cross-sell goes two weeks after the parcel came
    delivered.settle()
    assert _goes_well(delivered, JOHN)
    assert not _goes_well(delivered, JANE)

    steps.open_app(page)
    steps.menu(page, "Inbox and tasks")
    app = steps.frame_of(page)
    app.get_by_role("link", name="Jane Okafor").click()
    expect(app.get_by_text("It came late.")).to_be_visible()
    app.get_by_label("Your answer").fill(SORRY)
    app.get_by_role("button", name="Send by e-mail").click()
    expect(app.get_by_text(SORRY)).to_be_visible()
    app.get_by_role("button", name="Close the case").click()
    expect(app.get_by_role("button", name="Open it again")).to_be_visible()
    delivered.settle()
    assert _goes_well(delivered, JANE), "what waited goes once the case is closed"

    delivered.store.move_by(minutes=2)
    delivered.settle()
    assert any(SORRY in str(one["text"]) for one in delivered.store.get("messages", to=JANE))
    delivered.store.move_by(days=3)  # a day after the closing, and a day after whatever else went
    delivered.settle()
    page.goto(_link(delivered, JANE, "survey"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("How satisfied are you")
    page.get_by_role("radio").nth(4).check()
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", name="Thank you for your answer")).to_be_visible()


def test_a_review_goes_from_the_mail_to_the_product_page_with_stars_and_a_reply(page: Page, delivered: Play):
    page.goto(_link(delivered, JOHN, "review"))
    jumper = page.get_by_role("region", name=steps.JUMPER)
    jumper.get_by_role("radio", name="4 stars").check()
    jumper.get_by_label("Your review").fill("Warm, and it fits.")
    me = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": located()}
    jumper.get_by_label("Pictures").set_input_files(me)  # type: ignore[arg-type]
    page.get_by_label("Name to show with it").fill("J. from Leith")
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_role("heading", name="Thank you for your review")).to_be_visible()
    delivered.settle()

    app = _desk(page, "Reviews")
    app.get_by_role("button", name="Publish all on this page").click()
    expect(app.get_by_role("heading", name="No review is waiting")).to_be_visible()
    app.get_by_role("link", name="Published").click()
    app.locator("summary", has_text="Answer").click()
    app.get_by_role("textbox", name="Answer").fill(REPLY)
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_text(REPLY).first).to_be_visible()
    delivered.settle()

    page.goto(PRODUCT)
    expect(page.get_by_text("4 of 5 stars from 1 review").first).to_be_visible()
    reviews = page.get_by_role("region", name="Reviews")
    expect(reviews.get_by_text("Warm, and it fits.")).to_be_visible()
    expect(reviews.get_by_text(REPLY)).to_be_visible()
    linked = json.loads(reviews.locator("script[type='application/ld+json']").inner_text())
    assert linked["aggregateRating"]["ratingValue"] in (4, "4", "4.0", 4.0)
    assert [one["reviewBody"] for one in linked["review"]] == ["Warm, and it fits."]


def test_a_question_is_answered_by_somebody_who_has_the_product(page: Page, delivered: Play):
    page.goto(PRODUCT)
    reviews = page.get_by_role("region", name="Reviews")
    reviews.get_by_text("Ask a question").click()
    reviews.get_by_label("Your question").fill(QUESTION)
    reviews.get_by_role("button", name="Send question").click()
    expect(page.get_by_text(re.compile("Thank you for your question|Thank you"))).to_be_visible()
    delivered.settle()
    app = _desk(page, "Questions")
    app.get_by_role("row", name=QUESTION).get_by_role("button", name="Publish").click()
    expect(app.get_by_text(QUESTION)).to_have_count(0)
    delivered.store.move_by(days=1)
    delivered.settle()

    page.goto(_link(delivered, JOHN, "answer"))
    expect(page.get_by_text(QUESTION)).to_be_visible()
    assert list(troubles(page, page, "answer")) == []
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    delivered.settle()
    app = _desk(page, "Questions")
    app.get_by_role("link", name="Answers waiting").click()
    app.get_by_role("row", name=ANSWER).get_by_role("button", name="Publish").click()
    delivered.settle()

    page.goto(PRODUCT)
    answered = page.get_by_role("region", name="Reviews").locator("blockquote", has_text=ANSWER)
    expect(answered).to_contain_text("verified buyer")
    assert list(troubles(page, page, PRODUCT)) == []


def _desk(page: Page, title: str) -> FrameLocator:
    steps.open_app(page)
    steps.menu(page, title)
    return steps.frame_of(page)


def _ask_early(page: Page) -> None:
    """The score is asked for before the review: after five days."""
    page.goto("/admin/apps/encore/app/flows/nps")
    app = steps.frame_of(page)
    app.get_by_label("Delay").fill("5")
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_text("Saved.")).to_be_visible()


def _link(play: Play, to: str, page: str) -> str:
    """The newest link to that page in what was sent to them."""
    texts = "\n".join(str(one["text"]) for one in play.store.get("messages", to=to))
    found = re.findall(rf"{re.escape(play.world.encore.settings.app_url)}/s/{page}/[^\s?]+", texts)
    assert found, f"{to} was sent a link to {page}"
    return str(found[0])


def _goes_well(play: Play, to: str) -> bool:
    """Whether they were written to about what goes well with the jumper."""
    return any("well with" in str(one["subject"]) for one in play.store.get("messages", to=to))
