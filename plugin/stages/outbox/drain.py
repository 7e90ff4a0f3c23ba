"""Claims what is due, judges it, and hands what may go to the sender. Service first, then feedback, then
promotional, oldest first; shops take turns. A paused shop is not claimed from at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam

from plugin.db.claim import BATCH, Claim
from plugin.dossier import Dossier, Subject
from plugin.encore import Encore
from plugin.events import Channel
from plugin.guard import halt_if_clock_jumped
from plugin.model.message import Message, State
from plugin.shops import Shop
from plugin.stages.outbox.codes import wake_codes
from plugin.stages.outbox.judge import Go, Wait, outcome_of
from plugin.stages.outbox.rows import Row, read
from plugin.stages.outbox.send import send
from plugin.stages.outbox.settle import dossiers_of, settle
from plugin.turns import in_turn

_SHARE = 50  # of one shop per turn, while others are waiting too
_CLAIMABLE = (State.PLANNED.value, State.HELD.value, State.RETRY.value)
_DUE = Claim(
    Message, Message.channel == bindparam("channel"), Message.rank == bindparam("rank"),
    Message.state.in_(_CLAIMABLE), order_by=(Message.wake_at,),
)  # fmt: skip


def drain_email(encore: Encore, budget: int) -> int:
    return _drain(encore, Channel.EMAIL, budget)


def drain_sms(encore: Encore, budget: int) -> int:
    return _drain(encore, Channel.SMS, budget)


def _drain(encore: Encore, channel: Channel, budget: int) -> int:
    halt_if_clock_jumped(encore)
    done = 0
    busy = list(in_turn(encore, f"outbox_{channel}", encore.shops.working()))
    while busy and done < budget:
        share = BATCH if len(busy) == 1 else _SHARE
        limits = [(shop, min(share, budget - done)) for shop in busy]
        counts = [(shop, limit, _drain_shop(encore, shop.id, channel, limit)) for shop, limit in limits]
        done += sum(count for _, _, count in counts)
        busy = [shop for shop, limit, count in counts if count == limit]
    return done


def _drain_shop(encore: Encore, shop_id: int, channel: Channel, limit: int) -> int:
    shop = encore.shops.recent(shop_id)
    if (
        limit < 1
        or shop is None
        or shop.paused_at is not None
        or shop.uninstalled_at is not None
        or shop.cabinet is None
    ):
        return 0
    now = encore.clock.now()
    rows, dossiers = _claim(encore, shop, channel, limit, now)
    if not rows:
        return 0
    judged = [(row, outcome_of(row, encore.flows.get(row.flow), dossiers.get(row.who))) for row in rows]
    with encore.database.write(shop.id) as session:
        dropped, ready = settle(session, shop, channel, judged, now)
    wake_codes(encore, dropped)
    if ready:
        send(encore, shop, channel, ready, dossiers)
    if any(isinstance(outcome, Go | Wait) and outcome.channel is not channel for _, outcome in judged):
        encore.wake(f"outbox_{Channel.SMS if channel is Channel.EMAIL else Channel.EMAIL}")
    return len(rows)


def _claim(
    encore: Encore, shop: Shop, channel: Channel, limit: int, now: datetime
) -> tuple[list[Row], dict[Subject, Dossier]]:
    ids: list[str] = []
    with encore.database.write(shop.id) as session:
        for rank in (0, 1, 2):
            if len(ids) >= limit:
                break
            ids += _DUE.take(
                session, limit=limit - len(ids), now=now, lease=encore.lease, channel=channel.value, rank=rank
            )[1]
        if not ids:
            return [], {}
        rows = read(session, ids)
        return rows, dossiers_of(session, shop, rows, now)
