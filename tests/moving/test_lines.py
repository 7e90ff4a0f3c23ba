"""What becomes of a line: whose it is, what is refused, what is kept beside, and what is never believed."""

from __future__ import annotations

import csv
import io

import pytest
from hostile_cases import corpus
from house import JUMPER, KETTLE, House
from hypothesis import given
from hypothesis import strategies as st
from sealed_columns import everything_readable
from sqlalchemy import select

from plugin.model.customer import ConsentEntry, Customer, Tombstone
from plugin.model.moving import ImportedPerson
from plugin.moving import cells
from plugin.moving.counts import Also
from plugin.moving.formats import FORMATS, IMPORTED, likeliest
from plugin.moving.run import NoSuchFormat

HEADER = "product_handle,product_Id,rating,author,email,body,created_at,photo_url,verified_purchase,incentivized\n"
ROW = "jumper,901,5,Ada,ada@shopper.example,Good,2026-01-01,,,\n"


def _by_text(house: House) -> dict:
    return {one["text"]: one for one in house.reviews()}


def test_each_file_is_known_by_its_header() -> None:
    headers = {kind: [form.name_of(one) for one in form.written] for kind, form in FORMATS.items()}
    assert {kind: likeliest(header) for kind, header in headers.items() if kind in IMPORTED} == {
        kind: kind for kind in IMPORTED
    }
    padded = [f"  {name.upper()} " for name in headers["judgeme-reviews"]]
    assert likeliest(padded) == "judgeme-reviews"
    assert likeliest(["a", "b", "c"]) is None


def test_a_wrong_kind_is_refused_and_the_right_one_named(house: House) -> None:
    with pytest.raises(NoSuchFormat, match=r"not that of okendo-reviews: it lacks .*; it looks like loox-reviews"):
        house.take_in((HEADER + ROW).encode(), "okendo-reviews")
    with pytest.raises(NoSuchFormat, match="say which kind"):
        house.take_in(b"a,b\n1,2\n")


def test_products_are_found_by_number_handle_and_title_and_others_are_kept(house: House) -> None:
    house.take_in("judgeme.csv")
    found = _by_text(house)
    assert found["Warm, and it fits.\nTwo winters now."]["product_id"] == JUMPER
    assert found["It does what it should."]["product_id"] == KETTLE
    odd = found["I ordered two <3"]
    assert (odd["product_id"], odd["product_handle"], odd["of"]) == (None, "teapot-gone", "item")
    assert found["Quick to answer"]["of"] == "shop"
    counts = house.take_in("yotpo_export.csv", id="yotpo")
    assert _by_text(house)["Nice pot"]["product_id"] == KETTLE
    assert _by_text(house)["Of a thing you do not have"]["product_handle"] == "SKU-404"
    assert (counts.also[Also.DELETED], counts.also[Also.OF_UNKNOWN_PRODUCTS]) == (1, 1)
    assert "teapot-gone" in house.export("judgeme-reviews")


def test_what_a_file_says_of_a_review_is_kept_and_no_more(house: House) -> None:
    house.take_in("loox.csv")
    found = _by_text(house)
    soft, leaks = found["Soft & warm"], found["Leaks"]
    assert (soft["is_verified"], soft["incentive"], soft["source"], soft["state"]) == (
        True, "yes", "loox-reviews", "published",
    )  # fmt: skip
    assert (leaks["is_verified"], leaks["incentive"], leaks["reply"]) == (False, None, "Sorry!")
    house.take_in("judgeme.csv", id="judgeme")
    lovely = _by_text(house)["Warm, and it fits.\nTwo winters now."]
    assert (lovely["is_verified"], lovely["pictures"]) == (
        False, ["https://img.example/a.jpg", "https://img.example/b.jpg"],
    )  # fmt: skip
    assert lovely["rest"]["theirs"] == {
        "product_url": "https://pots.example/products/jumper", "ip_address": "203.0.113.7", "CF_size": "M",
    }  # fmt: skip
    house.take_in("yotpo_shopify.csv", id="yotpo")
    assert _by_text(house)[None]["state"] == "waiting"


def test_a_customer_is_found_by_the_address(house: House) -> None:
    ada = house.world.customer("Ada", email="ada@shopper.example")
    house.take_in((HEADER + ROW.replace("ada@", "ADA@")).encode())
    assert [one["customer_id"] for one in house.reviews()] == [ada.id]


def test_markup_goes_and_words_stay(house: House) -> None:
    said = {
        "<p>Good &amp; warm<br>really</p>": "Good & warm\nreally", "I <3 it": "I <3 it", "a &amp;lt;b&amp;gt; c":
        "a  c", "<script>alert(1)</script>": "alert(1)", "'=1+1": "=1+1", "'t Hooft": "'t Hooft", "x\x00y": "xy",
    }  # fmt: skip
    assert {text: cells.text(text) for text in said} == said


@given(st.text(st.sampled_from("<>/ab&lt;gmp;'=\n 3"), max_size=30))
def test_what_has_been_cleaned_stays_as_it_is(text: str) -> None:
    once = cells.text(text)
    assert cells.text(once) == once or once.startswith("'=")


@pytest.mark.parametrize("case", [one for one in corpus("text") if one["record"]["field"] == "review.text"],
                         ids=lambda case: case["name"])  # fmt: skip
def test_hostile_reviews_are_stored_as_plain_text(house: House, case: dict) -> None:
    value = case["record"]["value"]
    cell = '"' + value.replace('"', '""') + '"'
    counts = house.take_in((HEADER + ROW.replace("Good", cell)).encode("utf-8", "replace"))
    assert (counts.added, counts.wrong) == (1, 0)
    (found,) = house.reviews()
    assert "<script" not in (found["text"] or "")


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("jumper,901,6,A,a@b.example,x,2026-01-01,,,", "rating", "from 1 to 5"),
        ("jumper,901,,A,a@b.example,x,2026-01-01,,,", "rating", "from 1 to 5"),
        ("jumper,901,4.5,A,a@b.example,x,2026-01-01,,,", "rating", "from 1 to 5"),
        ("jumper,901,5,A,a@b.example,x,yesterday,,,", "created_at", "2026-01-31"),
        ("jumper,901,5,A,a@b.example,x,2031-01-01,,,", "created_at", "still to come"),
        (f"jumper,901,5,A,a@b.example,{'x' * 20_001},2026-01-01,,,", "body", "20,000"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_line_and_column_without_what_stands_in_it(
    house: House, row: str, column: str, what: str
) -> None:
    counts = house.take_in((HEADER + row + "\n" + ROW).encode())
    assert (counts.added, counts.wrong) == (1, 1)
    (problem,) = counts.problems
    assert (problem.line, problem.column) == (2, column)
    assert what in problem.what
    assert "a@b.example" not in problem.what


def test_pictures_that_are_no_addresses_are_counted_and_given_back(house: House) -> None:
    counts = house.take_in("stamped.csv")
    assert counts.also[Also.PICTURES_LEFT_OUT] == 1
    assert "holiday.jpg" in house.export("stamped-reviews")


def test_erased_customer_not_reimported(any_house: House) -> None:
    """By no kind of file, whether they were a customer here or only stood in one; others in the file come in."""
    house, world = any_house, any_house.world
    files = ("loox.csv", "smile.csv", "klaviyo.csv", "shopify.csv")
    for file in files:
        house.take_in(file, id=file)
    assert "ada@shopper.example" in _readable(house)
    world.webhook("customers/redact", {
        "shop_domain": world.shop.domain, "orders_to_redact": [],
        "customer": {"id": 7100000000001, "email": "ada@shopper.example", "phone": "+447400123456"},
    })  # fmt: skip
    assert "ada@shopper.example" not in _readable(house)
    assert len(_rows(house, Tombstone)) >= 2
    for file in files:
        house.undo(file)
        assert house.take_in(file, id=f"{file} again").also[Also.ERASED] == 1
    readable = _readable(house)
    assert [one for one in ("ada@shopper.example", "Quill", "447400123456", "Ada Q.") if one in readable] == []
    assert "max@shopper.example" in readable


def test_a_yes_counts_only_where_nothing_newer_was_said(house: House) -> None:
    ada = house.world.customer("Ada", email="ada@shopper.example", consent="unsubscribed")
    eve = house.world.customer("Eve", email="eve@shopper.example")
    counts = house.take_in("klaviyo.csv")
    mine = [row for row in _rows(house, ConsentEntry) if row.source.startswith("import/")]
    assert {(row.channel, row.state, row.source) for row in mine} == {
        ("sms", "subscribed", "import/klaviyo-profiles")
    }  # of Ada: the e-mail yes is older than her no; Eve's no older than her yes; Dan's has no time
    assert {row.customer_id for row in mine} <= {ada.id, eve.id}
    assert counts.also[Also.CONSENTS_WITHOUT_TIME] == 1


def test_no_consent_comes_of_a_no_or_of_silence(house: House) -> None:
    house.take_in("shopify.csv")
    found = {(row.customer_id, row.channel, row.state) for row in _rows(house, ConsentEntry)}
    assert found == {(7100000000001, "email", "subscribed"), (7100000000001, "sms", "subscribed")}


def test_birthdays_have_no_year_and_never_replace_one_that_is_known(house: House) -> None:
    ada = house.world.customer("Ada", email="ada@shopper.example")
    max_ = house.world.customer("Max", email="max@shopper.example", birthday="1990-12-24")
    counts = house.take_in("smile_birthdays.csv")
    assert (counts.added, [one.column for one in counts.problems]) == (1, ["birthday"])
    keys = house.world.shop.keys
    days = {row.id: keys.open("customer.birthday", row.id, row.birthday) for row in _rows(house, Customer)}
    assert days == {ada.id: "05-17", max_.id: "12-24"}


def test_points_are_kept_for_a_program_to_come(house: House) -> None:
    counts = house.take_in("smile.csv")
    assert counts.also[Also.POINTS] == 1_450
    assert sorted(row.points for row in _rows(house, ImportedPerson)) == [250, 1_200]


def test_reviews_written_here_are_not_doubled_by_an_export_of_them(house: House) -> None:
    ada = house.world.customer("Ada", email="ada@shopper.example")
    for number, (product_id, words) in enumerate([(JUMPER, "Warm and soft"), (404, "")]):
        house.own_review(f"r{number}", ada.id, product_id, words)
    for kind in ("judgeme-reviews", "loox-reviews", "yotpo-reviews", "okendo-reviews", "stamped-reviews"):
        counts = house.take_in(house.export(kind).encode(), kind, id=kind)
        assert (counts.added, counts.doubles, counts.wrong) == (0, 2, 0), house.export(kind)


def test_a_feed_for_everybody_holds_what_is_published_and_says_what_was_given_for_it(house: House) -> None:
    house.take_in("loox.csv")
    house.take_in("yotpo_shopify.csv", id="yotpo")
    rows = list(csv.DictReader(io.StringIO(house.export("facebook-reviews"))))
    columns = ("rating", "incentivized", "has_verified_purchase", "product.name")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("5", "false", "false", "Jumper"), ("5", "true", "true", "Jumper"), ("1", "false", "false", "Kettle"),
    ]  # fmt: skip
    assert "ada@shopper.example" not in house.export("facebook-reviews")


def test_no_cell_of_an_export_is_a_formula(house: House) -> None:
    house.take_in("judgeme.csv")
    house.take_in("shopify.csv", id="shopify")
    house.take_in("stamped_points.csv", id="points")
    for kind in FORMATS:
        written = list(csv.reader(io.StringIO(house.export(kind))))
        assert [cell for row in written for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def _readable(house: House) -> str:
    return "\n".join(everything_readable(house.world.encore, house.world.shop))


def _rows(house: House, table: type) -> list:
    shop = house.world.shop
    with house.world.database.read(shop.id) as session:
        return list(session.scalars(select(table).where(table.shop_id == shop.id)))
