"""A small store as the lines of its exports, and a platform that exports it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from plugin.platform.export import Export, FileGone, Kind
from plugin.platform.recording import RecordingPlatform

SHOP_NUMBER = 548_380_009


class Killed(BaseException):
    """The process ends here."""


def money(amount: str, currency: str = "GBP") -> dict[str, Any]:
    one = {"amount": amount, "currencyCode": currency}
    return {"shopMoney": one, "presentmentMoney": one}


def product(number: int, *, is_for_sale: bool = True) -> list[dict[str, Any]]:
    gid = f"gid://shopify/Product/{number}"
    node = {
        "id": gid, "title": f"Jumper {number}", "handle": f"jumper-{number}", "status": "ACTIVE",
        "productType": "Jumpers", "vendor": "Pots", "tags": ["wool", "warm"], "updatedAt": "2025-05-01T10:00:00Z",
        "featuredMedia": {"preview": {"image": {"url": f"https://cdn.shopify.com/{number}.png"}}},
    }  # fmt: skip
    variants = [
        {
            "id": f"gid://shopify/ProductVariant/{number * 10 + place}", "price": price, "inventoryPolicy": "DENY",
            "inventoryQuantity": 3 if is_for_sale and place == 0 else 0, "inventoryItem": {"tracked": True},
            "__parentId": gid,
        }
        for place, price in enumerate(("89.00", "79.50"))
    ]  # fmt: skip
    return [node, *variants]


def customer(number: int, *, state: str = "SUBSCRIBED", birthday: str | None = "1990-07-04") -> dict[str, Any]:
    born = {"value": birthday, "createdAt": "2025-02-01T10:00:00Z", "updatedAt": "2025-02-02T10:00:00Z"}
    return {
        "id": f"gid://shopify/Customer/{number}", "createdAt": "2025-01-01T10:00:00Z",
        "updatedAt": "2026-01-05T10:00:00Z", "firstName": "Ada", "lastName": "Quill", "locale": "en-GB",
        "defaultEmailAddress": {
            "emailAddress": f"ada{number}@shopper.example", "marketingState": state,
            "marketingOptInLevel": "SINGLE_OPT_IN", "marketingUpdatedAt": "2025-01-01T10:00:00Z",
        },
        "defaultPhoneNumber": {
            "phoneNumber": f"+4474001{number:05}",
            "smsMarketingConsent": {
                "state": "UNSUBSCRIBED", "optInLevel": "SINGLE_OPT_IN", "updatedAt": "2025-03-01T10:00:00Z"
            },
        },
        "defaultAddress": {
            "countryCodeV2": "GB", "provinceCode": "ENG", "city": "London", "zip": "E1 6AN", "phone": None
        },
        "birthDate": born if birthday else None,
    }  # fmt: skip


def order(
    number: int, by: int | None, at: str = "2025-06-01T12:00:00Z", *, lines: int = 2, **more: Any
) -> list[dict[str, Any]]:
    """Paid, shipped and arrived a week later, unless `more` says something else."""
    gid = f"gid://shopify/Order/{number}"
    node = {
        "id": gid, "name": f"#{number}", "createdAt": at, "processedAt": at, "updatedAt": "2025-06-09T12:00:00Z",
        "cancelledAt": None, "test": False, "sourceName": "web", "email": f"ada{by}@shopper.example", "phone": None,
        "customerLocale": "en-GB", "statusPageUrl": f"https://pots.example/{SHOP_NUMBER}/orders/abc/authenticate",
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED", "discountCodes": ["WELCOME"],
        "tags": [], "customAttributes": [], "currencyCode": "GBP", "totalPriceSet": money("60.0"),
        "customer": {"id": f"gid://shopify/Customer/{by}"} if by else None,
        "shippingAddress": {
            "countryCodeV2": "GB", "provinceCode": "ENG", "city": "London", "zip": "E1 6AN", "phone": None
        },
        "fulfillments": [
            {
                "id": f"gid://shopify/Fulfillment/{number}", "createdAt": "2025-06-02T12:00:00Z",
                "updatedAt": "2025-06-09T12:00:00Z", "deliveredAt": "2025-06-08T09:30:00Z", "status": "SUCCESS",
                "displayStatus": "DELIVERED",
                "trackingInfo": [{"company": "Royal Mail", "number": "AB1", "url": "https://track.example/AB1"}],
            }
        ],
        "refunds": [], **more,
    }  # fmt: skip
    return [node, *(_line(number * 10 + place, gid) for place in range(lines))]


def refund(number: int, amount: str, *lines: int, at: str = "2025-06-20T10:00:00Z") -> dict[str, Any]:
    """A refund as it is told by itself; `lines` are ids of the order's lines, one piece each."""
    back = [{"quantity": 1, "lineItem": {"id": f"gid://shopify/LineItem/{line}"}} for line in lines]
    moved = {"kind": "REFUND", "status": "SUCCESS", "amountSet": money(amount)}
    return {
        "id": f"gid://shopify/Refund/{number}", "createdAt": at, "refundLineItems": {"nodes": back},
        "transactions": {"nodes": [moved]},
    }  # fmt: skip


def _line(number: int, parent: str) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}", "title": "Jumper", "variantTitle": "M", "quantity": 1,
        "currentQuantity": 1, "requiresShipping": True, "isGiftCard": False, "customAttributes": [],
        "originalUnitPriceSet": money("30.00"), "product": {"id": f"gid://shopify/Product/{number % 3 + 1}"},
        "variant": None, "__parentId": parent,
    }  # fmt: skip


def jsonl(nodes: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(node, separators=(",", ":")).encode() + b"\n" for node in nodes)


def small_store() -> dict[Kind, bytes]:
    """Children stand before and far behind their parents: nothing ties them but the id."""
    goods = [node for number in (1, 2, 3) for node in product(number)]
    orders = [node for number in range(101, 108) for node in order(number, 11 + number % 3)]
    return {
        Kind.PRODUCTS: jsonl(sorted(goods, key=lambda node: "__parentId" in node)),
        Kind.CUSTOMERS: jsonl([customer(11), customer(12, state="UNSUBSCRIBED"), customer(13, birthday=None)]),
        Kind.ORDERS: jsonl(sorted(orders, key=lambda node: "__parentId" not in node)),
    }


class ExportingPlatform(RecordingPlatform):
    """Exports the files it is given. `trouble`, where set, is raised by the next question; `dies_after`: so many
    lines of a file are read before the process ends; `gone`: addresses that open nothing any more."""

    def __init__(self, files: dict[Kind, bytes]) -> None:
        super().__init__()
        self.files = files
        self.begun: list[tuple[Kind, datetime]] = []
        self.answers: list[Export] = []  # instead of a finished export
        self.trouble: list[Exception] = []
        self.dies_after: int | None = None
        self.gone: set[str] = set()
        self.read_from: list[int] = []
        self.given_back: dict[str, dict[str, Any]] = {}  # refunds by their ids

    @property
    def exports(self) -> ExportingPlatform:
        return self

    def begin(self, _shop_id: int, kind: Kind, before: datetime) -> str:
        self._stumble()
        self.begun.append((kind, before))
        return f"gid://shopify/BulkOperation/{len(self.begun)}"

    def look(self, _shop_id: int, operation_id: str) -> Export:
        self._stumble()
        if self.answers:
            return self.answers.pop(0)
        number = int(operation_id.rsplit("/", 1)[1])
        lines = self.files[self.begun[number - 1][0]].splitlines()
        things = sum(b"__parentId" not in line for line in lines)
        url = f"https://files.example/{number}/{len(self.gone)}" if lines else None
        return Export(is_making=False, failed=None, url=url, lines=len(lines), things=things)

    def lines(self, url: str, offset: int) -> Iterator[tuple[bytes, int]]:
        self._stumble()
        if url in self.gone:
            raise FileGone
        self.read_from.append(offset)
        number = int(url.split("/")[3])
        at = offset
        for line in self.files[self.begun[number - 1][0]][offset:].splitlines(keepends=True):
            if self.dies_after is not None:
                if self.dies_after == 0:
                    self.dies_after = None
                    raise Killed
                self.dies_after -= 1
            at += len(line)
            yield line.rstrip(b"\n"), at

    def refunds(self, _shop_id: int, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        self._stumble()
        return {id: self.given_back[id] for id in ids if id in self.given_back}

    def _stumble(self) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
