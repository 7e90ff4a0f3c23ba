"""A product's rating as the standard metafields that themes read: `reviews.rating` and `reviews.rating_count`
(platform notes: ratings). A product without reviews has neither."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from plugin.platform.client import AdminClient
from plugin.platform.gid import gid
from plugin.platform.trouble import Refused, UserError
from plugin.rating import HIGHEST, LOWEST, Rating

_NAMESPACE = "reviews"
_KEYS = ("rating", "rating_count")  # of each product, in this order: a user error names the place in the list


def rate(client: AdminClient, shop_id: int, ratings: Sequence[Rating]) -> dict[int, str]:
    """Products that the shop will not rate, with why; all others show their rating. Raises PlatformDown."""
    refused: dict[int, str] = {}
    for document, some in (("ratings_set", [one for one in ratings if one.count]),
                           ("ratings_delete", [one for one in ratings if not one.count])):  # fmt: skip
        while some:
            no = _ask(client, shop_id, document, some)
            refused |= no
            some = [one for one in some if one.product_id not in no] if no else []
    return refused


def _ask(client: AdminClient, shop_id: int, document: str, some: Sequence[Rating]) -> dict[int, str]:
    """Shopify does all of them or none; so whoever is refused is left out and the rest asked for again."""
    try:
        if document == "ratings_set":
            client.run(shop_id, "ratings_set", {"metafields": [field for one in some for field in _fields(one)]})
        else:
            client.run(shop_id, "ratings_delete", {"metafields": [name for one in some for name in _names(one)]})
    except Refused as no:
        named = {id: str(no) for error in no.errors for id in _about(error, some)}
        return named or {one.product_id: str(no) for one in some}
    return {}


def _fields(rating: Rating) -> Iterator[Mapping[str, str]]:
    stars = {"value": str(rating.average), "scale_min": f"{LOWEST}.0", "scale_max": f"{HIGHEST}.0"}
    values = (("rating", json.dumps(stars, separators=(",", ":"))), ("number_integer", str(rating.count)))
    for name, (kind, value) in zip(_names(rating), values, strict=True):
        yield {**name, "type": kind, "value": value}


def _names(rating: Rating) -> Iterator[Mapping[str, str]]:
    for key in _KEYS:
        yield {"ownerId": gid("Product", rating.product_id), "namespace": _NAMESPACE, "key": key}


def _about(error: UserError, some: Sequence[Rating]) -> Iterator[int]:
    """The product that `metafields.3.ownerId` is about; none where the error names no place."""
    for part in error.field.split("."):
        if part.isdecimal() and int(part) // len(_KEYS) < len(some):
            yield some[int(part) // len(_KEYS)].product_id
