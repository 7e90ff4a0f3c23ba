"""A store with a past of any length, as its exports tell it: what bench.past imports. Speaks only what an export
needs, over real HTTP: ask for one, look how far it is, read its file from any byte on, read refunds by themselves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

PRODUCTS = 400
_REFUNDED = 0.03
_GB = {"countryCodeV2": "GB", "provinceCode": "ENG", "city": "London", "zip": "E1 6AN", "phone": None}
_AT = "2025-{:02}-{:02}T10:00:00Z"


class PastStore(ThreadingHTTPServer):
    """Use as a context manager; the same for the same number of orders."""

    daemon_threads = True

    def __init__(self, folder: Path, orders: int) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.customers = max(1, orders * 2 // 5)
        self.files: dict[str, Path] = {}
        self.refunds: dict[str, Any] = {}
        kinds = {"products": self._products(), "customers": self._customers(), "orders": self._orders(orders)}
        self.lines = {kind: self._written(folder / f"{kind}.jsonl", kind, found) for kind, found in kinds.items()}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
        if operation == "BulkRun":
            kind = next(
                kind for kind in self.files if f"{kind}(" in variables["query"] or f"{kind} {{" in variables["query"]
            )
            return {"bulkOperationRunQuery": {"bulkOperation": {"id": _gid("BulkOperation", kind)}, "userErrors": []}}
        if operation == "BulkLook":
            kind = variables["id"].rsplit("/", 1)[1]
            counted = {"objectCount": str(self.lines[kind][0]), "rootObjectCount": str(self.lines[kind][1])}
            return {"bulkOperation": {"status": "COMPLETED", "url": f"{self.base}/{kind}", **counted}}
        return {"nodes": [self.refunds.get(id) for id in variables["ids"]]}

    def __enter__(self) -> PastStore:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is nothing to report."""

    def _written(self, path: Path, kind: str, nodes: Iterator[dict[str, Any]]) -> tuple[int, int]:
        """All lines, and those that stand by themselves."""
        lines = roots = 0
        with path.open("wb") as file:
            for node in nodes:
                file.write(json.dumps(node, separators=(",", ":")).encode() + b"\n")
                lines, roots = lines + 1, roots + ("__parentId" not in node)
        self.files[kind] = path
        return lines, roots

    def _products(self) -> Iterator[dict[str, Any]]:
        for number in range(1, PRODUCTS + 1):
            gid = _gid("Product", number)
            yield {
                "id": gid, "updatedAt": _AT.format(1, 1), "title": f"Jumper {number}", "handle": f"jumper-{number}",
                "status": "ACTIVE", "productType": "Jumpers", "vendor": "Pots", "tags": ["wool"],
                "featuredMedia": {"preview": {"image": {"url": f"https://cdn.shopify.com/{number}.png"}}},
            }  # fmt: skip
            yield {
                "id": _gid("ProductVariant", number), "price": "30.00", "inventoryQuantity": 5,
                "inventoryPolicy": "DENY", "inventoryItem": {"tracked": True}, "__parentId": gid,
            }  # fmt: skip

    def _customers(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.customers + 1):
            consent = {"marketingState": "SUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN"}
            node = _buyer(number)
            mail = {**node["defaultEmailAddress"], **consent, "marketingUpdatedAt": _AT.format(1, 2)}
            yield {**node, "defaultEmailAddress": mail, "birthDate": None, "locale": "en-GB"}

    def _orders(self, orders: int) -> Iterator[dict[str, Any]]:
        draw = Random(orders)
        for number in range(1, orders + 1):
            at = _AT.format(number * 12 // (orders + 1) + 1, number % 28 + 1)
            gid, lines = _gid("Order", number), range(number * 10, number * 10 + draw.randint(1, 4))
            refunds = [self._refund(number, lines[0])] if draw.random() < _REFUNDED else []
            yield {**_order(number, gid, at, draw.randint(1, self.customers)), "refunds": refunds}
            for line in lines:
                yield _line(line, gid, draw.randint(1, PRODUCTS))

    def _refund(self, number: int, line: int) -> dict[str, Any]:
        id = _gid("Refund", number)
        moved = {"kind": "REFUND", "status": "SUCCESS", "amountSet": {"shopMoney": _money("30.00")}}
        self.refunds[id] = {
            "id": id, "createdAt": "2026-01-05T10:00:00Z", "transactions": {"nodes": [moved]},
            "refundLineItems": {"nodes": [{"quantity": 1, "lineItem": {"id": _gid("LineItem", line)}}]},
        }  # fmt: skip
        return {"id": id}


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: PastStore

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = {"data": self.server.answer(asked["operationName"], asked["variables"])}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.server.files[self.path.strip("/")]
        offset = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        left = path.stat().st_size - offset
        self.send_response(206 if left else 416)
        self.send_header("Content-Length", str(left))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(offset)
            while chunk := file.read(1 << 16):
                self.wfile.write(chunk)

    def log_message(self, *_: object) -> None:
        """A bench is quiet."""


def _order(number: int, gid: str, at: str, buyer: int) -> dict[str, Any]:
    total = {"shopMoney": _money("60.00"), "presentmentMoney": _money("60.00")}
    parcel = {
        "id": _gid("Fulfillment", number), "createdAt": at, "updatedAt": at, "deliveredAt": at, "status": "SUCCESS",
        "displayStatus": "DELIVERED", "trackingInfo": [{"company": "Royal Mail", "number": "AB1", "url": None}],
    }  # fmt: skip
    return {
        "id": gid, "name": f"#{number}", "createdAt": at, "processedAt": at, "updatedAt": at, "cancelledAt": None,
        "test": False, "sourceName": "web", "currencyCode": "GBP", "totalPriceSet": total,
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED",
        "email": f"ada{buyer}@shopper.example", "phone": None, "customerLocale": "en-GB",
        "statusPageUrl": f"https://pots.example/548380009/orders/{number:x}/authenticate?key=1",
        "customAttributes": [], "tags": [], "discountCodes": [], "shippingAddress": _GB, "customer": _buyer(buyer),
        "fulfillments": [parcel],
    }  # fmt: skip


def _line(number: int, parent: str, product: int) -> dict[str, Any]:
    return {
        "id": _gid("LineItem", number), "title": f"Jumper {product}", "name": f"Jumper {product} - M",
        "variantTitle": "M", "quantity": 1, "currentQuantity": 1, "isGiftCard": False, "requiresShipping": True,
        "customAttributes": [], "originalUnitPriceSet": {"shopMoney": {"amount": "30.00"}},
        "product": {"id": _gid("Product", product)}, "variant": {"id": _gid("ProductVariant", product)},
        "__parentId": parent,
    }  # fmt: skip


def _buyer(number: int) -> dict[str, Any]:
    return {
        "id": _gid("Customer", number), "createdAt": _AT.format(1, 1), "updatedAt": _AT.format(1, 2),
        "firstName": "Ada", "lastName": f"Quill {number}", "defaultPhoneNumber": None, "defaultAddress": _GB,
        "defaultEmailAddress": {"emailAddress": f"ada{number}@shopper.example"},
    }  # fmt: skip


def _money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "GBP"}


def _gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"
