"""A discount code in the words of the Admin API: what we ask for, and how we know our own again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.platform.gid import gid, number_of
from plugin.platform.seam import CodeOrder

_KINDS = ("orderDiscounts", "productDiscounts", "shippingDiscounts")


def discount_input(order: CodeOrder) -> dict[str, Any]:
    """`DiscountCodeBasicInput` of an order: one customer, one use, everything in the shop, valid from the second of
    `starts_at` until before the second of `ends_at`; combines with every kind of discount or with none."""
    return {
        "title": order.title,
        "code": order.code,
        "startsAt": _second(order.starts_at),
        "endsAt": _second(_end(order)),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [gid("Customer", order.customer_id)]}},
        "customerGets": {"value": {"percentage": order.percent / 100}, "items": {"all": True}},
        "combinesWith": dict.fromkeys(_KINDS, order.combines),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A code as the shop has it. `customer_id` and `percent` are None where it is no discount of our kind:
    one use, for one customer, a share of the price. Times are text as the Admin API writes them."""

    id: str
    is_over: bool
    customer_id: int | None
    percent: int | None
    starts_at: str | None
    ends_at: str | None

    def begins_as(self, order: CodeOrder) -> bool:
        """Whose, how much and from when are those of the order; an end that was moved does not matter."""
        mine = (order.customer_id, order.percent, _second(order.starts_at))
        return (self.customer_id, self.percent, self.starts_at) == mine

    def fulfils(self, order: CodeOrder) -> bool:
        return self.begins_as(order) and self.ends_at == _second(_end(order))


def found(node: Mapping[str, Any]) -> Found:
    """A `codeDiscountNodeByCode` that is not null."""
    discount = node["codeDiscount"]
    is_single = discount.get("usageLimit") == 1 and discount.get("appliesOncePerCustomer") is True
    return Found(
        id=str(node["id"]),
        is_over=discount.get("status") == "EXPIRED",
        customer_id=_only_customer(discount) if is_single else None,
        percent=_percent(discount) if is_single else None,
        starts_at=discount.get("startsAt"),
        ends_at=discount.get("endsAt"),
    )


def _only_customer(discount: Mapping[str, Any]) -> int | None:
    customers = (discount.get("context") or {}).get("customers") or []
    return number_of(customers[0].get("id"), "Customer") if len(customers) == 1 else None


def _percent(discount: Mapping[str, Any]) -> int | None:
    share = ((discount.get("customerGets") or {}).get("value") or {}).get("percentage")
    return round(share * 100) if isinstance(share, int | float) else None


def _end(order: CodeOrder) -> datetime:
    """Rounded up to a whole second: a code is never shorter than was promised."""
    return order.ends_at + timedelta(microseconds=999_999)


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
