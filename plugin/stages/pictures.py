"""Fetches the pictures of imported reviews, from the addresses that the file gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from sqlalchemy import select, update

from plugin.encore import Encore
from plugin.model.review import ReviewPhoto
from plugin.outside import NotFetched, Outside
from plugin.pictures import BadPicture, made_anew
from plugin.review_photos import sealed
from plugin.shops import Shop
from plugin.turns import in_turn

AT_ONCE = 20  # of one shop before the next: a place that answers slowly takes five seconds for each
log = structlog.get_logger()


class Fetches(Protocol):
    def fetch(self, address: str, /) -> bytes:
        """Raises NotFetched."""
        ...


def drain(encore: Encore, budget: int, outside: Fetches | None = None) -> int:
    """Returns how many were tried. Each is tried once; one that cannot be had keeps its address and the reason.
    Nothing is claimed: two workers at the same picture store the same."""
    done = 0
    for shop in in_turn(encore, "pictures", encore.shops.working()):
        for id, address in _waiting(encore, shop, min(AT_ONCE, budget - done)):
            _store(encore, shop, id, _fetched(shop, id, address, outside or Outside()))
            done += 1
    return done


def _waiting(encore: Encore, shop: Shop, most: int) -> list[tuple[str, str]]:
    with encore.database.read(shop.id) as session:
        rows = session.execute(
            select(ReviewPhoto.id, ReviewPhoto.address)
            .where(
                ReviewPhoto.shop_id == shop.id, ReviewPhoto.width == 0, ReviewPhoto.problem.is_(None),
                ReviewPhoto.address.is_not(None),
            )
            .order_by(ReviewPhoto.id)
            .limit(max(most, 0))
        )  # fmt: skip
        return [(row.id, row.address) for row in rows]


def _fetched(shop: Shop, id: str, address: str, outside: Fetches) -> Mapping[str, Any]:
    """The columns to set."""
    try:
        return sealed(shop.keys, id, made_anew(outside.fetch(address)))
    except (NotFetched, BadPicture) as error:
        log.info("picture not fetched", shop=shop.id, picture=id, reason=str(error))
        return {"problem": str(error)}


def _store(encore: Encore, shop: Shop, id: str, values: Mapping[str, Any]) -> None:
    with encore.database.write(shop.id) as session:
        session.execute(
            update(ReviewPhoto).where(ReviewPhoto.shop_id == shop.id, ReviewPhoto.id == id).values(**values)
        )
