"""Refunds, alone or inside orders. Only money that moved counts: transactions of kind refund that succeeded."""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import BadPayload
from plugin.events import Money, RefundSeen
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded
from plugin.platform.payloads.money import (
    NO_CURRENCY,
    AmountSetBody,
    amount,
    currency_code,
    money,
    optional_currency,
)
from plugin.platform.payloads.values import count, identity, instant_or, optional_instant


class TransactionBody(Struct):
    kind: Leaf = None
    status: Leaf = None
    amount: Leaf = None
    currency: Leaf = None
    amount_set: AmountSetBody | None = None


class RefundLineBody(Struct):
    line_item_id: Leaf = None
    quantity: Leaf = None
    subtotal_set: AmountSetBody | None = None


class RefundBody(Struct):
    id: Leaf = None
    order_id: Leaf = None
    created_at: Leaf = None
    processed_at: Leaf = None
    refund_line_items: list[RefundLineBody | None] | None = None
    total_duties_set: AmountSetBody | None = None
    transactions: list[TransactionBody | None] | None = None


_REFUND = msgspec.json.Decoder(RefundBody)


def refund(raw: bytes, told: Told) -> tuple[RefundSeen, ...]:
    """refunds/create. Its amount is 0 XXX when no money moved and the body names no currency at all."""
    return (refund_seen(decoded(_REFUND, raw), told.triggered_at),)


def refund_seen(
    body: RefundBody, otherwise_at: datetime, order_id: int | None = None, currency: str | None = None
) -> RefundSeen:
    """The refund; the surrounding order's id and currency stand in where it names none itself."""
    created_at = instant_or(body.created_at, otherwise_at, "refund.created_at")
    return RefundSeen(
        identity(body.id, "refund.id"),
        identity(order_id if body.order_id is None else body.order_id, "refund.order_id"),
        optional_instant(body.processed_at) or created_at,
        _paid_back(body, currency),
        tuple(_line(line) for line in body.refund_line_items or () if line is not None),
    )


def _paid_back(body: RefundBody, order_currency: str | None) -> Money:
    currency = order_currency or _shop_currency(body)
    transactions = [each for each in body.transactions or () if each is not None]
    moved = [_moved(each, currency) for each in transactions if each.kind == "refund" and each.status == "success"]
    if not moved:
        named = (optional_currency(each.currency) for each in transactions)
        return Money(0, currency or next(filter(None, named), NO_CURRENCY))
    if len({each.currency for each in moved}) > 1:
        raise BadPayload("the refund's transactions are in different currencies")
    return Money(sum(each.minor for each in moved), moved[0].currency)


def _moved(body: TransactionBody, currency: str | None) -> Money:
    if body.amount_set is not None and body.amount_set.shop_money is not None:
        return amount(body.amount_set.shop_money, "the refunded amount")
    own = currency_code(currency if body.currency is None else body.currency)
    return money(body.amount, own, "the refunded amount")


def _shop_currency(body: RefundBody) -> str | None:
    sets = [body.total_duties_set, *(each.subtotal_set for each in body.refund_line_items or () if each is not None)]
    for each in sets:
        if each is not None and each.shop_money is not None:
            return optional_currency(each.shop_money.currency_code)
    return None


def _line(body: RefundLineBody) -> tuple[int, int]:
    return identity(body.line_item_id, "refunded line id"), count(body.quantity, "refunded quantity")
