"""Webhook bodies as Shopify writes them, with the fields that matter: ids, money as text, times with the shop's
offset. Small on purpose: a whole order has 10 KB, of which nobody here would read nine."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from plugin.clock import local
from plugin.demo.bought import Bought
from plugin.demo.people import Person

DOMAIN = "blue-jumps.myshopify.com"
ZONE = "Europe/London"
SHOP_ID = 68_800_512_399
CURRENCY = "GBP"
Body = dict[str, Any]


def order(bought: Bought, updated_at: datetime | None = None) -> Body:
    """orders/paid and every other topic that carries a whole order."""
    cancelled = bought.cancelled_at
    token = sha256(str(bought.id).encode()).hexdigest()[:32]
    return {
        **named(bought.id, "Order"),
        "name": f"#{bought.number}", "order_number": bought.number, "source_name": "web", "test": False,
        "created_at": stamp(bought.at), "processed_at": stamp(bought.at),
        "updated_at": stamp(updated_at or cancelled or bought.shipped_at or bought.at),
        "cancelled_at": stamp(cancelled) if cancelled else None, "cancel_reason": "customer" if cancelled else None,
        "financial_status": "refunded" if cancelled else "paid",
        "fulfillment_status": "fulfilled" if bought.shipped_at and not cancelled else None,
        "currency": CURRENCY, "presentment_currency": CURRENCY, "total_price": pounds(bought.pence),
        "total_price_set": both(bought.pence), "email": bought.person.email, "contact_email": bought.person.email,
        "phone": bought.person.phone if bought.person.id is None else None,
        "customer_locale": bought.person.place.locale, "tags": "", "note_attributes": [],
        "order_status_url": f"https://{DOMAIN}/{SHOP_ID}/orders/{token}/authenticate?key={token[:16]}",
        "discount_codes": [{"code": bought.code, "amount": "0.00", "type": "percentage"}] if bought.code else [],
        "line_items": [line(bought, position) for position in range(len(bought.goods))],
        "customer": short_customer(bought.person, bought.at) if bought.person.id else None,
        "shipping_address": address(bought.person), "refunds": [], "fulfillments": [],
    }  # fmt: skip


def line(bought: Bought, position: int) -> Body:
    good = bought.goods[position]
    size = good.sizes[(bought.number + position) % len(good.sizes)]
    return {
        "id": bought.line_id(position), "product_id": good.id, "variant_id": good.id + 1 + good.sizes.index(size),
        "title": good.title, "variant_title": size, "name": f"{good.title} - {size}", "quantity": 1,
        "current_quantity": 1, "price": pounds(good.pence), "requires_shipping": True, "gift_card": False,
        "properties": [],
    }  # fmt: skip


def short_customer(person: Person, at: datetime) -> Body:
    """The buyer inside an order: no consent, no metafields."""
    return {
        **named(person.id, "Customer"), "created_at": stamp(at), "updated_at": stamp(at),
        "first_name": person.first, "last_name": person.last, "email": person.email, "phone": person.phone,
        "currency": CURRENCY, "default_address": address(person),
    }  # fmt: skip


def customer(person: Person, at: datetime) -> Body:
    """customers/create, with the answers about marketing and, if told, the birthday."""
    answers: Body = {
        f"{channel}_marketing_consent": {
            "state": "subscribed" if level else "not_subscribed", "opt_in_level": level or None,
            "consent_updated_at": stamp(at) if level else None,
        }
        for channel, level in (("email", person.mail), ("sms", "single_opt_in" if person.texts else ""))
    }  # fmt: skip
    return {
        **short_customer(person, at),
        "locale": person.place.locale,
        **answers,
        "metafields": _birthday(person, at),
    }


def _birthday(person: Person, at: datetime) -> list[Body]:
    if person.birthday is None:
        return []
    return [
        {
            "namespace": "facts", "key": "birth_date", "type": "date", "value": f"1992-{person.birthday}",
            "created_at": stamp(at), "updated_at": stamp(at),
        }
    ]  # fmt: skip


def address(person: Person) -> Body:
    where = person.place
    return {
        "first_name": person.first, "last_name": person.last, "address1": "1 Example Street", "city": where.city,
        "zip": where.zip, "country": where.name, "country_code": where.country, "province_code": where.province,
        "phone": person.phone,
    }  # fmt: skip


def stamp(at: datetime) -> str:
    """With the shop's offset, to the second, as Shopify writes times."""
    return local(at.astimezone(UTC), ZONE).isoformat(timespec="seconds")


def pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def both(pence: int) -> Body:
    amount = {"amount": pounds(pence), "currency_code": CURRENCY}
    return {"shop_money": amount, "presentment_money": amount}


def named(number: int | None, kind: str) -> Body:
    return {"id": number, "admin_graphql_api_id": f"gid://shopify/{kind}/{number}"}
