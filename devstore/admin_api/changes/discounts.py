"""discountCode*: made, changed, ended, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from devstore.admin_api.asking import Info, Node, asking, read_instant
from devstore.admin_api.changes.trouble import Trouble
from devstore.admin_api.ids import number_of
from devstore.admin_api.objects.discounts import code_node
from devstore.doings import codes
from devstore.doings.codes import NewCode
from devstore.model.discounts import Discount
from devstore.model.people import Customer

_INPUT = "basicCodeDiscount"
_LONGEST = 255


def create(_source: Any, info: Info, basicCodeDiscount: Node) -> Node:  # noqa: N803  (the argument's name)
    ask = asking(info)
    try:
        row = codes.create(ask.act, _checked(_new(info, basicCodeDiscount)))
    except codes.Taken:
        return _failed(Trouble([_INPUT, "code"], "Code must be unique. Please try a different code.", "TAKEN"))
    except Trouble as trouble:
        return _failed(trouble)
    return {"codeDiscountNode": code_node(ask, row), "userErrors": []}


def update(_source: Any, info: Info, id: str, basicCodeDiscount: Node) -> Node:  # noqa: N803
    """Only what is given is changed; times, limits and the title can be."""
    ask, given = asking(info), basicCodeDiscount
    row = _row(info, id)
    if row is None:
        return _failed(_missing())
    try:
        row.title = given.get("title", row.title)
        row.starts_at = _instant(given, "startsAt") or row.starts_at
        row.ends_at = _instant(given, "endsAt") if "endsAt" in given else row.ends_at
        row.usage_limit = given.get("usageLimit", row.usage_limit)
        _check_times(row.starts_at, row.ends_at)
    except Trouble as trouble:
        ask.session.refresh(row)
        return _failed(trouble)
    row.updated_at = ask.now
    return {"codeDiscountNode": code_node(ask, row), "userErrors": []}


def deactivate(_source: Any, info: Info, id: str) -> Node:
    row = _row(info, id)
    if row is None:
        return _failed(_missing())
    codes.deactivate(asking(info).act, row)
    return {"codeDiscountNode": code_node(asking(info), row), "userErrors": []}


def delete(_source: Any, info: Info, id: str) -> Node:
    row = _row(info, id)
    if row is None:
        return {"deletedCodeDiscountId": None, "userErrors": _missing().errors}
    codes.delete(asking(info).act, row)
    return {"deletedCodeDiscountId": row.gid, "userErrors": []}


def _new(info: Info, given: Node) -> NewCode:
    starts_at = _instant(given, "startsAt")
    if starts_at is None:
        raise Trouble([_INPUT, "startsAt"], "Starts at can't be blank", "BLANK")
    minimum = (given.get("minimumRequirement") or {}).get("subtotal") or {}
    return _worth(given, NewCode(
        code=str(given.get("code") or ""), title=str(given.get("title") or ""), starts_at=starts_at,
        ends_at=_instant(given, "endsAt"), usage_limit=given.get("usageLimit"),
        once_per_customer=bool(given.get("appliesOncePerCustomer")),
        minimum_pence=_pence(minimum.get("greaterThanOrEqualToSubtotal"), "minimumRequirement"),
        customer_ids=_customers(info, given), tags=tuple(given.get("tags") or ()),
        combines=bool((given.get("combinesWith") or {}).get("orderDiscounts")),
    ))  # fmt: skip


def _worth(given: Node, new: NewCode) -> NewCode:
    """How much it takes off: a share or an amount."""
    value = (given.get("customerGets") or {}).get("value") or {}
    if (share := value.get("percentage")) is not None:
        if not 0 < share <= 1:
            raise Trouble(
                [_INPUT, "customerGets", "value", "percentage"],
                "Value must be between 0.0 and 1.0",
                "VALUE_OUTSIDE_RANGE",
            )
        return replace(new, percent=float(share))
    pence = _pence((value.get("discountAmount") or {}).get("amount"), "customerGets")
    if not pence:
        raise Trouble([_INPUT, "customerGets", "value"], "Value can't be blank", "BLANK")
    return replace(new, amount_pence=pence)


def _checked(new: NewCode) -> NewCode:
    for name, text in (("code", new.code), ("title", new.title)):
        if not text.strip():
            raise Trouble([_INPUT, name], f"{name.capitalize()} can't be blank", "BLANK")
        if len(text) > _LONGEST:
            raise Trouble([_INPUT, name], f"{name.capitalize()} is too long", "TOO_LONG")
    if new.usage_limit is not None and new.usage_limit < 1:
        raise Trouble([_INPUT, "usageLimit"], "Usage limit must be greater than 0", "GREATER_THAN")
    _check_times(new.starts_at, new.ends_at)
    return new


def _check_times(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise Trouble([_INPUT, "endsAt"], "Ends at needs to be after starts at", "END_DATE_BEFORE_START_DATE")


def _customers(info: Info, given: Node) -> tuple[int, ...]:
    named = ((given.get("context") or {}).get("customers") or {}).get("add") or []
    numbers = [number_of(gid, "Customer") for gid in named]
    known = [one for one in numbers if one and asking(info).session.get(Customer, one) is not None]
    if len(known) != len(named):
        raise Trouble([_INPUT, "context", "customers", "add"], "Customer does not exist", "INVALID")
    return tuple(known)


def _instant(given: Node, name: str) -> datetime | None:
    text = given.get(name)
    try:
        return None if text is None else read_instant(str(text))
    except ValueError:
        raise Trouble([_INPUT, name], f"{name} is not a valid time", "INVALID") from None


def _pence(text: Any, name: str) -> int | None:
    try:
        return None if text is None else round(Decimal(str(text)) * 100)
    except InvalidOperation:
        raise Trouble([_INPUT, name], f"{text} is not an amount", "INVALID") from None


def _row(info: Info, gid: str) -> Discount | None:
    number = number_of(gid, "DiscountCodeNode")
    return asking(info).session.get(Discount, number) if number else None


def _missing() -> Trouble:
    return Trouble(["id"], "Code discount does not exist.", "INVALID")


def _failed(trouble: Trouble) -> Node:
    return {"codeDiscountNode": None, "userErrors": trouble.errors}
