"""bulkOperationRunQuery. The file shows the store as it is now; the export is over some seconds later."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from devstore.admin_api.asking import Asking, Info, Node, asking, instant
from devstore.admin_api.bulk_query import Exported, NotAllowed, checked, exported
from devstore.admin_api.objects.exports import export_node
from devstore.model.bulk import BulkExport
from devstore.model.kept import new_id

AT_ONCE = 5  # exports of one shop that run at a time, from API 2026-01 on (Shopify's documentation)
TAKES = timedelta(seconds=3)


def run_query(_source: Any, info: Info, query: str, groupObjects: bool = False) -> Node:  # noqa: N803
    from devstore.admin_api.schema import schema  # which is made of this

    ask = asking(info)
    if groupObjects:
        return _refused("groupObjects is not played here", "INVALID")
    running = select(func.count()).select_from(BulkExport).where(BulkExport.ready_at > ask.now)
    if (ask.session.scalar(running) or 0) >= AT_ONCE:
        return _refused(f"A shop can run {AT_ONCE} bulk query operations at a time", "LIMIT_REACHED")
    try:
        document = checked(schema(), query)
    except NotAllowed as wrong:
        return _refused(str(wrong), "INVALID")
    row = _kept(ask, query, exported(schema(), document, ask))
    _tell(ask, row)
    return {"bulkOperation": {**export_node(ask, row), "status": "CREATED"}, "userErrors": []}


def _kept(ask: Asking, query: str, found: Exported) -> BulkExport:
    row = BulkExport(
        id=new_id(ask.session, "BulkOperation"), query=query, created_at=ask.now, ready_at=ask.now + TAKES,
        error=found.error, lines=len(found.lines), roots=found.roots, key=secrets.token_urlsafe(16),
        file="".join(f"{line}\n" for line in found.lines).encode(),
    )  # fmt: skip
    ask.session.add(row)
    return row


def _tell(ask: Asking, row: BulkExport) -> None:
    """bulk_operations/finish, when it is over."""
    status = row.status(row.ready_at).lower()
    body = {
        "admin_graphql_api_id": row.gid, "completed_at": instant(row.ready_at) if row.error is None else None,
        "created_at": instant(row.created_at), "error_code": row.error.lower() if row.error else None,
        "status": status, "type": "query",
    }  # fmt: skip
    ask.act.tell("bulk_operations/finish", body, due_at=row.ready_at)


def _refused(message: str, code: str) -> Node:
    return {"bulkOperation": None, "userErrors": [{"field": ["query"], "code": code, "message": message}]}
