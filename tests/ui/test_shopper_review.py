import re
from datetime import timedelta

import msgspec
import pytest
from ui_corpus import MARKUP

from plugin.model.message import Message
from plugin.model.order import OrderLine
from plugin.model.product import Product
from plugin.model.review import Review

GOOD = {"stars-51": "4", "title-51": "Boils", "text-51": "Boils fast.\r\nStays hot."}


def facts(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def post(world, **fields):
    return world.browser.post(world.link("review"), data=fields)


def test_all_items_are_on_one_page_with_five_labelled_stars_each(world):
    page = world.browser.get(world.link("review")).text
    assert page.count('type="radio"') == 15
    assert page.count("<fieldset") == 3  # the shop itself is the last
    assert page.count('type="submit"') == 2
    assert "https://cdn.example.com/kettle.png" in page
    assert "verified buyer" in page


@pytest.mark.parametrize(
    "url", ["http://cdn.example.com/k.png", "javascript:alert(1)", "data:text/html,x", "//x/k.png"]
)
def test_only_pictures_over_https_are_shown(world, url):
    world.change(Product, 901, image_url=url)
    assert "<img" not in world.browser.get(world.link("review")).text


def test_a_review_is_told_and_thanked_for(world):
    answer = post(world, **GOOD)
    assert answer.status_code == 200
    assert "Boils fast." in answer.text
    assert "4 of 5 stars" in answer.text
    item = {"line": 51, "stars": 4, "title": "Boils", "text": "Boils fast.\nStays hot."}
    assert facts(world) == [("shopper/review", {"message_id": "m-mail", "items": [item], "name": ""})]


def test_every_rating_gets_the_same_answer(world):
    pages = set()
    for stars in "12345":
        world.here.clock.move_by(timedelta(hours=1))
        page = post(world, **{"stars-51": stars}).text
        shown = "★" * int(stars) + "☆" * (5 - int(stars))
        assert shown in page
        pages.add(page.replace(shown, "").replace(f"{stars} of 5", ""))
    assert len({page.partition("<main>")[2].partition('<a href="')[0] for page in pages}) == 1


def test_an_earlier_review_is_filled_in(world):
    seal = world.shop.keys.seal
    with world.here.database.write(world.shop.id) as session:
        session.add(
            Review(
                shop_id=world.shop.id, id="r1", order_id=300, line_id=51, product_id=901, customer_id=7,
                message_id="m-mail", stars=2, title=seal("review.title", "r1", "Meh"),
                text=seal("review.text", "r1", "Leaks & drips"), is_verified=True, state="waiting",
                written_at=world.here.clock.now(),
            )
        )  # fmt: skip
    page = world.browser.get(world.link("review")).text
    assert 'value="2" checked' in page
    assert 'value="Meh"' in page
    assert "Leaks &amp; drips" in page
    assert "You reviewed this before" in page


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "4.5", "five", "²"])
def test_422_keeps_the_typed_text_and_says_what_to_do(world, stars):
    answer = post(world, **{"stars-51": stars, "title-51": "My title", "text-51": "My own words", "stars-52": "3"})
    assert answer.status_code == 422
    assert "My title" in answer.text
    assert "My own words" in answer.text
    assert 'value="3" checked' in answer.text
    assert "Please choose from 1 to 5 stars" in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert facts(world) == []


def test_too_long_a_text_is_kept_and_its_length_named(world):
    text = "wörd " * 1001
    answer = post(world, **{"stars-51": "1", "text-51": text})
    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert "it has 5,004" in answer.text


def test_line_ends_do_not_count_twice(world):
    text = "word\r\n" * 1000
    assert post(world, **{"stars-51": "1", "text-51": text}).status_code == 200


def test_an_empty_form_asks_for_stars(world):
    answer = post(world)
    assert answer.status_code == 422
    assert "at least one item" in answer.text


def test_an_item_of_another_order_is_refused(world):
    answer = post(world, **GOOD, **{"stars-99": "1"})
    assert answer.status_code == 422
    assert "items below only" in answer.text
    assert "Boils fast." in answer.text
    assert facts(world) == []


@pytest.mark.parametrize("text", MARKUP)
def test_stored_xss_corpus(world, text):
    """Titles, typed text and received text are shown as they were written."""
    fields = {"title-51": text, "text-51": text}
    for answer in (
        post(world, **fields),
        post(world, **fields, **{"stars-51": "5"}),
        world.browser.get(world.link("review")),
    ):
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text
        assert "49" not in re.sub(r"/s/\w+/[\w.-]+", "", answer.text)  # a signed link may hold it by chance
        assert 'onfocus=alert(1) autofocus x="' not in answer.text
    assert facts(world)[0][1]["items"][0]["text"] == text


def test_links_in_a_review_are_not_clickable(world):
    page = post(world, **{"stars-51": "5", "text-51": "buy at https://evil.example now"}).text
    assert "https://evil.example" in page
    assert 'href="https://evil.example' not in page


def test_control_signs_are_left_out(world):
    post(world, **{"stars-51": "5", "title-51": "a\x00b\x1b", "text-51": "c\x00d"})
    item = facts(world)[0][1]["items"][0]
    assert (item["title"], item["text"]) == ("ab", "cd")


def test_rate_limits(world):
    """More than five stored reviews an hour and link are refused, with everything typed still on the page."""
    for _ in range(5):
        assert post(world, **GOOD).status_code == 200
    answer = post(world, **GOOD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Boils fast." in answer.text
    assert len(facts(world)) == 5
    world.here.clock.move_by(timedelta(hours=1))
    assert post(world, **GOOD).status_code == 200


def test_mistakes_do_not_count_against_the_limit(world):
    for _ in range(8):
        assert post(world).status_code == 422
    assert post(world, **GOOD).status_code == 200


def test_a_busy_store_loses_nothing_that_was_typed(world, busy):
    busy()
    answer = post(world, **GOOD)
    assert answer.status_code == 503
    assert "Boils fast." in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_a_long_review_in_any_script_fits_through_the_door(world):
    fields = {"stars-51": "5", "text-51": "喜" * 5000, "stars-52": "5", "text-52": "😀" * 5000}
    assert post(world, **fields).status_code == 200


def test_more_than_any_review_needs_is_refused(world):
    assert post(world, **{"stars-51": "5", "text-51": "x" * 2_100_000}).status_code == 413


def test_an_order_that_is_no_longer_kept_gets_a_polite_page(world):
    with world.here.database.write(world.shop.id) as session:
        session.query(OrderLine).where(OrderLine.shop_id == world.shop.id).delete()
    for answer in (world.browser.get(world.link("review")), post(world, **GOOD)):
        assert answer.status_code == 410
        assert "no longer kept" in answer.text


def test_only_the_lines_of_the_message_are_asked_about(world):
    world.change(Message, "m-mail", line_ids=[51])
    assert world.browser.get(world.link("review")).text.count("<fieldset") == 2


def test_a_message_about_no_order_has_nothing_to_review(world):
    world.change(Message, "m-mail", about="customer:7@2026-03-02")
    assert world.browser.get(world.link("review")).status_code == 410


def test_the_name_to_show_is_told_and_filled_in_again(world):
    post(world, **GOOD, name="  Jo \n from Leith ")
    ((_, told),) = facts(world)
    assert told["name"] == "Jo from Leith"
    post(world, **GOOD, name="x" * 99)
    assert facts(world)[1][1]["name"] == "x" * 60
    answer = post(world, name="Jo")
    assert (answer.status_code, 'value="Jo"' in answer.text) == (422, True)


def test_after_a_review_one_more_question_is_asked_alike_for_every_rating(world):
    offered = set()
    for stars in ("1", "5"):
        page = world.browser.post(world.link("review"), data={"stars-51": stars}).text
        offered |= {question for question in ("?q=values", "?q=source") if question in page}
        assert "One more question" in page
    assert offered == {"?q=values"}
