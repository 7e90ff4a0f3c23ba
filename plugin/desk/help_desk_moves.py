"""What a manager does with the shop's help desk. Each change is a line of the access log, without values."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.desk.access import note
from plugin.desk.help_desk import CHOICES, address_of, desk_of
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.help_desk import leave_help_desk, trial_told
from plugin.model.help_desk import HelpDesk, HelpDeskFact
from plugin.model.staff import Deed
from plugin.outside import parts_of
from plugin.projection.work import Work
from plugin.shops import Shop

_SEALED = frozenset({"address", "secret"})


class HelpDeskChanged(EncoreError):
    """Somebody else has changed it, or taken it away, since it was shown. Nothing was changed."""


def save(
    encore: Encore, shop: Shop, version: int, *, address: str, told: Iterable[str], with_words: bool, by: str
) -> str | None:  # fmt: skip
    """Set it. Returns the secret where it is new, and never again; None where there was one. Raises NotFetched where
    that is no address of https, HelpDeskChanged; `version` 0: there was none."""
    parts_of(address)
    wanted = set(told)
    after = {"address": address, "told": [one.value for one in CHOICES if one in wanted], "with_words": with_words}
    with encore.database.write(shop.id) as session:
        row = _read(encore, session, shop, version)
        if row is None:
            return _first(encore, session, shop, after, by)
        before = {"address": address_of(shop, row), "told": row.told, "with_words": row.with_words}
        what = [name for name in after if after[name] != before[name]]
        if what:
            _set(row, **_sealed(shop, after))
            _note(encore, session, shop, by, what)
        if "address" in what:
            _begin_anew(encore, session, shop, row)
    return None


def renew_secret(encore: Encore, shop: Shop, version: int, *, by: str) -> str:
    """Another secret, which counts from the next call on. Raises HelpDeskChanged."""
    secret = secrets.token_urlsafe(32)
    with encore.database.write(shop.id) as session:
        _set(_there(encore, session, shop, version), **_sealed(shop, {"secret": secret}))
        _note(encore, session, shop, by, ["secret"])
    return secret


def switch_on(encore: Encore, shop: Shop, version: int, *, by: str) -> None:
    """Tell again after it was stopped, what still waits too. Raises HelpDeskChanged."""
    with encore.database.write(shop.id) as session:
        row = _there(encore, session, shop, version)
        _set(row)
        _begin_anew(encore, session, shop, row)
        _note(encore, session, shop, by, ["on"])
    encore.wake("help_desk")


def send_test(encore: Encore, shop: Shop) -> bool:
    """A fact about nobody is on its way; False where it would not leave."""
    with encore.database.write(shop.id) as session:
        desk = desk_of(session, shop)
        if desk is None or desk.stopped_at is not None:
            return False
        trial_told(Work(session, shop, encore.clock.now()))
    encore.wake("help_desk")
    return True


def take_away(encore: Encore, shop: Shop, version: int, *, by: str) -> None:
    """Nothing is told any more; address, secret and the list go. Raises HelpDeskChanged."""
    with encore.database.write(shop.id) as session:
        _there(encore, session, shop, version)
        leave_help_desk(session, shop.id)
        _note(encore, session, shop, by, ["address", "secret"])


def _first(encore: Encore, session: Session, shop: Shop, fields: Mapping[str, Any], by: str) -> str:
    made = {**fields, "secret": secrets.token_urlsafe(32)}
    session.add(HelpDesk(shop_id=shop.id, **_sealed(shop, made)))
    _note(encore, session, shop, by, list(made))
    return str(made["secret"])


def _begin_anew(encore: Encore, session: Session, shop: Shop, row: HelpDesk) -> None:
    """What failed before says nothing about now: all that waits is due."""
    row.failures, row.wait_until, row.stopped_at, row.answer, row.problem = 0, None, None, None, None
    waiting = (HelpDeskFact.shop_id == shop.id, HelpDeskFact.wake_at.is_not(None), HelpDeskFact.lease_token.is_(None))
    session.execute(update(HelpDeskFact).where(*waiting).values(wake_at=encore.clock.now()))


def _read(encore: Encore, session: Session, shop: Shop, version: int) -> HelpDesk | None:
    """The row of that version, which nobody else changes until this transaction ends."""
    encore.shops.read(session, shop.id)
    row = session.scalar(select(HelpDesk).where(HelpDesk.shop_id == shop.id).with_for_update())
    if (0 if row is None else row.version) != version:
        raise HelpDeskChanged(f"the help desk of {shop.domain} was changed by somebody else")
    return row


def _there(encore: Encore, session: Session, shop: Shop, version: int) -> HelpDesk:
    row = _read(encore, session, shop, version)
    if row is None:
        raise HelpDeskChanged(f"{shop.domain} has no help desk any more")
    return row


def _set(row: HelpDesk, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def _sealed(shop: Shop, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of these fields."""
    return {
        name: shop.keys.seal_bytes(f"help_desk.{name}", shop.id, value.encode()) if name in _SEALED else value
        for name, value in fields.items()
    }


def _note(encore: Encore, session: Session, shop: Shop, by: str, fields: Collection[str]) -> None:
    what = ", ".join(f"help_desk.{name}" for name in fields)
    note(session, shop, by, Deed.CHANGED, encore.clock.now(), what=what)
