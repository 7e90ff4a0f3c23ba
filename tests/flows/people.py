"""People and orders for the tests of flows: say only what matters, the rest is an ordinary buyer in London."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.config import FlowSettings, defaults
from plugin.events import Channel, Line, Money, Purpose
from plugin.flows.flow import Decision, Order, Parcel, Plan, Profile, Refund, Sent, Skip, about_order

SHIPPED_DEFAULTS = defaults()


def at(text: str) -> datetime:
    """ "2026-03-01 10:00" or "2026-03-01", UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(count: float) -> timedelta:
    return timedelta(days=count)


PAID = at("2026-03-01 10:00")
SHIPPED = at("2026-03-02 10:00")
DELIVERED = at("2026-03-05 10:00")


def usual(flow: str) -> FlowSettings:
    """The shipped defaults of a flow, switched on."""
    return replace(SHIPPED_DEFAULTS.flow(flow), enabled=True)


def line(id: int = 1, **changes: Any) -> Line:
    usual_line = Line(
        id=id, product_id=100 + id, variant_id=None, title=f"Thing {id}", variant_title=None, quantity=1,
        current_quantity=1, price=Money(2000, "GBP"), is_gift_card=False, needs_shipping=True,
    )  # fmt: skip
    return replace(usual_line, **changes)


def parcel(*line_ids: int, delivered: datetime | None = DELIVERED, **changes: Any) -> Parcel:
    return replace(Parcel(1, SHIPPED, delivered, None, line_ids or (1,)), **changes)


def refund(when: datetime, *lines: tuple[int, int], minor: int = 2000) -> Refund:
    return Refund(when, Money(minor, "GBP"), lines)


def order(id: int = 1, **changes: Any) -> Order:
    """Paid 1 March 2026, 10:00; shipped the day after, delivered on the 5th, in one parcel."""
    usual_order = Order(
        id=id, name=f"#{id}", created_at=PAID, paid_at=PAID, cancelled_at=None, is_test=False, source="web",
        total=Money(2500, "GBP"), is_gift=False, is_international=False, is_shipped=True, lines=(line(),),
        parcels=(parcel(),), customer_id=7,
    )  # fmt: skip
    return replace(usual_order, **changes)


def unshipped(id: int = 1, **changes: Any) -> Order:
    return order(id, is_shipped=False, parcels=(), **changes)


def person(*orders: Order, **changes: Any) -> Profile:
    usual_person = Profile(now=PAID, zone="Europe/London", customer_id=7, first_name="Ada", orders=orders)
    return replace(usual_person, **changes)


def sent(flow: str, when: datetime, about: str = about_order(1), step: int = 0, **changes: Any) -> Sent:
    return replace(Sent(flow, step, about, Channel.EMAIL, Purpose.PROMOTIONAL, when), **changes)


def plan(decisions: tuple[Decision, ...], step: int = 0) -> Plan:
    """The plan of a step; fails where it is anything else."""
    found = _of_step(decisions, step)
    assert isinstance(found, Plan), found
    return found


def skipped(decisions: tuple[Decision, ...], step: int = 0) -> str:
    """The reason of a step's skip; fails where it is anything else."""
    found = _of_step(decisions, step)
    assert isinstance(found, Skip), found
    return found.reason


def _of_step(decisions: tuple[Decision, ...], step: int) -> Decision:
    (found,) = [one for one in decisions if one.step == step]
    return found
