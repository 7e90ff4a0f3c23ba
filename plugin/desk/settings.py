"""Changes of a shop's settings by a person. Each counts the shop's `settings_version` up by one, so that two
people who edit at the same time learn of each other instead of undoing each other, and is a line of the access log,
which names the person (`by`; at the console the operator) and the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.config import problems
from plugin.customer_tags import switched
from plugin.desk.access import note
from plugin.desk.changed import Changed, Invalid
from plugin.desk.sensible import not_sensible
from plugin.desk.what_changed import what_changed
from plugin.encore import Encore
from plugin.model.shop import Shop as Row
from plugin.model.staff import OPERATOR, Deed
from plugin.shops import Shop
from plugin.shops import change as change_row

Columns = dict[str, Any]


def change(encore: Encore, shop: Shop, version: int, patch: Mapping[str, Any], *, by: str = OPERATOR) -> Shop:
    """Lay `[encore.*]` tables over the shop's settings; returns the shop as it is then. A key that is not in the
    patch keeps its value. Invalid names what cannot be used; Changed: `version` is not the newest any more."""
    wrong = problems(patch, shop.settings) or not_sensible(patch, shop, encore.settings)
    if wrong:
        raise Invalid(wrong)
    return changed(encore, shop, version, lambda _session, row: {"settings": laid_over(row.settings, patch)}, by=by)


def pause(encore: Encore, shop: Shop, *, by: str = OPERATOR) -> Shop:
    """Nothing leaves any more, also of what is queued, within a second. Asked twice it stays paused since the first
    time; whatever else was changed meanwhile does not matter."""
    now = encore.clock.now()
    return changed(encore, shop, None, lambda _session, row: {} if row.paused_at else {"paused_at": now}, by=by)


def resume(encore: Encore, shop: Shop, *, by: str = OPERATOR) -> Shop:
    """Send again, beginning with what waited and is still of use."""
    nothing = {"paused_at": None, "pause_reason": None}
    found = changed(encore, shop, None, lambda _session, row: nothing if row.paused_at else {}, by=by)
    for stage in ("outbox_email", "outbox_sms"):
        encore.wake(stage)
    return found


def changed(
    encore: Encore, shop: Shop, version: int | None, made: Callable[[Session, Row], Columns], *, by: str = OPERATOR
) -> Shop:
    """The shop after setting the columns that `made` returns for its row ({}: leave it as it is), in one
    transaction. Changed if the row has another version than `version`; None takes any."""
    with encore.database.write(shop.id) as session:
        row = session.scalars(select(Row).where(Row.id == shop.id).with_for_update(key_share=True)).one()
        if version is not None and row.settings_version != version:
            raise Changed(encore.shops.of(row))
        before, columns = encore.shops.of(row), made(session, row)
        if columns:
            change_row(session, shop.id, **columns, settings_version=row.settings_version + 1)
            session.refresh(row)
            after = encore.shops.of(row)
            if before.settings.tags != after.settings.tags:
                switched(session, shop.id, encore.clock.now())
            what = what_changed(before, after)
            if what:
                note(session, shop, by, Deed.CHANGED, encore.clock.now(), what=", ".join(what))
    return encore.shops.by_id(shop.id)


def tables_of(session: Session, shop: Shop) -> dict[str, Any]:
    """The `[encore.*]` tables that are stored for the shop: what differs from the shipped defaults."""
    found: dict[str, Any] = session.scalar(select(Row.settings).where(Row.id == shop.id)) or {}
    return found


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables of tables, the upper one's values winning; neither is changed."""
    found = dict(below)
    for key, value in above.items():
        mine = found.get(key)
        both = isinstance(value, Mapping) and isinstance(mine, Mapping)
        found[key] = laid_over(mine, value) if both and mine is not None else value
    return found
