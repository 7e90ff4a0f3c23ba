"""The merchant approves, declines, freezes or ends what the app charges."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore.act import Act, Refused
from devstore.bodies.shops import subscription
from devstore.model.charges import Charge
from devstore.model.kept import new_id


@dataclass(frozen=True, slots=True)
class Plan:
    """As it would stand in the Partner Dashboard; free where it costs nothing."""

    handle: str
    name: str
    cents: int
    trial_days: int


PLANS = (Plan("free", "Encore Free", 0, 0), Plan("growth", "Encore Growth", 1900, 14))


def active(session: Session) -> list[Charge]:
    return list(session.scalars(select(Charge).where(Charge.status == "ACTIVE").order_by(Charge.id)))


def newest(session: Session) -> Charge | None:
    """The charge that is active or frozen."""
    wanted = select(Charge).where(Charge.status.in_(("ACTIVE", "FROZEN"))).order_by(Charge.id.desc()).limit(1)
    return session.scalar(wanted)


def ask(act: Act, plan: Plan, return_url: str, *, is_test: bool, is_hosted: bool) -> Charge:
    """PENDING until the merchant approves or declines it."""
    row = Charge(
        id=new_id(act.session, "charge"), name=plan.name, cents=plan.cents, trial_days=plan.trial_days,
        is_test=is_test, is_hosted=is_hosted, return_url=return_url, status="PENDING", created_at=act.at,
        updated_at=act.at,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    return row


def approve(act: Act, row: Charge) -> None:
    """It takes the place of what was paid before."""
    _require(row, "PENDING")
    for other in active(act.session):
        _become(act, other, "CANCELLED")
    row.created_at = act.at
    _become(act, row, "ACTIVE")


def decline(act: Act, row: Charge) -> None:
    _require(row, "PENDING")
    _become(act, row, "DECLINED")


def freeze(act: Act, row: Charge) -> None:
    """The shop has not paid its bill."""
    _require(row, "ACTIVE")
    _become(act, row, "FROZEN")


def thaw(act: Act, row: Charge) -> None:
    _require(row, "FROZEN")
    _become(act, row, "ACTIVE")


def cancel(act: Act, row: Charge) -> None:
    _require(row, "ACTIVE", "FROZEN")
    _become(act, row, "CANCELLED")


def _require(row: Charge, *statuses: str) -> None:
    if row.status not in statuses:
        raise Refused(f"{row.name} is {row.status.lower()} already.")


def _become(act: Act, row: Charge, status: str) -> None:
    row.status, row.updated_at = status, act.at
    if not row.is_hosted:
        act.tell("app_subscriptions/update", subscription(row))
