"""What a shop pays for, as Shopify last said it. Pure: an answer or a webhook in, the next state out.

Whatever cannot be read leaves the state as it was: no mail stops because an answer is late or strange."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from plugin.tariffs import FREE, PAID_BY_NAME, TARIFFS, Tariff


class Standing(StrEnum):
    NONE = "none"
    ACTIVE = "active"
    FROZEN = "frozen"  # Shopify waits for the shop's own payment; the tariff stays as it was
    DECLINED = "declined"  # the merchant said no to the newest offer


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One subscription that Shopify calls active."""

    id: str
    name: str
    is_test: bool
    trial_ends_at: datetime | None
    renews_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subscription:
    tariff: Tariff = FREE
    standing: Standing = Standing.NONE
    id: str | None = None
    is_test: bool = False
    trial_ends_at: datetime | None = None
    renews_at: datetime | None = None
    read_at: datetime | None = None  # when Shopify last gave a usable answer


def after_answer(known: Subscription, found: Collection[Subscribed], now: datetime) -> Subscription | None:
    """The state after Shopify listed what is active; None where it lists only what we do not know."""
    mine = next((one for one in found if one.name in PAID_BY_NAME), None)
    if mine is not None:
        return Subscription(
            PAID_BY_NAME[mine.name], Standing.ACTIVE, mine.id, mine.is_test, mine.trial_ends_at, mine.renews_at, now
        )
    if found:
        return None
    if known.standing is Standing.FROZEN:
        return replace(known, read_at=now)
    standing = Standing.DECLINED if known.standing is Standing.DECLINED else Standing.NONE
    return Subscription(standing=standing, read_at=now)


def after_webhook(known: Subscription, id: str, status: str) -> Subscription:
    """The state after app_subscriptions/update: only what the list of active ones cannot tell. `status` is Shopify's
    word in lower case."""
    if status == "declined" and known.standing in (Standing.NONE, Standing.DECLINED):
        return replace(known, standing=Standing.DECLINED)
    if id != known.id:
        return known
    if status == "frozen":
        return replace(known, standing=Standing.FROZEN)
    if known.standing is Standing.FROZEN:
        return replace(known, standing=Standing.ACTIVE)
    return known


def kept(state: Subscription) -> dict[str, Any]:
    """As it stands in the shop's row."""
    times = {"trial_ends_at": state.trial_ends_at, "renews_at": state.renews_at, "read_at": state.read_at}
    return {
        "tariff": state.tariff.handle, "standing": state.standing.value, "id": state.id, "is_test": state.is_test,
        **{name: at.isoformat() for name, at in times.items() if at is not None},
    }  # fmt: skip


def read(row: Mapping[str, Any]) -> Subscription:
    if not row:
        return Subscription()
    return Subscription(
        tariff=TARIFFS[row["tariff"]], standing=Standing(row["standing"]), id=row["id"], is_test=row["is_test"],
        trial_ends_at=_at(row, "trial_ends_at"), renews_at=_at(row, "renews_at"), read_at=_at(row, "read_at"),
    )  # fmt: skip


def _at(row: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(row[name]) if name in row else None
