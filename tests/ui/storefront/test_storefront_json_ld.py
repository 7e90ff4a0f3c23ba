"""What the page of a product tells search engines, held to Google's rules and to the database."""

from __future__ import annotations

from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal

import pytest
from rich_results import AUTHOR_SIGNS, faults, markup_of
from sqlalchemy import select
from test_storefront_reviews import stocked
from ui_corpus import MARKUP

from plugin.desk.reviews import Why
from plugin.model.review import Review, ReviewState

HOSTILE = "Jumper </script><script>alert(1)</script>\u2028\u2029 & <!-- more"
GOOD = {
    "@context": "https://schema.org", "@type": "Product", "name": "Jumper", "url": "https://pots.example.com/jumper",
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.3", "reviewCount": 4, "bestRating": 5},
    "review": [
        {"@type": "Review", "author": {"@type": "Person", "name": "Ada"}, "datePublished": "2026-03-02",
         "reviewRating": {"@type": "Rating", "ratingValue": 4}, "reviewBody": "Warm."},
    ],
}  # fmt: skip


def test_json_ld_is_what_google_asks_for(world, reviewed, ask):
    for stars, text in zip((5, 4, 4, 4, 1, 2, 5, 4), MARKUP, strict=True):
        jumper = reviewed.write("jumper", stars, text=f"{text}\u2028", title=text[:100], name=text[:50])
    stocked(world, jumper, HOSTILE, image_url="https://cdn.example.com/jumper.png")
    nameless = reviewed.write("jumper", 3, text="Nameless.")
    reviewed.write("jumper", 1, text="Hidden.", name="Zoe")
    reviewed.publish()
    reviewed.hide("Hidden.", Why.PRIVATE)
    reviewed.write("jumper", 1, text="Waiting.", name="Zoe")
    told = markup_of(ask(f"reviews/{nameless}").text)
    assert faults(told) == []
    assert told["name"] == HOSTILE
    assert figures(told) == counted(world, jumper)
    assert len(told["review"]) == told["aggregateRating"]["reviewCount"] - 1, (
        "who gave no name is counted, not quoted"
    )
    assert not {"Hidden.", "Waiting.", "Nameless."} & {one["reviewBody"] for one in told["review"]}


@pytest.mark.parametrize("name", ["n" * AUTHOR_SIGNS, "n" * (AUTHOR_SIGNS - 1)])
def test_a_review_whose_writer_has_too_long_a_name_is_counted_and_not_quoted(world, reviewed, ask, name):
    jumper = reviewed.write("jumper", 4, text="So warm.")
    stocked(world, jumper)
    reviewed.publish()
    called(world, reviewed.find("So warm.").id, name)
    told = markup_of(ask(f"reviews/{jumper}").text)
    assert faults(told) == []
    assert ("review" in told) == (len(name) < AUTHOR_SIGNS)
    assert figures(told) == (1, Decimal("4.0"))


def test_what_nobody_has_reviewed_or_what_has_no_name_has_no_markup(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, text="So warm.", name="Ada")
    stocked(world, jumper, title="")
    assert markup_of(ask(f"reviews/{jumper}").text) is None, "it waits"
    reviewed.publish()
    assert markup_of(ask(f"reviews/{jumper}").text) is None, "a product needs a name"
    stocked(world, jumper + 1)
    assert markup_of(ask(f"reviews/{jumper + 1}").text) is None
    assert markup_of(ask("reviews").text) is None, "of no product in particular"


def test_a_choice_among_the_reviews_has_no_markup_because_it_is_not_all_of_them(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, name="Ada")
    stocked(world, jumper)
    reviewed.publish()
    assert markup_of(ask(f"reviews/{jumper}").text) is not None
    assert markup_of(ask(f"reviews/{jumper}", stars="5").text) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("@type",), "Thing"), (("name",), " "), (("url",), "/products/jumper"),
        (("aggregateRating", "ratingValue"), "4,3"), (("aggregateRating", "ratingValue"), "5.1"),
        (("aggregateRating", "ratingValue"), "٤"), (("aggregateRating", "reviewCount"), 0),
        (("aggregateRating", "bestRating"), 4), (("aggregateRating", "@type"), "Rating"),
        (("review", 0, "author", "name"), "n" * AUTHOR_SIGNS), (("review", 0, "author", "@type"), "Thing"),
        (("review", 0, "reviewRating"), {}), (("review", 0, "reviewRating", "ratingValue"), 6),
        (("review", 0, "datePublished"), "2.3.2026"), (("review", 0, "reviewBody"), ""), (("review",), [GOOD] * 5),
    ],
)  # fmt: skip
def test_whoever_checks_sees_each_fault(place, value):
    told = deepcopy(GOOD)
    assert faults(told) == []
    inner = told
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert faults(told) != []


def figures(told):
    of_all = told["aggregateRating"]
    return of_all["reviewCount"], Decimal(of_all["ratingValue"])


def counted(world, product_id):
    """How many published reviews the database has, and their mean to one place, from the rows themselves."""
    mine = (Review.shop_id == world.shop.id, Review.product_id == product_id)
    published = select(Review.stars).where(*mine, Review.state == ReviewState.PUBLISHED.value)
    with world.database.read(world.shop.id) as session:
        stars = list(session.scalars(published))
    return len(stars), (Decimal(sum(stars)) / len(stars)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def called(world, id, name):
    """The review's writer has that name, as an import may bring it."""
    with world.database.write(world.shop.id) as session:
        session.get(Review, (world.shop.id, id)).name = world.shop.keys.seal("review.name", id, name)
