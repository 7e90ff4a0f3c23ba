"""From nothing to stored lines: ask for an export, look how far it is, read its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec
import structlog

from plugin.db.writes import insert_new_rows
from plugin.encore import Encore
from plugin.errors import BadPayload
from plugin.model.history import HistoryPart, Step
from plugin.platform.export import Export, Exports
from plugin.platform.payloads.exported import kind_of
from plugin.platform.payloads.values import identity
from plugin.shops import Shop
from plugin.stages.history.rows import LEASE, TRIES, At, LeaseLost, advance, give_up, is_other_at_it, keep

log = structlog.get_logger()

LOOK_AGAIN = timedelta(minutes=1)  # the webhook that tells of its end comes earlier, as a rule
_SOON = timedelta(seconds=5)
_AGAIN = timedelta(minutes=10)  # an export that failed is asked for again after that
LINES = 500  # in one transaction
BATCHES = 20  # in one step: then it is another shop's turn
_NEW_FILE: dict[str, Any] = {"offset": 0, "loaded": 0, "url": None, "operation_id": None}
_ANEW: dict[str, Any] = {"attempts": 0, "taken": 0, "refused": 0, "done_at": None}


def ask(encore: Encore, exports: Exports, shop: Shop, at: At) -> None:
    """Also once more for one that was given up, when no other is on its way."""
    is_anew = at.step is Step.FAILED
    if is_anew and is_other_at_it(encore, shop, at):
        keep(encore, shop, at, wake_at=encore.clock.now() + _AGAIN)
        return
    operation_id = exports.begin(shop.id, at.kind, at.before)
    log.info("history asked for", shop=shop.domain, kind=at.kind.value)
    keep(
        encore, shop, at, **{**_NEW_FILE, "operation_id": operation_id}, step=Step.MAKING.value, reason=None,
        wake_at=encore.clock.now() + _SOON, **(_ANEW if is_anew else {}),
    )  # fmt: skip


def look(encore: Encore, exports: Exports, shop: Shop, at: At) -> None:
    """The file's address, or when to look again. An empty export is done; one that failed, or whose file is kept no
    longer, is asked for anew, and in the end taken as far as it came."""
    found, now = exports.look(shop.id, at.operation_id or ""), encore.clock.now()
    counted = {"lines": found.lines, "things": found.things}
    if found.is_making:
        keep(encore, shop, at, **counted, wake_at=now + LOOK_AGAIN)
    elif found.url is not None:
        sealed = shop.keys.seal("history_export.url", at.kind.value, found.url)
        keep(encore, shop, at, **counted, url=sealed, step=Step.LOADING.value, reason=None, wake_at=now)
    elif found.failed is None and found.lines == 0:
        keep(encore, shop, at, **counted, step=Step.FOLDING.value, wake_at=now)
    else:
        _once_more(encore, shop, at, found)


def load(encore: Encore, exports: Exports, shop: Shop, at: At) -> None:
    """Store the lines that are not stored yet, some hundred in one transaction with the place behind them."""
    assert at.url is not None
    stored, loaded = exports.lines(at.url, at.offset), at.loaded
    try:
        for _ in range(BATCHES):
            batch = list(islice(stored, LINES))
            if not batch:
                keep(encore, shop, at, step=Step.FOLDING.value, url=None, wake_at=encore.clock.now())
                return
            loaded += len(batch)
            parts = list(_parts(shop, [line for line, _ in batch]))
            with encore.database.write(shop.id) as session:
                until = encore.clock.now() + LEASE
                advance(session, shop, at, offset=batch[-1][1], loaded=loaded, wake_at=until)
                insert_new_rows(session, HistoryPart, parts)
    except LeaseLost:
        return
    keep(encore, shop, at, wake_at=encore.clock.now())


def _parts(shop: Shop, lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """A line that is no object of the platform's says nothing; the file goes on behind it."""
    for line in lines:
        try:
            node = msgspec.json.decode(line, type=dict[str, Any])
            kind, number = kind_of(node), identity(node["id"], "id")
            parent = node.get("__parentId")
            parent_id = None if parent is None else identity(parent, "__parentId")
        except (msgspec.MsgspecError, UnicodeDecodeError, BadPayload) as wrong:
            log.warning("a line of an export is not read", shop=shop.domain, reason=type(wrong).__name__)
            continue
        body = shop.keys.seal_bytes("history_part.body", number, line)
        yield {"shop_id": shop.id, "kind": kind, "id": number, "parent_id": parent_id, "body": body}


def _once_more(encore: Encore, shop: Shop, at: At, found: Export) -> None:
    reason, now = found.failed or "the file is kept no longer", encore.clock.now()
    log.warning("an export failed", shop=shop.domain, kind=at.kind.value, reason=reason, attempts=at.attempts + 1)
    if at.attempts + 1 < TRIES:
        keep(
            encore, shop, at, **_NEW_FILE, step=Step.ASKING.value, attempts=at.attempts + 1, reason=reason,
            wake_at=now + _AGAIN,
        )  # fmt: skip
    elif found.partial_url is not None:
        sealed = shop.keys.seal("history_export.url", at.kind.value, found.partial_url)
        keep(
            encore, shop, at, offset=0, loaded=0, url=sealed, step=Step.LOADING.value, attempts=TRIES, reason=reason,
            wake_at=now,
        )  # fmt: skip
    else:
        with encore.database.write(shop.id) as session:
            give_up(session, shop, at, now, reason)
