"""The staff of a shop: who comes in as what, and how a manager changes that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from plugin.db.session import Database
from plugin.desk.access import note
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.shop import Shop as ShopRow
from plugin.model.staff import Deed, StaffMember
from plugin.roles import Role
from plugin.shops import Shop

_AWAY = timedelta(hours=1)  # whoever was away for longer comes in anew
_EXACT = timedelta(minutes=10)  # so exactly is known when somebody was here last: not every request is a write


class LastManager(EncoreError):
    """Without this member nobody could change settings or roles any more. Nothing was changed."""


class MemberChanged(EncoreError):
    """Somebody else has changed this member since they were shown. Nothing was changed."""


class NoMember(EncoreError):
    """Nobody of this number has opened Encore in this shop."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; `name` is "" until a manager gives one."""

    user_id: str
    role: Role
    name: str
    first_seen_at: datetime
    last_seen_at: datetime  # to ten minutes
    version: int


def arrived(database: Database, shop: Shop, user_id: str, now: datetime) -> Role:
    """The role of whoever makes this request. The first to come after an install is manager, later ones get the
    role that the shop has set for newcomers. Coming in after an hour away is a line of the access log."""
    with database.read(shop.id) as session:
        known = session.scalar(_one(shop, user_id))
    if known is not None and known.last_seen_at > now - _EXACT and known.last_seen_at >= shop.installed_at:
        return Role(known.role)
    with database.write(shop.id) as session:
        return _let_in(session, shop, user_id, now)


def members(session: Session, shop: Shop) -> list[Member]:
    """Managers first, then in the order in which they came."""
    rows = session.scalars(select(StaffMember).where(StaffMember.shop_id == shop.id))
    found = [_member(shop, row) for row in rows]
    order = list(reversed(Role))
    return sorted(found, key=lambda one: (order.index(one.role), one.first_seen_at, one.user_id))


def member_of(session: Session, shop: Shop, user_id: str) -> Member:
    """Raises NoMember."""
    return _member(shop, _known(session, shop, user_id))


def give(encore: Encore, shop: Shop, user_id: str, role: Role, name: str, *, version: int, by: str) -> None:
    """That member has this role and this name from now on. Raises NoMember, MemberChanged, LastManager."""
    with encore.database.write(shop.id) as session:
        row = _held(session, shop, user_id, version)
        if row.role != role.value:
            _keep_a_manager(session, shop, row, role)
            note(session, shop, by, Deed.GAVE_ROLE, encore.clock.now(), of_user=user_id, role=role.value)
        row.role = role.value
        row.name = shop.keys.seal("staff_member.name", user_id, name) if name else None
        row.version += 1


def remove(encore: Encore, shop: Shop, user_id: str, *, version: int, by: str) -> None:
    """Off the list; who comes again is a newcomer. Raises NoMember, MemberChanged, LastManager."""
    with encore.database.write(shop.id) as session:
        row = _held(session, shop, user_id, version)
        _keep_a_manager(session, shop, row, None)
        note(session, shop, by, Deed.REMOVED, encore.clock.now(), of_user=user_id)
        session.delete(row)


def _let_in(session: Session, shop: Shop, user_id: str, now: datetime) -> Role:
    _lock(session, shop)
    row = session.scalar(_one(shop, user_id))
    is_first = not any(one.last_seen_at >= shop.installed_at for one in _managers(session, shop))
    was_away = row is None or row.last_seen_at <= now - _AWAY
    if row is None:
        role = Role.MANAGER if is_first else shop.settings.staff.newcomers
        row = StaffMember(shop_id=shop.id, user_id=user_id, role=role.value, first_seen_at=now, last_seen_at=now)
        session.add(row)
    elif is_first and row.role != Role.MANAGER.value:
        row.role, row.version = Role.MANAGER.value, row.version + 1
    row.last_seen_at = now
    if is_first or was_away:
        note(session, shop, user_id, Deed.INSTALLED if is_first else Deed.OPENED, now)
    return Role(row.role)


def _held(session: Session, shop: Shop, user_id: str, version: int) -> StaffMember:
    """The member as shown in that version, with nobody else changing the staff meanwhile."""
    _lock(session, shop)
    row = _known(session, shop, user_id)
    if row.version != version:
        raise MemberChanged(f"staff member {user_id} of {shop.domain} was changed by somebody else; look again")
    return row


def _known(session: Session, shop: Shop, user_id: str) -> StaffMember:
    row: StaffMember | None = session.scalar(_one(shop, user_id))
    if row is None:
        raise NoMember(f"nobody of number {user_id} has opened Encore in {shop.domain}")
    return row


def _keep_a_manager(session: Session, shop: Shop, row: StaffMember, role: Role | None) -> None:
    is_leaving = row.role == Role.MANAGER.value and role is not Role.MANAGER
    if is_leaving and all(one.user_id == row.user_id for one in _managers(session, shop)):
        raise LastManager(f"{shop.domain} has no other manager; make somebody else one first")


def _managers(session: Session, shop: Shop) -> list[StaffMember]:
    mine = select(StaffMember).where(StaffMember.shop_id == shop.id, StaffMember.role == Role.MANAGER.value)
    return list(session.scalars(mine))


def _lock(session: Session, shop: Shop) -> None:
    """Two who come first at once, or two managers who demote each other, follow one another."""
    session.execute(select(ShopRow.id).where(ShopRow.id == shop.id).with_for_update(key_share=True))


def _one(shop: Shop, user_id: str) -> Select[Any]:
    return select(StaffMember).where(StaffMember.shop_id == shop.id, StaffMember.user_id == user_id)


def _member(shop: Shop, row: StaffMember) -> Member:
    name = shop.keys.open("staff_member.name", row.user_id, row.name)
    return Member(row.user_id, Role(row.role), name or "", row.first_seen_at, row.last_seen_at, row.version)
