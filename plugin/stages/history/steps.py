"""One export after the other, a part at a time. How far it is stands in its row, which also keeps the lease: whoever
takes over after a crash goes on behind the last line that was stored, or the last object that was taken in."""

from __future__ import annotations

from datetime import timedelta

import structlog

from plugin.encore import Encore
from plugin.model.history import Step
from plugin.platform.export import Exports, FileGone
from plugin.platform.seam import PlatformDown
from plugin.shops import Shop
from plugin.stages.history.begin import begin
from plugin.stages.history.file import LOOK_AGAIN, ask, load, look
from plugin.stages.history.fold import fold
from plugin.stages.history.rows import At, claim, keep
from plugin.turns import in_turn

log = structlog.get_logger()

_SHOP_DOWN = timedelta(minutes=5)  # a shop that could not be asked is asked again after that


def drain(encore: Encore, budget: int) -> int:
    """Returns how many steps were done: an export asked for or looked at, some batches stored or taken in.
    Shops take turns after each step, so that a large one keeps none of the others waiting."""
    exports, done = encore.platform.exports, 0
    if exports is None:
        return 0
    shops = list(in_turn(encore, "history", [one for one in encore.shops.working() if one.has_token]))
    for shop in shops:
        begin(encore, shop)
    while done < budget:
        steps = sum(_next(encore, exports, shop) for shop in shops)
        if not steps:
            break
        done += steps
    return done


def _next(encore: Encore, exports: Exports, shop: Shop) -> bool:
    at = claim(encore, shop)
    if at is None:
        return False
    try:
        _step(encore, exports, shop, at)
    except FileGone:
        again = encore.clock.now() + LOOK_AGAIN
        keep(encore, shop, at, step=Step.MAKING.value, wake_at=again, reason="the file's address opens nothing")
    except PlatformDown as trouble:
        log.warning("history waits", shop=shop.domain, kind=at.kind, reason=str(trouble))
        wait = max(getattr(trouble, "after", _SHOP_DOWN), timedelta(seconds=30))
        keep(encore, shop, at, wake_at=encore.clock.now() + wait, reason=str(trouble))
    except Exception as error:  # one shop's export must not stop the drain; it is tried again
        log.error("history failed", shop=shop.domain, kind=at.kind, error=type(error).__name__)
        keep(encore, shop, at, wake_at=encore.clock.now() + _SHOP_DOWN, reason=type(error).__name__)
    return True


def _step(encore: Encore, exports: Exports, shop: Shop, at: At) -> None:
    if at.step in (Step.ASKING, Step.FAILED):
        ask(encore, exports, shop, at)
    elif at.step is Step.MAKING:
        look(encore, exports, shop, at)
    elif at.step is Step.LOADING:
        load(encore, exports, shop, at)
    else:
        fold(encore, exports, shop, at)
