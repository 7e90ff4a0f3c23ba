"""Bytes to the few fields we read. The structs say which; their leaves accept any JSON, and `values` judges them.

A strict leaf type would reject an order because a field nobody depends on changed its type.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from plugin.errors import BadPayload
from plugin.events import Event

Leaf = Any
"""Whatever JSON holds there: text, number, null, or something that should not be there."""


class Told(NamedTuple):
    """What comes with a body: its topic, and when the platform says it happened (aware)."""

    topic: str
    triggered_at: datetime


Reader = Callable[[bytes, Told], tuple[Event, ...]]
"""From a body and what came with it to events; raises BadPayload."""

Body = TypeVar("Body")


class Struct(msgspec.Struct, gc=False):
    """A part of a body; what is absent is None."""


class IdBody(Struct):
    """Something of which only the id matters, such as all that a deletion tells."""

    id: Leaf = None


def decoded(decoder: msgspec.json.Decoder[Body], body: bytes) -> Body:
    """The body as the decoder's type. Raises BadPayload with a reason that quotes nothing of the body."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as wrong:
        raise BadPayload(f"not the expected form: {wrong}") from None
    except msgspec.DecodeError:
        raise BadPayload("not JSON") from None
    except UnicodeDecodeError:
        raise BadPayload("not valid UTF-8") from None
    except RecursionError:
        raise BadPayload("nested too deeply") from None


def decoded_id(body: bytes) -> Leaf:
    """The body's `id`, unjudged. Raises BadPayload as `decoded`."""
    return decoded(_ID, body).id


_ID = msgspec.json.Decoder(IdBody)
_ANY_JSON = msgspec.json.Decoder(msgspec.Raw)


def require_json(body: bytes) -> None:
    """Raise BadPayload unless the body is JSON of some kind."""
    decoded(_ANY_JSON, body)
