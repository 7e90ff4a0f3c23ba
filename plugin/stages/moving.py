"""Reads in the files that people sent through the admin."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, or_, select, update

from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.import_run import ImportRun, ImportState
from plugin.model.moving import ImportFile
from plugin.moving.dates import Order
from plugin.moving.run import look_through, take_in
from plugin.shops import Shop
from plugin.turns import in_turn

LEASE = timedelta(minutes=2)  # renewed with every batch; a worker that dies gives the file back by doing nothing
log = structlog.get_logger()


def drain(encore: Encore, budget: int) -> int:
    """Returns how many files were read in. One that stopped in the middle goes on where its run stands."""
    done = 0
    for shop in in_turn(encore, "moving", encore.shops.working()):
        while done < budget and (id := _claimed(encore, shop)) is not None:
            _take_in(encore, shop, id)
            done += 1
    return done


def _claimed(encore: Encore, shop: Shop) -> str | None:
    now = encore.clock.now()
    free = or_(ImportFile.leased_until.is_(None), ImportFile.leased_until < now)
    with encore.database.write(shop.id) as session:
        begun = select(ImportRun.id).where(ImportRun.shop_id == shop.id, ImportRun.state == ImportState.RUNNING.value)
        id = session.scalar(
            select(ImportFile.id)
            .where(ImportFile.shop_id == shop.id, free, ImportFile.id.in_(begun))
            .order_by(ImportFile.added_at, ImportFile.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if id is not None:
            _set(session, shop, id, leased_until=now + LEASE)
        return id


def _take_in(encore: Encore, shop: Shop, id: str) -> None:
    with encore.database.read(shop.id) as session:
        row = session.scalar(select(ImportFile).where(ImportFile.shop_id == shop.id, ImportFile.id == id))
    if row is None:
        return
    file = io.BytesIO(shop.keys.open_bytes("import_file.content", id, row.content))

    def on(_done: int, _all: int) -> None:
        with encore.database.write(shop.id) as session:
            _set(session, shop, id, leased_until=encore.clock.now() + LEASE)

    try:
        found = look_through(file, shop, row.kind, Order(row.dates) if row.dates else None)
        counts = take_in(encore.database, shop, file, found, id, encore.clock.now, on)
        log.info("file taken in", shop=shop.id, kind=row.kind, added=counts.added, wrong=counts.wrong)
        encore.wake("tell")
        encore.wake("pictures")
    except EncoreError as error:
        log.warning("file not taken in", shop=shop.id, kind=row.kind, reason=str(error))
        _fail(encore, shop, id)
    with encore.database.write(shop.id) as session:
        session.execute(delete(ImportFile).where(ImportFile.shop_id == shop.id, ImportFile.id == id))


def _fail(encore: Encore, shop: Shop, id: str) -> None:
    """Unless it was undone."""
    with encore.database.write(shop.id) as session:
        session.execute(
            update(ImportRun)
            .where(
                ImportRun.shop_id == shop.id, ImportRun.id == id, ImportRun.state == ImportState.RUNNING.value
            )
            .values(state=ImportState.FAILED.value, ended_at=encore.clock.now())
        )  # fmt: skip


def _set(session: Any, shop: Shop, id: str, **values: Any) -> None:
    session.execute(update(ImportFile).where(ImportFile.shop_id == shop.id, ImportFile.id == id).values(**values))
