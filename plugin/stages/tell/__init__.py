"""Tells the platform what Encore knows and others are to see: one file per thing told, each with a queue of its own
in the database, so that a crash tells it again and twice is once."""

from __future__ import annotations

from collections.abc import Callable

from plugin.encore import Encore
from plugin.shops import Shop
from plugin.stages.tell import birthdays, consents, flow_triggers, marketing, ratings, tags
from plugin.turns import in_turn

Tell = Callable[[Encore, Shop, int], int]

TOLD: tuple[Tell, ...] = (
    consents.tell, birthdays.tell, tags.tell, ratings.tell, flow_triggers.tell, marketing.tell,
)  # fmt: skip


def drain(encore: Encore, budget: int) -> int:
    """Returns how much was told. A shop in trouble keeps no other waiting: what is due there is put off."""
    done = 0
    for shop in in_turn(encore, "tell", encore.shops.working()):
        if not shop.has_token:
            continue
        for tell in TOLD:
            if done < budget:
                done += tell(encore, shop, budget - done)
    return done
