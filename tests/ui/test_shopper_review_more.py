"""The review form beyond stars and words: pictures, a video, the shop, permission, and what is not as it should."""

from __future__ import annotations

import io

import msgspec
import pytest
from picture_files import located, moving, picture, png_that_claims

from plugin.config import shop_settings
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.pictures import MOST_BYTES
from plugin.shopper_payloads import parse

ONE_PIXEL = picture("PNG", (1, 1))


@pytest.fixture
def database(sqlite_database):
    """What is asked here is the same on both."""
    return sqlite_database


def told(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def post(world, *files, **fields):
    chosen = {"photos-51": [(io.BytesIO(content), name) for name, content in files]} if files else {}
    return world.browser.post(world.link("review"), data={**fields, **chosen}, content_type="multipart/form-data")


def written(world, **more):
    """A review with a picture, as it lies in the tables."""
    seal = world.shop.keys.seal_bytes
    with world.here.database.write(world.shop.id) as session:
        said = {"stars": 2, "is_verified": True, "state": "waiting", "written_at": world.here.clock.now(), **more}
        session.add(Review(shop_id=world.shop.id, id="r1", order_id=300, line_id=51, product_id=901, **said))
        session.add(
            ReviewPhoto(
                shop_id=world.shop.id, id="p1", review_id="r1", position=0, added_at=world.here.clock.now(),
                content=seal("review_photo.content", "p1", b"large"),
                small=seal("review_photo.small", "p1", b"little"),
            )
        )  # fmt: skip


def test_pictures_go_with_the_words_upright_and_without_their_place(world):
    assert post(world, ("me.jpg", located()), **{"stars-51": "5"}).status_code == 200
    ((topic, body),) = world.told()
    (event,) = parse(topic, body, world.here.clock.now())
    (photo,) = event.items[0].photos
    assert (photo.width, photo.height, photo.content[8:12]) == (480, 640, b"WEBP")
    assert b"Canary" not in body


@pytest.mark.parametrize(
    ("file", "status", "says"),
    [
        (b"x" * (MOST_BYTES + 1), 413, "larger than 8 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not a JPEG, PNG or WebP"),
        (b"<!doctype html>", 415, "not a JPEG, PNG or WebP"),
        (png_that_claims(60_000, 60_000), 422, "more than 40 million pixels"),
        (moving("PNG"), 422, "moves"),
        (moving("WEBP"), 422, "moves"),
        (picture()[:3000], 422, "damaged or not complete"),
    ],
    ids=["too big", "svg", "html", "bomb", "apng", "webp", "cut off"],
)
def test_image_bombs(world, file, status, says):
    """The answer names the file and says what to do; what was typed is still there, and nothing is stored."""
    answer = post(world, ("holiday <1>.jpg", file), **{"stars-51": "5", "text-51": "My own words"})
    assert answer.status_code == status
    assert "“holiday &lt;1&gt;.jpg”" in answer.text
    assert says in answer.text
    assert "Please choose" in answer.text
    assert "My own words" in answer.text
    assert told(world) == []


def test_a_good_picture_beside_a_bad_one_has_to_be_chosen_again_and_the_page_says_so(world):
    answer = post(world, ("a.png", ONE_PIXEL), ("b.png", b"no"), **{"stars-51": "5"})
    assert answer.status_code == 415
    assert "choose your pictures once more" in answer.text


def test_an_item_has_room_for_five_pictures(world):
    files = [(f"{number}.png", picture("PNG", (number, 1))) for number in range(1, 7)]
    assert "room for 5 more pictures" in post(world, *files, **{"stars-51": "5"}).text
    assert post(world, *files[:5], **{"stars-51": "5"}).status_code == 200
    written(world)
    assert "room for 4 more pictures" in post(world, *files[:5], **{"stars-51": "5"}).text
    assert post(world, *files[:5], **{"stars-51": "5", "without-51": "p1"}).status_code == 200
    assert told(world)[-1][1]["items"][0]["without"] == ["p1"]


def test_nobody_removes_a_picture_that_is_not_theirs(world):
    written(world)
    post(world, **{"stars-51": "5", "without-51": "p2", "stars-52": "4", "without-52": "p1"})
    assert not [item for item in told(world)[0][1]["items"] if item.get("without")]


def test_a_picture_needs_stars(world):
    assert "from 1 to 5 stars" in post(world, ("a.png", ONE_PIXEL)).text


def test_more_than_a_form_may_hold_is_refused(world):
    answer = post(world, ("a.jpg", b"x" * 64_100_000))
    assert (answer.status_code, "too much at once" in answer.text) == (413, True)


def test_who_wrote_it_sees_its_pictures_before_they_are_published(world):
    written(world)
    link = world.link("review")
    page = world.browser.get(link).text
    assert f'src="{link}/small/p1"' in page
    assert f'href="{link}/photo/p1"' in page
    for size, content in (("photo", b"large"), ("small", b"little")):
        answer = world.browser.get(f"{link}/{size}/p1")
        assert (answer.status_code, answer.data, answer.mimetype) == (200, content, "image/webp")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_sees_them(world):
    written(world, order_id=301) if False else written(world)
    assert world.browser.get(f"{world.link('review')}/photo/p2").status_code == 404
    assert world.browser.get(f"{world.link('unsubscribe')}/photo/p1").status_code == 404
    world.change(Review, "r1", order_id=301)
    assert world.browser.get(f"{world.link('review')}/photo/p1").status_code == 404


@pytest.mark.parametrize(
    "video", ["http://v.example/1", "v.example", "javascript:alert(1)", "https://a b", "https://"]
)
def test_a_video_is_a_whole_https_address(world, video):
    answer = post(world, **{"stars-51": "5", "video-51": video})
    assert (answer.status_code, told(world)) == (422, [])
    assert "begins with https://" in answer.text


def test_a_video_is_told(world):
    post(world, **{"stars-51": "5", "video-51": " https://v.example/watch?v=1&t=2 "})
    assert told(world)[0][1]["items"][0]["video"] == "https://v.example/watch?v=1&t=2"


def test_the_shop_itself_can_be_reviewed_alone_or_with_the_items(world):
    post(world, **{"stars-shop": "4", "text-shop": "Quick"})
    assert told(world)[0][1]["shop"] == {"stars": 4, "title": "", "text": "Quick"}
    assert told(world)[0][1]["items"] == []


def test_the_shop_may_reuse_only_what_it_is_allowed_to(world):
    assert 'name="may_reuse" value="on">' in world.browser.get(world.link("review")).text
    post(world, **{"stars-51": "4"})
    post(world, **{"stars-51": "4", "may_reuse": "on"})
    assert [body.get("may_reuse", False) for _, body in told(world)] == [False, True]


def test_what_is_promised_is_on_the_form_and_told_with_the_review_whatever_the_stars(world):
    settings = shop_settings({"reviews": {"incentive": "a draw for £50"}})
    world.here.shops.change(world.shop.id, settings={"reviews": {"incentive": settings.reviews.incentive}})
    assert "the shop promises: a draw for £50" in world.browser.get(world.link("review")).text
    for stars in ("1", "5"):
        post(world, **{"stars-51": stars})
    assert {body["incentive"] for _, body in told(world)} == {"a draw for £50"}


@pytest.mark.parametrize("stars", ["", "1", "5"])
def test_what_has_not_arrived_is_told_with_any_review_or_none(world, stars):
    answer = post(world, **{"choice": "not_arrived", "stars-51": stars})
    assert answer.status_code == 200
    assert "We will not ask about this order again before Mar 9, 2026" in answer.text
    assert [topic for topic, _ in told(world)] == ["shopper/not-arrived"] + ["shopper/review"] * bool(stars)


@pytest.mark.parametrize("stars", ["", "1", "5"])
def test_a_problem_is_told_to_the_shop_and_the_review_goes_its_way(world, stars):
    answer = post(world, **{"trouble": " A button <b>is off</b> ", "stars-51": stars})
    assert answer.status_code == 200
    assert "A button &lt;b&gt;is off&lt;/b&gt;" in answer.text
    assert told(world)[0] == ("shopper/problem", {"message_id": "m-mail", "text": "A button <b>is off</b>"})
    assert [topic for topic, _ in told(world)[1:]] == ["shopper/review"] * bool(stars)


def test_a_problem_that_is_sent_twice_is_one(world):
    for _ in range(2):
        post(world, trouble="A button is off")
    assert len(told(world)) == 1


def test_taking_back_is_asked_once_more_and_told(world):
    written(world)
    link = world.link("review")
    assert f'href="{link}/withdraw/51"' in world.browser.get(link).text
    assert "Withdraw your review?" in world.browser.get(f"{link}/withdraw/51").text
    assert told(world) == []
    assert "is withdrawn" in world.browser.post(f"{link}/withdraw/51").text
    assert told(world) == [("shopper/review-withdrawn", {"message_id": "m-mail", "line": 51})]


@pytest.mark.parametrize("key", ["52", "shop", "99", "x"])
def test_what_was_not_written_cannot_be_taken_back(world, key):
    written(world)
    assert world.browser.post(f"{world.link('review')}/withdraw/{key}").status_code == 404


def test_what_was_taken_back_is_not_filled_in_again(world):
    written(world, state=ReviewState.WITHDRAWN.value)
    page = world.browser.get(world.link("review")).text
    assert "You withdrew your review." in page
    assert "checked" not in page
