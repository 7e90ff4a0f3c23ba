"""A discount code in the words of the Admin API: what we ask for, and how we know our own again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.platform.gid import gid, number_of
from plugin.platform.seam import CodeOrder

_NEVER = {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": False}


def discount_input(order: CodeOrder) -> dict[str, Any]:
    """`DiscountCodeBasicInput` of an order: one customer, one use, everything in the shop, combines with nothing,
    valid from the second of `starts_at` until before the second of `ends_at`."""
    return {
        "title": order.title,
        "code": order.code,
        "startsAt": _second(order.starts_at),
        "endsAt": _second(order.ends_at + timedelta(microseconds=999_999)),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [gid("Customer", order.customer_id)]}},
        "customerGets": {"value": {"percentage": order.percent / 100}, "items": {"all": True}},
        "combinesWith": _NEVER,
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A code as the shop has it. `customer_id` and `percent` are None where it is no discount of our kind:
    one use, for one customer, a share of the price."""

    id: str
    is_over: bool
    customer_id: int | None
    percent: int | None

    @property
    def is_ours(self) -> bool:
        return self.customer_id is not None and self.percent is not None

    def fulfils(self, order: CodeOrder) -> bool:
        return (self.customer_id, self.percent) == (order.customer_id, order.percent)


def found(node: Mapping[str, Any]) -> Found:
    """A `codeDiscountNodeByCode` that is not null."""
    discount = node["codeDiscount"]
    is_single = discount.get("usageLimit") == 1 and discount.get("appliesOncePerCustomer") is True
    return Found(
        id=str(node["id"]),
        is_over=discount.get("status") == "EXPIRED",
        customer_id=_only_customer(discount) if is_single else None,
        percent=_percent(discount) if is_single else None,
    )


def _only_customer(discount: Mapping[str, Any]) -> int | None:
    customers = (discount.get("context") or {}).get("customers") or []
    return number_of(customers[0].get("id"), "Customer") if len(customers) == 1 else None


def _percent(discount: Mapping[str, Any]) -> int | None:
    share = ((discount.get("customerGets") or {}).get("value") or {}).get("percentage")
    return round(share * 100) if isinstance(share, int | float) else None


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
