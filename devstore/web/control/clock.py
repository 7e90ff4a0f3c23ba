"""The clock."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import Conflict

from devstore import shop
from devstore.moving import Busy
from devstore.web.app import the_store
from devstore.web.asked import asked, duration
from devstore.web.control import blueprint


@blueprint.get("/clock")
def time() -> dict[str, Any]:
    store = the_store()
    progress = store.mover.progress
    return {
        "now": shop.stamp(store.clock.now()), "offset_seconds": store.clock.offset.total_seconds(),
        "is_moving": progress.is_moving, "steps": progress.steps, "done": progress.done, "trouble": progress.trouble,
    }  # fmt: skip


@blueprint.post("/clock")
def move() -> tuple[dict[str, Any], int]:
    """seconds, minutes, hours, days, added up. Answers when it is done; 202 at once with `wait` false; 502 where
    the app did not follow."""
    body, mover = asked(), the_store().mover
    by = duration(body)
    try:
        if body.get("wait") is False:
            mover.begin(by)
            return time(), 202
        mover.move(by)
    except Busy as error:
        raise Conflict(str(error)) from None
    return time(), 502 if mover.progress.trouble else 200
