"""The page where reviews are looked at: all are published alike, few may be hidden, and all of it is logged."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select, update
from told_reviews import Reviewed
from ui_corpus import MARKUP

from plugin.audit import findings
from plugin.desk.access import Choice, listed
from plugin.desk.reviews import Why
from plugin.model.customer import Customer
from plugin.model.review import Review, ReviewState
from plugin.review_pages import Wanted, featured, page_of
from plugin.visitors import report

CONTENT, SMALL = b"RIFF large", b"RIFF small"


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def deeds(world):
    with world.database.read(world.shop.id) as session:
        return [row.deed.value for row in listed(session, world.shop, Choice()).rows]


def states(reviewed):
    return {one.text: one.state.value for state in ReviewState for one in reviewed.listed(state)}


def seen_on(page):
    (found,) = re.findall(r'name="seen" value="([^"]+ [^"]+)"', page)
    return found


def test_one_button_publishes_all_that_wait_whatever_their_stars(staff, world, reviewed):
    for stars in (1, 3, 5):
        reviewed.write("jumper", stars, text=f"says {stars}")
    page = staff.get("/app/reviews").text
    assert all(f"says {stars}" in page for stars in (1, 3, 5))
    assert len(re.findall('action="/app/reviews/publish"', page)) == 1
    answer = staff.post("/app/reviews/publish", {"seen": seen_on(page)})
    assert answer.status_code == 200
    assert set(states(reviewed).values()) == {"published"}
    assert "published" in deeds(world)
    assert "tell" in world.woken
    with world.database.read(world.shop.id) as session:
        assert list(findings(session, world.shop.id, world.clock.now())) == []


def test_what_was_edited_since_the_page_was_seen_is_not_published_with_it(staff, reviewed):
    reviewed.write("jumper", 5, text="first")
    reviewed.write("jumper", 5, text="second")
    page = staff.get("/app/reviews").text
    reviewed.world.clock.move_to(reviewed.world.clock.now().replace(minute=59))
    reviewed.edit("first", 1)
    answer = staff.post("/app/reviews/publish", {"seen": seen_on(page)})
    assert answer.status_code == 409
    assert states(reviewed) == {"first": "waiting", "second": "published"}


def test_hiding_needs_one_of_the_listed_reasons(staff, world, reviewed):
    reviewed.write("jumper", 1, text="You fools")
    one = reviewed.find("You fools")
    for why in ("", "few stars"):
        assert staff.post(f"/app/reviews/{one.id}/hide", {"seen": one.seen, "why": why}).status_code == 422
    assert states(reviewed) == {"You fools": "waiting"}
    assert staff.post(f"/app/reviews/{one.id}/hide", {"seen": one.seen, "why": "insult"}).status_code == 200
    assert reviewed.find("You fools").hidden_for is Why.INSULT
    assert "Insults or threatens somebody" in staff.get("/app/reviews?state=hidden").text
    assert staff.post(f"/app/reviews/{one.id}/show", {"seen": one.seen}).status_code == 409
    hidden = reviewed.find("You fools")
    assert staff.post(f"/app/reviews/{one.id}/show", {"seen": hidden.seen}).status_code == 200
    assert states(reviewed) == {"You fools": "published"}
    assert {"hid", "showed"} <= set(deeds(world))


def test_a_waiting_review_cannot_be_published_by_itself(staff, reviewed):
    reviewed.write("jumper", 5, text="good")
    one = reviewed.find("good")
    assert staff.post(f"/app/reviews/{one.id}/show", {"seen": one.seen}).status_code == 409
    assert states(reviewed) == {"good": "waiting"}


def test_who_may_not_see_people_does_not_see_what_they_wrote(staff, reviewed):
    reviewed.write("jumper", 5, text="good")
    staff.become("viewer")
    page = staff.get("/app/reviews")
    assert (page.status_code, "5 of 5 stars" in page.text) == (200, True)
    for secret in ("good", "Ada Example", "<textarea", 'method="post"'):
        assert secret not in page.text.partition("<table")[2], secret
    assert 'href="/app/reviews"' in staff.get("/app/").text


def test_an_answer_is_sealed_logged_and_public_only_where_that_is_meant(staff, world, reviewed):
    jumper = reviewed.write("jumper", 2, text="itches")
    reviewed.publish()
    one = reviewed.find("itches")
    told = {"text": "We are sorry.", "state": "published"}
    assert staff.post(f"/app/reviews/{one.id}/answer", {**told, "private": "on"}).status_code == 200
    assert _replies(world, jumper) == [""]
    assert staff.post(f"/app/reviews/{one.id}/answer", told).status_code == 200
    assert _replies(world, jumper) == ["We are sorry."]
    assert staff.post("/app/reviews/none/answer", told).status_code == 404
    assert staff.post(f"/app/reviews/{one.id}/answer", {"text": "x" * 2001}).status_code == 422
    assert deeds(world).count("answered") == 2


def test_a_testimonial_needs_the_writers_word(staff, world, reviewed):
    reviewed.write("jumper", 5, text="good")
    reviewed.publish()
    one = reviewed.find("good")
    staff.post(f"/app/reviews/{one.id}/feature", {"on": "1"})
    with world.database.write(world.shop.id) as session:
        assert featured(session, world.shop, 6) == []
        session.execute(update(Review).where(Review.shop_id == world.shop.id).values(may_reuse=True))
        assert [row.text for row in featured(session, world.shop, 6)] == ["good"]
    staff.post(f"/app/reviews/{one.id}/feature")
    with world.database.read(world.shop.id) as session:
        assert featured(session, world.shop, 6) == []


def test_a_card_to_share_is_made_only_of_what_is_published_and_may_be_used_again(staff, world, reviewed):
    reviewed.write("jumper", 5, text="Warm and soft", incentive="a draw")
    one = reviewed.find("Warm and soft")
    address = f"/app/reviews/{one.id}/card.png"

    def allow(may_reuse):
        with world.database.write(world.shop.id) as session:
            session.execute(update(Review).where(Review.shop_id == world.shop.id).values(may_reuse=may_reuse))

    allow(True)
    assert staff.get(address).status_code == 404  # it waits
    reviewed.publish()
    answer = staff.get(address)
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="review-{one.id}.png"'
    assert address in staff.get("/app/reviews?state=published").text
    assert staff.get(address, shop=world.other).status_code == 404
    allow(False)
    assert staff.get(address).status_code == 404
    assert address not in staff.get("/app/reviews?state=published").text
    staff.become("viewer")
    assert staff.get(address).status_code == 403


def test_a_card_that_no_font_can_draw_says_which_letters_are_missing(staff, world, reviewed):
    sign = "\N{CUNEIFORM SIGN AN}"
    reviewed.write("jumper", 5, text=sign)
    reviewed.publish()
    with world.database.write(world.shop.id) as session:
        session.execute(update(Review).where(Review.shop_id == world.shop.id).values(may_reuse=True))
    answer = staff.get(f"/app/reviews/{reviewed.find(sign).id}/card.png")
    assert (answer.status_code, sign in answer.text) == (422, True)


def _replies(world, product_id):
    with world.database.read(world.shop.id) as session:
        return [row.reply for row in page_of(session, world.shop, Wanted(product_id)).rows]


def test_staff_who_may_see_people_open_pictures_of_a_review_that_waits(staff, world, reviewed):
    photo = {"content": CONTENT, "small": SMALL, "width": 4, "height": 3}
    reviewed.write("jumper", 4, text="with a picture", photos=[photo])
    reviewed.write("jumper", 4, text="without one")
    (id,) = reviewed.find("with a picture").photos
    large, small = (staff.get(f"/app/reviews/photo/{id}{size}") for size in ("", "?small=1"))
    assert (large.data, small.data, large.mimetype) == (CONTENT, SMALL, "image/webp")
    assert staff.get(f"/app/reviews/photo/{id}", shop=world.other).status_code == 404
    page = staff.get("/app/reviews?pictures=1").text
    assert ("with a picture" in page, "without one" in page) == (True, False)
    staff.become("viewer")
    assert staff.get(f"/app/reviews/photo/{id}").status_code == 403
    assert id not in staff.get("/app/reviews").text


def test_reports_are_cleared_by_who_looked_and_that_is_logged(staff, world, reviewed):
    reviewed.write("jumper", 2, text="reported")
    reviewed.publish()
    one = reviewed.find("reported")
    assert report(world.database, world.shop, one.id, "somebody", world.clock.now())
    page = staff.get("/app/reviews?state=published&reported=1").text
    assert "reported by 1 visitor" in page
    for _twice in range(2):
        assert staff.post(f"/app/reviews/{one.id}/reports", {"state": "published"}).status_code == 200
    assert (reviewed.find("reported").reports, states(reviewed)) == (0, {"reported": "published"})
    assert deeds(world).count("cleared") == 1
    assert staff.post("/app/reviews/none/reports").status_code == 404


def test_a_review_that_was_withdrawn_is_its_writers(staff, world, reviewed):
    reviewed.write("jumper", 2, text="taken back")
    with world.database.write(world.shop.id) as session:
        session.execute(update(Review).where(Review.shop_id == world.shop.id).values(state="withdrawn"))
    one = reviewed.find("taken back")
    assert "taken back" in staff.get("/app/reviews?state=withdrawn").text
    assert staff.post(f"/app/reviews/{one.id}/hide", {"seen": one.seen, "why": "insult"}).status_code == 409
    assert states(reviewed) == {"taken back": "withdrawn"}


def test_reviews_are_found_by_stars_product_order_and_source(staff, reviewed):
    jumper = reviewed.write("jumper", 5, text="soft wool")
    reviewed.write("kettle", 1, text="leaks")
    order = reviewed.find("leaks").order
    for asked, found in (
        ("stars=5", {"soft wool"}), (f"product={jumper}", {"soft wool"}), (f"find={quote(order)}", {"leaks"}),
        ("source=imported", set()), ("source=encore&stars=1", {"leaks"}), ("find=nobody%40shopper.example", set()),
        ("stars=9&product=x&source=x", {"soft wool", "leaks"}),
    ):  # fmt: skip
        page = staff.get(f"/app/reviews?{asked}").text
        assert {text for text in ("soft wool", "leaks") if text in page} == found, asked


def test_hints_are_labels_with_their_reason_and_can_be_filtered_by(staff, reviewed):
    reviewed.write("jumper", 1, text="cheaper at https://example.com")
    reviewed.write("jumper", 5, text="soft wool")
    reviewed.world.inline.wake("reviews")
    page = staff.get("/app/reviews?hinted=1").text
    assert ("contains a link" in page, "cheaper" in page, "soft wool" in page) == (True, True, False)
    reviewed.publish()
    assert "contains a link" in staff.get("/app/reviews?state=published").text
    staff.become("viewer")
    page = staff.get("/app/reviews?state=published&hinted=1").text
    assert ("contains a link" in page, "1 of 5 stars" in page, "5 of 5 stars" in page) == (False, True, True)


def test_the_desk_says_when_a_review_publishes_itself_and_which_waits_for_a_look(staff, world, reviewed):
    reviewed.write("jumper", 1, text="cheaper at https://example.com")
    reviewed.write("jumper", 5, text="soft wool")
    assert "will be published on" not in staff.get("/app/reviews").text
    world.encore.shops.change(world.shop.id, settings={"reviews": {"publish_after": "7d"}})
    reviewed.world.inline.wake("reviews")
    page = staff.get("/app/reviews").text
    assert page.count("will be published on") == 1
    assert page.count("waits until somebody looks") == 1
    staff.become("viewer")
    assert "will be published on" not in staff.get("/app/reviews").text


def test_the_access_log_says_that_nobody_published_it(staff, world, reviewed):
    reviewed.write("jumper", 5, text="soft wool")
    world.encore.shops.change(world.shop.id, settings={"reviews": {"publish_after": "0d"}})
    world.inline.wake("reviews")
    log = staff.get("/app/staff/log").text
    assert ("Encore by itself" in log, "Published reviews" in log) == (True, True)


def test_nobody_probes_for_an_address_who_may_not_see_people(staff, world, reviewed):
    reviewed.write("jumper", 5, text="soft wool")
    with world.database.read(world.shop.id) as session:
        (buyer,) = session.scalars(select(Customer).where(Customer.shop_id == world.shop.id))
    address = world.shop.keys.open("customer.email", buyer.id, buyer.email)
    looks = [quote(address), str(buyer.id), quote(reviewed.find("soft wool").order)]
    assert ["5 of 5 stars" in staff.get(f"/app/reviews?find={one}").text for one in looks] == [True] * 3
    staff.become("viewer")
    found = ["5 of 5 stars" in staff.get(f"/app/reviews?find={one}").text for one in looks]
    assert found == [False, False, True]
    assert "Product or order" in staff.get("/app/reviews").text


def test_one_line_tells_how_long_reviews_wait_for_a_look_and_an_answer(staff, world, reviewed):
    assert "until the first look" not in staff.get("/app/reviews").text
    reviewed.write("jumper", 2, text="itches")
    world.clock.move_by(timedelta(hours=2))
    reviewed.publish()
    one = reviewed.find("itches")
    page = staff.get("/app/reviews").text
    assert "until the first look: 2 hours (1 review); until your answer: none yet." in page
    world.clock.move_by(timedelta(days=3))
    staff.post(f"/app/reviews/{one.id}/answer", {"text": "We are sorry.", "state": "published"})
    assert "until your answer: 3 days (1 answer)." in staff.get("/app/reviews").text


def test_only_what_waits_as_a_whole_is_published_never_a_choice_by_stars(staff, reviewed):
    reviewed.write("jumper", 5, text="good")
    button = 'action="/app/reviews/publish"'
    assert button in staff.get("/app/reviews").text
    assert button not in staff.get("/app/reviews?stars=5").text


def test_what_shoppers_write_stays_text(staff, reviewed):
    for text in MARKUP:
        reviewed.write("jumper", 5, text=text, title=text[:100], name=text[:50])
    page = staff.get("/app/reviews").text.partition("<table")[2].partition("</table")[0]
    assert not re.search(r"<(script|img|svg|iframe)", page)


@pytest.mark.parametrize("state", ["waiting", "published", "hidden", "withdrawn", "nonsense"])
def test_an_empty_page_says_what_to_do(staff, state):
    answer = staff.get(f"/app/reviews?state={state}")
    assert (answer.status_code, "<h3>" in answer.text) == (200, True)
