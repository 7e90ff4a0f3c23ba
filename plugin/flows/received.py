"""Which items of an order reached the buyer.

What was cancelled, or fully refunded before it was delivered (or before the fallback day), was never
received (trust: reviews); a refund after that changes nothing about what the buyer had in hand.
"""

from __future__ import annotations

from datetime import datetime

from plugin.events import Line
from plugin.flows.arrival import line_there_at
from plugin.flows.flow import Order


def received_lines(order: Order) -> tuple[Line, ...]:
    """The lines that were, or will be, received at least in part, in the order's own sequence."""
    money_back_at = all_money_back_at(order)
    return tuple(line for line in order.lines if _is_received(order, line, money_back_at))


def received_from(order: Order) -> datetime | None:
    """When the first item was there; None: nothing is on its way yet."""
    return min((at for line in order.lines if (at := line_there_at(order, line))), default=None)


def all_money_back_at(order: Order) -> datetime | None:
    """The refund with which the whole total had been paid back, or None."""
    paid_back = 0
    for refund in sorted(order.refunds, key=lambda refund: refund.at):
        paid_back += refund.amount.minor
        if 0 < order.total.minor <= paid_back:
            return refund.at
    return None


def is_refunded_in_full(order: Order) -> bool:
    """Whether the whole total was paid back, or every item was."""
    if all_money_back_at(order) is not None:
        return True
    return bool(order.lines) and all(_refunded(order, line) >= line.quantity for line in order.lines)


def _is_received(order: Order, line: Line, money_back_at: datetime | None) -> bool:
    there_at = line_there_at(order, line)
    if money_back_at is not None and (there_at is None or money_back_at < there_at):
        return False
    return _refunded(order, line, before=there_at) + _removed(order, line) < line.quantity


def _removed(order: Order, line: Line) -> int:
    """Pieces an edit took out. The platform's current quantity falls with refunds too, which count apart."""
    return max(0, line.quantity - line.current_quantity - _refunded(order, line))


def _refunded(order: Order, line: Line, before: datetime | None = None) -> int:
    return sum(
        quantity
        for refund in order.refunds
        if before is None or refund.at < before
        for line_id, quantity in refund.lines
        if line_id == line.id
    )
