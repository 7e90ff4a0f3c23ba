"""bulk_operations/finish: an export has come to its end, good or bad."""

from __future__ import annotations

import msgspec

from plugin.errors import BadPayload
from plugin.events import ExportEnded
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded
from plugin.platform.payloads.values import text


class FinishBody(Struct):
    admin_graphql_api_id: Leaf = None


_FINISH = msgspec.json.Decoder(FinishBody)


def export_ended(raw: bytes, told: Told) -> tuple[ExportEnded, ...]:
    """Whichever way it ended: the platform is asked about that anyway. Raises BadPayload without an id."""
    named = text(decoded(_FINISH, raw).admin_graphql_api_id)
    if named is None:
        raise BadPayload("admin_graphql_api_id is missing")
    return (ExportEnded(named, told.triggered_at),)
