"""How an order stands for the flows that write about orders: which one is meant, and what ends it."""

from __future__ import annotations

from plugin.events import Milestone
from plugin.flows.flow import Order, Profile, Sent, Skip, about_order, order_of


def order_or_skip(event: Milestone, profile: Profile) -> Order | Skip | None:
    """The order an event is about, a Skip where nothing may ever be written about it, or None for events
    about something else. Reasons: order_gone, test_order, order_cancelled, history."""
    order_id = order_of(event)
    if order_id is None:
        return None
    order = profile.order(order_id)
    if order is None:
        return Skip("order_gone", about_order(order_id))
    reason = _end(order, profile)
    return Skip(reason, about_order(order_id)) if reason else order


def _end(order: Order, profile: Profile) -> str | None:
    if order.is_test:
        return "test_order"
    if order.cancelled_at is not None:
        return "order_cancelled"
    if profile.flow_on_since is not None and order.created_at < profile.flow_on_since:
        return "history"
    return None


def valid_orders(profile: Profile) -> list[Order]:
    """Paid orders that stand, by the time of payment."""
    return sorted((order for order in profile.orders if order.is_valid), key=_paid)


def bought_since(order: Order, profile: Profile) -> bool:
    """Whether a further valid order was paid after this one."""
    orders = valid_orders(profile)
    return bool(orders) and order.paid_at is not None and _paid(orders[-1]) > _paid(order)


def sent_about(profile: Profile, flow: str, about: str) -> Sent | None:
    """The first step of a flow, where it was already sent about this."""
    return next((sent for sent in profile.sent if sent.flow == flow and sent.step == 0 and sent.about == about), None)


def both_steps(reason: str, about: str) -> tuple[Skip, Skip]:
    """No message and no reminder."""
    return Skip(reason, about, 0), Skip(reason, about, 1)


def _paid(order: Order) -> tuple[float, int]:
    return (order.paid_at.timestamp() if order.paid_at else 0.0, order.id)
