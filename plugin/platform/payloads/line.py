"""Order lines."""

from __future__ import annotations

from plugin.events import Line, Money
from plugin.platform.payloads.decode import Leaf, Struct
from plugin.platform.payloads.money import money
from plugin.platform.payloads.values import count, flag, identity, optional_identity, text


class LineBody(Struct):
    id: Leaf = None
    product_id: Leaf = None
    variant_id: Leaf = None
    title: Leaf = None
    name: Leaf = None
    variant_title: Leaf = None
    quantity: Leaf = None
    current_quantity: Leaf = None
    price: Leaf = None
    gift_card: Leaf = None
    requires_shipping: Leaf = None
    properties: Leaf = None


def line(body: LineBody, currency: str) -> Line:
    """The line, its price in the shop's currency. Raises BadPayload without an id or a count."""
    quantity = count(body.quantity, "line quantity")
    current = body.current_quantity
    return Line(
        id=identity(body.id, "line id"),
        product_id=optional_identity(body.product_id, "product_id"),
        variant_id=optional_identity(body.variant_id, "variant_id"),
        title=text(body.title) or text(body.name) or "",
        variant_title=text(body.variant_title),
        quantity=quantity,
        current_quantity=quantity if current is None else count(current, "current quantity"),
        price=Money(0, currency) if body.price is None else money(body.price, currency, "line price"),
        is_gift_card=flag(body.gift_card),
        needs_shipping=body.requires_shipping is None or flag(body.requires_shipping),
    )
