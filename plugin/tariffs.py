"""What Encore costs: a free tariff that a small shop can live on, and one that is paid through Shopify.

Merchants read "plan"; here a plan is what a flow makes, so the word is tariff."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tariff:
    """`name` is how Shopify knows it. `per_month` counts promotional messages in a calendar month of the shop; None:
    no limit. Everything else is the same in every tariff."""

    handle: str
    name: str
    per_month: int | None
    price_cents: int = 0  # US dollars, every 30 days
    trial_days: int = 0


FREE = Tariff("free", "Encore Free", per_month=300)
GROWTH = Tariff("growth", "Encore Growth", per_month=None, price_cents=1900, trial_days=14)
TARIFFS = {one.handle: one for one in (FREE, GROWTH)}
PAID_BY_NAME = {one.name: one for one in TARIFFS.values() if one.price_cents}
NEAR = 0.8  # of the limit: from here on the merchant is told
