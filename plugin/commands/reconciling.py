"""`encore reconcile`: compare with the shops' own records now, and not only when the hour is over."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from plugin.commands.console import Commands, add, opened, say, shop_named
from plugin.errors import UsageError

if TYPE_CHECKING:
    from plugin.encore import Encore
    from plugin.shops import Shop


def register(commands: Commands) -> None:
    made = add(
        commands, "reconcile", run, "ask Shopify now what changed, and take in what never came",
        "encore reconcile NAME.myshopify.com",
    )  # fmt: skip
    made.add_argument("shop", nargs="?", help="only this shop (default: all)")


def run(given: argparse.Namespace) -> int:
    """0 if every shop could be compared to the end."""
    from plugin.runtime.executors import InlineExecutor
    from plugin.stages.reconcile import compare_now

    with opened() as encore:
        shops = [_with_token(shop_named(encore, given.shop))] if given.shop else _all_with_token(encore)
        compare_now(encore, shops)
        executor = InlineExecutor(encore)
        executor.wake("reconcile")
        executor.wake("inbox")
        went_well = [_tell(encore, shop) for shop in shops]
        return 0 if all(went_well) else 1


def _with_token(shop: Shop) -> Shop:
    if not shop.has_token:
        raise UsageError(f"{shop.domain} cannot be asked: it has no token; open Encore in its admin once")
    return shop


def _all_with_token(encore: Encore) -> list[Shop]:
    return [shop for shop in encore.shops.working() if shop.has_token]


def _tell(encore: Encore, shop: Shop) -> bool:
    """Whether it was compared without trouble."""
    from plugin.desk.comparisons import comparisons

    with encore.database.read(shop.id) as session:
        found = comparisons(session, shop)
    for one in found:
        said = f"not compared: {one.trouble}" if one.trouble else f"{one.missing} changes were missing"
        say(f"{shop.domain}: {one.kind}: {said}")
    return all(one.trouble is None for one in found)
