"""A small shop's history, made from a seed: about sixty orders in fifteen months, every kind of buyer once.

Everything a file of webhooks needs and nothing else; people, addresses and numbers are invented.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

DOMAIN = "encore-own.myshopify.com"
SHOP_ID = 77000000001
ZONE = "America/New_York"
BEGINS = datetime(2025, 7, 1, 12, tzinfo=UTC)
ENDS = datetime(2026, 9, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    id: int
    first: str
    last: str
    email: str | None
    phone: str | None
    country: str
    province: str | None
    city: str
    postcode: str
    zone: str
    email_said: str | None  # state, with "!" for a confirmed opt-in
    sms_said: str | None
    birthday: str | None
    orders: int


_ROWS = (
    ("Ada", "Quill", "US", "NY", "New York", "10001", "America/New_York", "+12025550101", "subscribed", "subscribed",
     "1990-02-28", 5),
    ("Bo", "Reed", "US", "CA", "Los Angeles", "90001", "America/Los_Angeles", None, "subscribed", None,
     "1985-11-03", 4),
    ("Cy", "Stone", "US", "CO", "Denver", "80202", "America/Denver", "+12025550103", "not_subscribed", "subscribed",
     "1971-05-09", 2),
    ("Di", "Thorn", "US", "RI", "Providence", "02903", "America/New_York", None, "unsubscribed", None, None, 2),
    ("Eva", "Marsh", "GB", None, "Cardiff", "CF10 1AA", "Europe/London", "+447400100001", "subscribed", "subscribed",
     "1992-02-29", 5),
    ("Finn", "Oakes", "GB", None, "Leeds", "LS1 1AA", "Europe/London", "+447400100002", "not_subscribed",
     "subscribed", "1999-12-31", 3),
    ("Gerd", "Brandt", "DE", None, "Berlin", "10115", "Europe/Berlin", "+4915112345601", "subscribed!", None,
     "1988-01-01", 3),
    ("Hanna", "Vogel", "DE", None, "Bonn", "53111", "Europe/Berlin", None, "subscribed", None, "1977-07-07", 3),
    ("Ida", "Huber", "AT", None, "Wien", "1010", "Europe/Vienna", None, None, None, None, 2),
    ("Jack", "Wattle", "AU", "NSW", "Sydney", "2000", "Australia/Sydney", "+61491570101", "subscribed",
     "unsubscribed", "1980-10-05", 4),
    ("Kim", "Maple", "CA", "NL", "St. John's", "A1A 1A1", "America/St_Johns", None, None, None, "1995-03-08", 3),
    ("Lou", "Clair", "FR", None, "Paris", "75001", "Europe/Paris", "+33612345601", "subscribed", "subscribed",
     "1969-04-20", 4),
    ("Mio", "Sato", "JP", None, "Tokyo", "100-0001", "Asia/Tokyo", None, "subscribed", None, "2001-09-01", 3),
    ("Nia", "Pole", "US", "TX", "Austin", "73301", "America/Chicago", "+12025550114", "subscribed", None, None, 6),
    ("Oz", "Ferry", "US", "WA", "Seattle", "98101", "America/Los_Angeles", None, "pending", None, "1983-06-15", 2),
    ("Pip", "Lane", "GB", None, "London", "E1 6AN", "Europe/London", None, "subscribed", None, None, 4),
)  # fmt: skip
PEOPLE = tuple(
    Person(7300000000001 + n, first, last, f"{first}.{last}@mail.example.com".lower(), phone, country, province, city,
           code, zone, email, sms, birthday, orders)
    for n, (first, last, country, province, city, code, zone, phone, email, sms, birthday, orders) in enumerate(_ROWS)
)  # fmt: skip
PRODUCTS = ("Kettle", "Teapot", "Mug", "Strainer", "Tray", "Caddy")
ZONES = {person.id: person.zone for person in PEOPLE}


class Maker:
    """Collects the deliveries. `chance` is seeded, so the same seed makes the same file."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lines: list[dict] = []
        self._orders = 0

    def add(self, topic: str, at: datetime, body: dict) -> None:
        at = at.replace(microsecond=0)
        n = len(self.lines) + 1
        self.lines.append(
            {
                "topic": topic, "at": text(at), "webhook_id": f"w-{n}", "event_id": f"e-{n}",
                "api_version": "2026-10", "shop_domain": DOMAIN, "body": body,
            }
        )  # fmt: skip

    def person(self, who: Person) -> None:
        joins = BEGINS + DAY * self.chance.uniform(1, 200)
        self.add("customers/create", joins, customer(who, joins, joins))
        self._say(who, joins + timedelta(seconds=1), who.email_said, who.sms_said)
        at = joins + timedelta(seconds=2)
        for _ in range(who.orders):
            self.order(who, at)
            at += DAY * self.chance.choice([0.4, 3, 20, 45, 90, 190])
            if at > ENDS - 2 * DAY:
                break
        if who.email_said and self.chance.random() < 0.35:
            self._say(who, joins + DAY * self.chance.uniform(10, 120), "unsubscribed", None)
        if self.chance.random() < 0.3:
            later = joins + DAY * self.chance.uniform(20, 100)
            self.add("customers/update", later, customer(who, joins, later))

    def order(self, who: Person | None, at: datetime, source: str = "web") -> None:
        if at > ENDS - 2 * DAY:
            return
        self._orders += 1
        number = self._orders
        wanted = (
            [1, 2] if self.chance.random() < 0.45 else self.chance.sample(range(1, 7), self.chance.choice([1, 2]))
        )
        view = order(number, who, at, wanted, source)
        self.add("orders/create", at, view)
        self.add("orders/paid", at + timedelta(seconds=3), view)
        fate = self.chance.random()
        if source == "pos":
            return
        if fate < 0.08:
            gone = at + DAY * 0.8
            self.add("orders/cancelled", gone, {**view, "cancelled_at": text(gone), "updated_at": text(gone)})
            return
        self._ship(number, view, at, fate)

    def _ship(self, number: int, view: dict, at: datetime, fate: float) -> None:
        sent = at + DAY * self.chance.uniform(0.5, 3)
        parcel = fulfilment(number, view, sent)
        self.add("fulfillments/create", sent, parcel)
        done = {**view, "fulfillment_status": "fulfilled", "updated_at": text(sent), "fulfillments": [parcel]}
        self.add("orders/fulfilled", sent + timedelta(seconds=1), done)
        arrived = sent + DAY * self.chance.uniform(1, 9)
        if self.chance.random() < 0.8:
            self.add("fulfillment_events/create", arrived, scan(number, arrived))
        if 0.08 <= fate < 0.14:
            self.add("refunds/create", sent + DAY * 0.3, refund(number, view, sent + DAY * 0.3))
        elif fate < 0.2:
            self.add("refunds/create", arrived + DAY * 2, refund(number, view, arrived + DAY * 2))

    def _say(self, who: Person, at: datetime, email: str | None, sms: str | None) -> None:
        if email:
            self.add("customers_email_marketing_consent/update", at, email_consent(who, email, at))
        if sms and who.phone:
            self.add("customers_marketing_consent/update", at, sms_consent(who, sms, at))


def history(seed: int = 20261122) -> list[dict]:
    """The deliveries in order of arrival."""
    maker = Maker(seed)
    for number, title in enumerate(PRODUCTS, 1):
        maker.add("products/create", BEGINS - DAY, product(number, title, BEGINS - DAY))
    for who in PEOPLE:
        maker.person(who)
    for n in range(3):
        maker.order(None, BEGINS + DAY * (40 + 70 * n), source="pos" if n == 0 else "web")
    return in_order(line for line in maker.lines if line["at"] <= text(ENDS))


def in_order(lines) -> list[dict]:
    return sorted(lines, key=lambda line: (datetime.fromisoformat(line["at"]), int(line["event_id"][2:])))


def write(path: Path, lines: list[dict]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def customer(who: Person, created: datetime, updated: datetime, **more) -> dict:
    body = {
        "id": who.id, "created_at": text(created), "updated_at": text(updated), "first_name": who.first,
        "last_name": who.last, "email": who.email, "phone": who.phone, "default_address": address(who),
        **more,
    }  # fmt: skip
    if who.birthday:
        body["metafields"] = [
            {
                "namespace": "facts", "key": "birth_date", "value": who.birthday, "type": "date",
                "created_at": text(created), "updated_at": text(created),
            }
        ]  # fmt: skip
    return body


def address(who: Person) -> dict:
    return {
        "first_name": who.first, "last_name": who.last, "address1": "1 Example Street", "city": who.city,
        "zip": who.postcode, "country_code": who.country, "province_code": who.province, "phone": who.phone,
    }  # fmt: skip


def order(number: int, who: Person | None, at: datetime, wanted: list[int], source: str = "web", **more) -> dict:
    """An order's body; `wanted` are product numbers. Without `who` it is a guest's."""
    id = 5700000000000 + number
    email = who.email if who else f"guest{number}@mail.example.com"
    lines = [
        {
            "id": id * 10 + n, "product_id": 8300000000000 + item, "variant_id": 8310000000000 + item,
            "title": PRODUCTS[item - 1], "quantity": 1, "current_quantity": 1, "price": "20.00", "gift_card": False,
            "requires_shipping": source != "pos",
        }
        for n, item in enumerate(wanted)
    ]  # fmt: skip
    total = f"{20 * len(lines)}.00"
    return {
        "id": id, "name": f"#{1000 + number}", "created_at": text(at), "updated_at": text(at),
        "processed_at": text(at), "cancelled_at": None, "test": False, "source_name": source, "currency": "USD",
        "presentment_currency": "USD", "financial_status": "paid", "fulfillment_status": None, "email": email,
        "contact_email": email, "phone": None, "customer_locale": "en", "total_price": total,
        "current_total_price": total, "discount_codes": [],
        "order_status_url": f"https://{DOMAIN}/{SHOP_ID}/orders/{id:x}/authenticate?key={id:x}",
        "customer": None if who is None else {
            "id": who.id, "email": who.email, "phone": who.phone, "first_name": who.first, "last_name": who.last,
        },
        "shipping_address": address(who) if who and source != "pos" else None, "line_items": lines,
        **more,
    }  # fmt: skip


def fulfilment(number: int, view: dict, at: datetime) -> dict:
    return {
        "id": 4700000000000 + number, "order_id": view["id"], "status": "success", "shipment_status": None,
        "created_at": text(at), "updated_at": text(at), "tracking_company": "Royal Mail",
        "tracking_number": f"TRACK{number}", "tracking_url": f"https://track.example.com/TRACK{number}",
        "destination": view["shipping_address"], "line_items": [{"id": line["id"]} for line in view["line_items"]],
    }  # fmt: skip


def scan(number: int, at: datetime, status: str = "delivered") -> dict:
    return {
        "id": 4800000000000 + number, "fulfillment_id": 4700000000000 + number, "order_id": 5700000000000 + number,
        "status": status, "happened_at": text(at), "created_at": text(at), "updated_at": text(at),
        "shop_id": SHOP_ID,
    }  # fmt: skip


def refund(number: int, view: dict, at: datetime) -> dict:
    return {
        "id": 4900000000000 + number, "order_id": view["id"], "created_at": text(at), "processed_at": text(at),
        "refund_line_items": [
            {"id": line["id"], "line_item_id": line["id"], "quantity": 1} for line in view["line_items"]
        ],
        "transactions": [
            {"id": 1, "kind": "refund", "status": "success", "amount": view["total_price"], "currency": "USD"}
        ],
    }  # fmt: skip


def product(number: int, title: str, at: datetime) -> dict:
    return {
        "id": 8300000000000 + number, "title": title, "handle": title.lower(), "status": "active",
        "product_type": "Kitchen", "vendor": "Own", "tags": "", "created_at": text(at), "updated_at": text(at),
        "published_at": text(at),
        "variants": [{"id": 8310000000000 + number, "price": "20.00", "inventory_quantity": 50,
                      "inventory_policy": "continue", "inventory_management": None}],
    }  # fmt: skip


def email_consent(who: Person, said: str, at: datetime) -> dict:
    level = "confirmed_opt_in" if said.endswith("!") else "single_opt_in"
    state = {"state": said.rstrip("!"), "opt_in_level": level, "consent_updated_at": text(at)}
    return {"customer_id": who.id, "email_address": who.email, "email_marketing_consent": state}


def sms_consent(who: Person, said: str, at: datetime) -> dict:
    state = {
        "state": said, "opt_in_level": "single_opt_in", "consent_updated_at": text(at),
        "consent_collected_from": "SHOPIFY",
    }  # fmt: skip
    return {"id": who.id, "phone": who.phone, "sms_marketing_consent": state}
