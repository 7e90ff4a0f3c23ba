"""What the storefront shows of Encore, from a customer's stars to the product page, in a real browser."""

from __future__ import annotations

import re
import time

import pytest
import steps
from looks import NARROW, WIDE, troubles
from picture_files import located
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete
from walk import opened

from plugin.demo.cast import JOHN
from plugin.demo.play import Play
from plugin.model.product import BoughtTogether
from plugin.stages.learn import drain

PRODUCT = "/shop/products/fisherman-jumper-navy"
BLOCKS = ("Stars", "Reviews", "Bought together", "Rewards button")
AT_HOME = ("Rating of the shop", "Testimonials", "All reviews")
# Everything that moved without anybody touching the page, from its first moment on.
_WATCH = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })
    .observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(scope="module")
def reviewed(chromium: Browser, play: Play) -> Play:
    """John was asked, gave four stars, and the merchant has published them and shows them as a testimonial."""
    page = chromium.new_page(base_url=play.store.address)
    page.set_default_timeout(20_000)
    steps.install(page)
    steps.introduce(page)
    steps.switch_on(page, "Review request", "VIP code")
    steps.buy(page, "John Carter", steps.JUMPER)
    play.settle()
    steps.at_the_desk(page, "Fulfil", "Delivered")
    play.store.move_by(days=8)
    play.settle()
    _write(page, play)
    steps.open_app(page)
    steps.menu(page, "Reviews")
    app = steps.frame_of(page)
    expect(app.get_by_text("Warm, and it fits.")).to_be_visible()
    app.get_by_role("button", name="Publish all on this page").click()
    expect(app.get_by_role("heading", name="No review is waiting")).to_be_visible()
    _single_out(page)
    _bought_together(play)
    page.close()
    return play


@pytest.fixture
def switched_on(page: Page, reviewed: Play) -> Play:
    steps.show_in_the_theme(page, *BLOCKS)
    _until_rated(page)
    return reviewed


def test_nothing_of_encore_is_on_the_page_before_it_is_switched_on(page: Page, reviewed: Play):
    steps.show_in_the_theme(page)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(PRODUCT)
    expect(page.get_by_role("button", name="Put it into the basket")).to_be_visible()
    assert [url for url in asked if "/theme/" in url or "/apps/" in url] == []
    assert "encore" not in page.locator("main").inner_html()


def test_the_product_page_shows_stars_reviews_what_goes_together_and_rewards(page: Page, switched_on: Play):
    expect(page.get_by_text("4 of 5 stars from 1 review").first).to_be_visible()
    reviews = page.get_by_role("region", name="Reviews")
    expect(reviews.get_by_text("Warm, and it fits.")).to_be_visible()
    expect(reviews.get_by_text("J. from Leith")).to_be_visible()
    expect(reviews.get_by_text("Carter")).to_have_count(0)
    expect(reviews.get_by_role("img", name="Picture 1 of this review, larger")).to_be_visible()
    together = page.get_by_role("region", name="Often bought together")
    other = together.get_by_role("link").first
    title = other.inner_text()
    expect(together.get_by_text(re.compile(r"together in \d+ orders")).first).to_be_visible()
    page.get_by_text("Rewards").click()
    expect(page.get_by_text("off your next order")).to_be_visible()
    other.click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_the_picture_of_a_review_stands_upright_and_enlarges(page: Page, switched_on: Play):
    page.goto(PRODUCT)
    small = page.get_by_role("img", name="Picture 1 of this review, larger")
    small.scroll_into_view_if_needed()
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=small.element_handle())
    assert small.evaluate("(one) => [one.naturalWidth, one.naturalHeight]") == [240, 320]
    small.click()
    page.wait_for_url("**/apps/encore/photo/*")
    assert page.evaluate("document.images[0].naturalHeight") == 640


def test_the_first_page_shows_the_rating_the_testimonials_and_all_reviews(page: Page, switched_on: Play):
    steps.show_in_the_theme(page, *AT_HOME)
    page.goto("/shop")
    expect(page.get_by_role("link", name="4 of 5 stars from 1 review")).to_be_visible()
    said = page.get_by_role("region", name="What buyers say")
    expect(said.get_by_text("Warm, and it fits.")).to_be_visible()
    every = page.get_by_role("region", name="All reviews")
    every.get_by_role("link", name="With pictures").click()
    expect(every.get_by_role("link", name="With pictures")).to_have_attribute("aria-current", "true")
    expect(every.get_by_text("J. from Leith")).to_be_visible()
    assert list(troubles(page, page, "/shop")) == []


def test_a_question_is_asked_where_questions_have_a_place_of_their_own(page: Page, switched_on: Play):
    steps.show_in_the_theme(page, "Questions and answers")
    page.goto(PRODUCT)
    place = page.get_by_role("region", name="Questions and answers")
    place.get_by_text("Ask a question").click()
    place.get_by_label("Your question").fill("Does it itch?")
    place.get_by_role("button", name="Send question").click()
    expect(place.get_by_role("status").get_by_text("looks at your question")).to_be_visible()
    assert list(troubles(page, page, PRODUCT)) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_moves_on_the_first_page(page: Page, switched_on: Play, size: dict[str, int]):
    steps.show_in_the_theme(page, *AT_HOME)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.add_init_script(f"({_WATCH})()")
    page.goto("/shop")
    expect(page.get_by_role("link", name="4 of 5 stars from 1 review")).to_be_visible()
    expect(page.get_by_role("region", name="What buyers say").get_by_text("Warm, and it fits.")).to_be_attached()
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_moves(page: Page, switched_on: Play, size: dict[str, int]):
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.add_init_script(f"({_WATCH})()")
    page.goto(PRODUCT)
    expect(page.get_by_text("Warm, and it fits.")).to_be_attached()
    expect(page.get_by_role("region", name="Often bought together").get_by_role("link").first).to_be_attached()
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0
    page.goto(_socks(page))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") == 0, "an empty place moves nothing either"
    page.evaluate(
        "document.querySelector('main').prepend(Object.assign(document.createElement('h2'), {innerText: '?'}))"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") > 0, "whoever watches sees a push"


def test_everybody_can_read_it(page: Page, switched_on: Play):
    page.goto(PRODUCT)
    expect(page.get_by_text("Warm, and it fits.")).to_be_attached()
    assert list(troubles(page, page, PRODUCT)) == []


def test_everybody_can_read_the_page_where_they_are_published(page: Page, reviewed: Play):
    address = "/app/reviews?state=published"
    assert list(troubles(page, opened(page, address), address)) == []
    page.goto("/admin/themes")
    assert list(troubles(page, page, "/admin/themes")) == []


def test_without_scripts_a_link_leads_to_the_reviews(chromium: Browser, page: Page, switched_on: Play):
    bare = chromium.new_context(base_url=switched_on.store.address, java_script_enabled=False).new_page()
    bare.goto(PRODUCT)
    expect(bare.get_by_text("4 of 5 stars from 1 review")).to_be_visible()
    expect(bare.get_by_text("Rewards")).to_be_hidden()
    bare.get_by_role("link", name="Read 1 review").click()
    expect(bare.get_by_text("Warm, and it fits.")).to_be_visible()
    bare.context.close()


def _write(page: Page, play: Play) -> None:
    texts = "\n".join(str(one["text"]) for one in play.store.get("messages", to=JOHN))
    found = re.search(rf"{re.escape(play.world.encore.settings.app_url)}/s/review/\S+", texts)
    assert found, "John was asked"
    page.goto(found[0])
    jumper = page.get_by_role("region", name=steps.JUMPER)
    jumper.get_by_role("radio", name="4 stars").check()
    jumper.get_by_label("Your review").fill("Warm, and it fits.")
    me = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": located()}
    jumper.get_by_label("Pictures").set_input_files(me)  # type: ignore[arg-type]
    page.get_by_label("Name to show with it").fill("J. from Leith")
    page.get_by_label("may also show my words and pictures elsewhere").check()
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_role("heading", name="Thank you for your review")).to_be_visible()
    play.settle()


def _single_out(page: Page) -> None:
    frame = opened(page, "/app/reviews?state=published")
    frame.get_by_role("button", name="Show it among the testimonials").click()
    expect(frame.get_by_role("button", name="No longer a testimonial")).to_be_visible()


def _until_rated(page: Page) -> None:
    for _ in range(40):
        page.goto(PRODUCT)
        if page.locator(".encore-rating").count():
            return
        time.sleep(0.5)
    pytest.fail("the rating never came")


def _socks(page: Page) -> str:
    page.goto("/shop")
    return page.get_by_role("link", name=steps.SOCKS).get_attribute("href") or ""


def _bought_together(play: Play) -> None:
    """Learned from the two years of the store; about the socks nothing is known."""
    ids = {one["title"]: int(one["id"]) for one in play.store.get("products")}
    encore, shop = play.world.encore, play.world.shop
    encore.shops.change(shop.id, next_learn_at=encore.clock.now())
    drain(encore, 1)
    with encore.database.write(shop.id) as session:
        mine = delete(BoughtTogether).where(BoughtTogether.shop_id == shop.id)
        session.execute(mine.where(BoughtTogether.product_id == ids[steps.SOCKS]))
