"""What Google asks of a product's markup before it shows stars (developers.google.com/search/docs: product snippet,
review snippet), and what any script element asks: nothing in it may end it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

AUTHOR_SIGNS = 100  # a name has fewer
BEST, WORST = "5", "1"  # where the markup says nothing else
_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_FIGURE = re.compile(r"[0-9]+(\.[0-9]+)?")  # with a point, in digits everybody has
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def markup_of(page: str) -> dict[str, Any] | None:
    """The markup of a page; None where it has none. AssertionError where a text in it could end it."""
    found = _SCRIPT.findall(page)
    if not found:
        return None
    (text,) = found
    assert not _UNSAFE.search(text), "what HTML or an old script reader would take for something else"
    told = json.loads(text)
    assert isinstance(told, dict)
    return told


def faults(told: Mapping[str, Any]) -> list[str]:
    """What Google would refuse or complain about."""
    return list(_of_product(told))


def _of_product(told: Mapping[str, Any]) -> Iterator[str]:
    if (told.get("@context"), told.get("@type")) != ("https://schema.org", "Product"):
        yield "it is no product of schema.org"
    if not _is_text(told.get("name")):
        yield "the product has no name"
    if not any(told.get(part) for part in ("aggregateRating", "review", "offers")):
        yield "a product needs a rating, a review or an offer"
    for part in ("url", "image"):
        if part in told and not str(told[part]).startswith("https://"):
            yield f"{part} is no whole address"
    reviews = told.get("review", [])
    if "aggregateRating" in told:
        yield from _of_all(told["aggregateRating"], reviews)
    for one in reviews:
        yield from _of_review(one)


def _of_all(told: Mapping[str, Any], reviews: Sequence[Any]) -> Iterator[str]:
    if told.get("@type") != "AggregateRating":
        yield "the rating of all is no AggregateRating"
    yield from _of_rating(told)
    counts = [told[name] for name in ("ratingCount", "reviewCount") if name in told]
    if not counts or any(not isinstance(one, int) or one < 1 for one in counts):
        yield "nothing says of how many the rating is"
    elif len(reviews) > max(counts):
        yield "more reviews than are counted"


def _of_review(told: Mapping[str, Any]) -> Iterator[str]:
    if told.get("@type") != "Review":
        yield "a review is no Review"
    author = told.get("author", {})
    if author.get("@type") not in ("Person", "Organization"):
        yield "an author is nobody"
    if not _is_text(author.get("name")) or len(author["name"]) >= AUTHOR_SIGNS:
        yield "an author's name is none"
    if told.get("reviewRating", {}).get("@type") != "Rating":
        yield "a review has no rating"
    yield from _of_rating(told.get("reviewRating", {}))
    if "datePublished" in told and not _is_day(told["datePublished"]):
        yield "a day is not written as ISO 8601 has it"
    if any(name in told and not _is_text(told[name]) for name in ("name", "reviewBody")):
        yield "a text is empty"


def _of_rating(told: Mapping[str, Any]) -> Iterator[str]:
    given = str(told.get("ratingValue", ""))
    if not _FIGURE.fullmatch(given):
        yield "a rating has no figure"
        return
    worst, best = told.get("worstRating", WORST), told.get("bestRating", BEST)
    if not Decimal(worst) <= Decimal(given) <= Decimal(best):
        yield "a rating is outside its scale"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
