"""What a webhook history says, read by the checker's own code: JSON in, plain facts with their times out.

A fact has two times: when it was so, and from when we could know (`known`, the delivery).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from history_rules import PHONE_COUNTRY

_NO = ("subscribed", "pending", "not_subscribed", "unsubscribed", "invalid", "redacted")


@dataclass
class Parcel:
    shipped_at: datetime
    is_abroad: bool
    deliveries: list[tuple[datetime, datetime]]  # (when, known); a scan may come before its parcel


@dataclass
class Order:
    id: int
    customer_id: int | None = None
    paid: list[tuple[datetime, datetime]] = field(default_factory=list)
    cancelled: list[tuple[datetime, datetime]] = field(default_factory=list)
    is_test: bool = False
    source: str = "web"
    total: float = 0.0
    refunds: list[tuple[datetime, datetime, float]] = field(default_factory=list)
    parcels: dict[int, Parcel] = field(default_factory=dict)
    needs_parcel: bool = True


@dataclass
class Said:
    known: datetime
    at: datetime
    state: str
    level: str | None


class Facts:
    """Read with `Facts(lines)`; `lines` are the history's JSON objects in order of arrival."""

    def __init__(self, lines: list[dict], home: str = "US") -> None:
        self.home = home
        self.deliveries: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self.orders: dict[int, Order] = {}
        self.said: dict[tuple[object, str], list[Said]] = defaultdict(list)
        self.birthdays: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        self.places: dict[int, list[tuple[datetime, datetime, str | None, str | None]]] = defaultdict(list)
        self.default_places: dict[int, list[tuple[datetime, str | None, str | None, str | None]]] = defaultdict(list)
        for before, after in pairwise(lines):
            assert when(before["at"]) <= when(after["at"]), "the history is not in order of arrival"
        for line in lines:
            self._read(line["topic"], line["body"], when(line["at"]))

    def answer(self, key: tuple[object, str], at: datetime) -> tuple[str | None, str | None]:
        """The newest answer known at that moment; of two equally new ones, the no."""
        known = [one for one in self.said.get(key, ()) if one.known <= at]
        best = max(known, key=lambda one: (one.at, _NO.index(one.state)), default=None)
        return (None, None) if best is None else (best.state, best.level)

    def place(self, customer_id: int, at: datetime) -> tuple[str | None, str | None]:
        """Country and province: newest order's shipping address, else the default address, else the phone."""
        shipped = [one for one in self.places.get(customer_id, ()) if one[0] <= at and one[2]]
        if shipped:
            newest = max(shipped, key=lambda one: (one[1], one[0]))
            return newest[2], newest[3]
        home = [one for one in self.default_places.get(customer_id, ()) if one[0] <= at]
        if not home:
            return None, None
        _, country, province, phone = home[-1]
        by_phone = next((land for prefix, land in PHONE_COUNTRY if (phone or "").startswith(prefix)), None)
        return country or by_phone, province

    def _read(self, topic: str, body: dict, known: datetime) -> None:
        kind = topic.partition("/")[0]
        if kind == "orders":
            self._order(body, known)
        elif topic == "fulfillments/create":
            self._parcel(body, known)
        elif topic == "fulfillment_events/create" and body["status"] == "delivered":
            self.deliveries[body["fulfillment_id"]].append((when(body["happened_at"]), known))
        elif topic == "refunds/create":
            self._refund(body, known)
        elif kind == "customers":
            self._customer(body, known)
        elif topic == "customers_email_marketing_consent/update":
            self._consent(body["customer_id"], "email", body["email_address"], body["email_marketing_consent"], known)
        elif topic == "customers_marketing_consent/update":
            self._consent(body["id"], "sms", body["phone"], body["sms_marketing_consent"], known)

    def _order(self, body: dict, known: datetime) -> None:
        order = self._of(body["id"])
        customer = body.get("customer") or {}
        order.customer_id = customer.get("id", order.customer_id)
        order.is_test, order.source = bool(body.get("test")), body.get("source_name") or "web"
        order.total = order.total or float(body["total_price"])
        order.needs_parcel = any(line.get("requires_shipping", True) for line in body["line_items"])
        if body["financial_status"] in {"paid", "partially_refunded", "refunded"}:
            order.paid.append((when(body.get("processed_at") or body["created_at"]), known))
        if body.get("cancelled_at"):
            order.cancelled.append((when(body["cancelled_at"]), known))
        address = body.get("shipping_address") or {}
        if order.customer_id:
            place = address.get("country_code"), address.get("province_code")
            self.places[order.customer_id].append((known, when(body["created_at"]), *place))
            for channel, name in (("email", "email_marketing_consent"), ("sms", "sms_marketing_consent")):
                address_said = customer.get("email" if channel == "email" else "phone")
                self._consent(order.customer_id, channel, address_said, customer.get(name), known)
        for parcel in body.get("fulfillments") or ():
            self._parcel({**parcel, "order_id": body["id"]}, known, (address or {}).get("country_code"))

    def _parcel(self, body: dict, known: datetime, country: str | None = None) -> None:
        country = (body.get("destination") or {}).get("country_code") or country
        parcels = self._of(body["order_id"]).parcels
        if body["id"] not in parcels:
            abroad = bool(country and country != self.home)
            parcels[body["id"]] = Parcel(when(body["created_at"]), abroad, self.deliveries[body["id"]])
        if body.get("shipment_status") == "delivered":
            self.deliveries[body["id"]].append((when(body["updated_at"]), known))

    def _refund(self, body: dict, known: datetime) -> None:
        amount = sum(
            float(one["amount"])
            for one in body["transactions"]
            if one["kind"] == "refund" and one["status"] == "success"
        )
        self._of(body["order_id"]).refunds.append((when(body["created_at"]), known, amount))

    def _customer(self, body: dict, known: datetime) -> None:
        address = body.get("default_address") or {}
        phone = body.get("phone") or address.get("phone")
        place = address.get("country_code"), address.get("province_code"), phone
        self.default_places[body["id"]].append((known, *place))
        for field_ in body.get("metafields") or ():
            if (field_["namespace"], field_["key"]) == ("facts", "birth_date"):
                self.birthdays[body["id"]].append((known, field_["value"]))
        self._consent(body["id"], "email", body.get("email"), body.get("email_marketing_consent"), known)
        self._consent(body["id"], "sms", phone, body.get("sms_marketing_consent"), known)

    def _consent(self, customer_id, channel: str, address: str | None, said: dict | None, known: datetime) -> None:
        if not said or not said.get("consent_updated_at"):
            return
        one = Said(known, when(said["consent_updated_at"]), said["state"], said.get("opt_in_level"))
        self.said[customer_id, channel].append(one)
        if address:
            self.said[address.strip().casefold(), channel].append(one)

    def _of(self, order_id: int) -> Order:
        return self.orders.setdefault(order_id, Order(order_id))


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def read_lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]
