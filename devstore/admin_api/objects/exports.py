"""Exports, as `bulkOperation` shows them."""

from __future__ import annotations

from devstore.admin_api.asking import Asking, Node, instant
from devstore.model.bulk import BulkExport


def export_node(ask: Asking, row: BulkExport) -> Node:
    """Counts are 0 and the file is not there while it is being made."""
    status, is_over = row.status(ask.now), ask.now >= row.ready_at
    return {
        "__typename": "BulkOperation", "id": row.gid, "type": "QUERY", "status": status, "query": row.query,
        "errorCode": row.error if is_over else None, "createdAt": instant(row.created_at),
        "completedAt": instant(row.ready_at) if status == "COMPLETED" else None,
        "objectCount": str(row.lines if is_over else 0), "rootObjectCount": str(row.roots if is_over else 0),
        "fileSize": str(len(row.file)) if status == "COMPLETED" else None,
        "url": f"{ask.settings.url}/bulk/{row.id}/{row.key}.jsonl" if row.is_open(ask.now) else None,
        "partialDataUrl": None,
    }  # fmt: skip
