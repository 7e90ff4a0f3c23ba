"""Learns what is bought together, from the facts before now, once a week per shop."""

from __future__ import annotations

from datetime import timedelta

from plugin.analytics.recommend import learned_lists, replace_lists
from plugin.encore import Encore
from plugin.shops import change

EVERY = timedelta(days=7)


def drain(encore: Encore, budget: int) -> int:
    """Shops whose lists are older than a week; returns how many were learned anew. Reading and counting hold no
    write lock; only the replacing does."""
    now = encore.clock.now()
    done = 0
    for shop in encore.shops.working():
        if shop.next_learn_at is None or shop.next_learn_at > now or done >= budget:
            continue
        with encore.database.read(shop.id) as session:
            learned = learned_lists(session, shop.id, now)
        with encore.database.write(shop.id) as session:
            replace_lists(session, shop.id, learned, now)
            change(session, shop.id, next_learn_at=now + EVERY)
        done += 1
    return done
