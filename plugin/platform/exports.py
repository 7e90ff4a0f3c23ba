"""Exports of a whole store through Shopify's bulk queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from plugin.platform.admin import pooled
from plugin.platform.answer import SOON
from plugin.platform.client import AdminClient
from plugin.platform.document import document
from plugin.platform.export import Export, Kind
from plugin.platform.export_file import lines_of
from plugin.platform.trouble import NotUnderstood, Refused, TryLater
from plugin.platform.whole import whole_refunds

_BUSY = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED"})
_LATER = timedelta(minutes=1)
_MAKING = frozenset({"CREATED", "RUNNING", "CANCELING"})


_QUERIES = {
    Kind.PRODUCTS: document("bulk_products"),
    Kind.CUSTOMERS: document("bulk_customers"),
    Kind.ORDERS: document("bulk_orders"),
}


class BulkExports:
    """`base` takes Shopify's place in every address, also in that of a file."""

    def __init__(self, client: AdminClient, base: str = "") -> None:
        self._client = client
        self._homes = ("https://", f"{base.rstrip('/')}/") if base else ("https://",)
        self._http = pooled()

    def begin(self, shop_id: int, kind: Kind, before: datetime) -> str:
        at = before.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        query = _QUERIES[kind].text.replace("'BEFORE'", f"'{at}'")
        try:
            data = self._client.run(shop_id, "bulk_run", {"query": query})
        except Refused as refused:
            if refused.codes & _BUSY:
                raise TryLater("another export of this shop is being made", _LATER) from None
            raise NotUnderstood(str(refused)) from None
        begun = (data.get("bulkOperationRunQuery") or {}).get("bulkOperation") or {}
        if not begun.get("id"):
            raise NotUnderstood("bulk_run: the answer names no export")
        return str(begun["id"])

    def look(self, shop_id: int, operation_id: str) -> Export:
        found = self._client.run(shop_id, "bulk_look", {"id": operation_id}).get("bulkOperation")
        return _GONE if found is None else _read(found)

    def lines(self, url: str, offset: int) -> Iterator[tuple[bytes, int]]:
        if not url.startswith(self._homes):
            raise NotUnderstood("the file of an export has no safe address")
        try:
            yield from lines_of(self._http, url, offset)
        except requests.RequestException as error:
            raise TryLater(f"the file of an export broke off ({type(error).__name__})", SOON) from None

    def refunds(self, shop_id: int, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        return whole_refunds(self._client, shop_id, ids)

    def close(self) -> None:
        self._http.close()


_GONE = Export(is_making=False, failed="unknown", url=None, lines=0, things=0)


def _read(found: dict[str, Any]) -> Export:
    status = found.get("status")
    is_made = status == "COMPLETED"
    is_making = status in _MAKING
    return Export(
        is_making=is_making,
        failed=None if is_made or is_making else str(found.get("errorCode") or status)[:60],
        url=found.get("url") if is_made else None,
        lines=int(found.get("objectCount") or 0),
        things=int(found.get("rootObjectCount") or 0),
        partial_url=None if is_made or is_making else found.get("partialDataUrl"),
    )
