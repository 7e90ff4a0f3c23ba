"""Accounts, consent, birthdays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from devstore.act import Act, Refused
from devstore.bodies import customers as bodies
from devstore.model.kept import Metafield, new_id
from devstore.model.people import Customer

Channel = Literal["email", "sms"]
LONDON = {
    "address1": "1 Example Street", "city": "London", "zip": "SE1 9AA", "province": "England",
    "province_code": "ENG", "country": "United Kingdom", "country_code": "GB",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newcomer:
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str = "en-GB"
    address: dict[str, Any] = field(default_factory=lambda: dict(LONDON))


def customer_of(session: Session, customer_id: int) -> Customer:
    row = session.get(Customer, customer_id)
    if row is None:
        raise Refused(f"There is no customer {customer_id}.")
    return row


def find(session: Session, email: str | None, phone: str | None) -> Customer | None:
    """By address first, else by number."""
    if email:
        return session.scalar(select(Customer).where(func.lower(Customer.email) == email.lower()))
    return session.scalar(select(Customer).where(Customer.phone == phone)) if phone else None


def welcome(act: Act, who: Newcomer) -> Customer:
    """A new account. Refused without address and number, or where one of them is taken."""
    if not who.email and not who.phone:
        raise Refused("An e-mail address or a phone number is needed.")
    taken = or_(func.lower(Customer.email) == (who.email or "").lower(), Customer.phone == (who.phone or ""))
    if act.session.scalar(select(func.count()).select_from(Customer).where(taken)):
        raise Refused("There is an account with this e-mail address or phone number already.")
    row = Customer(
        id=new_id(act.session, "customer"), first_name=who.first_name, last_name=who.last_name, email=who.email,
        phone=who.phone, locale=who.locale, address=who.address, created_at=act.at, updated_at=act.at, tags="",
        email_state="not_subscribed", sms_state="not_subscribed", sms_from="shopify",
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    act.tell("customers/create", bodies.customer(row))
    return row


def consent(
    act: Act, row: Customer, channel: Channel, state: str, level: str | None = "single_opt_in",
    said_at: datetime | None = None,
) -> None:  # fmt: skip
    """What they say now, or said at `said_at`, about marketing by e-mail or by text: subscribed, unsubscribed or
    pending."""
    if not (row.email if channel == "email" else row.phone):
        raise Refused(f"{row.shown_name} has no {'e-mail address' if channel == 'email' else 'phone number'}.")
    row.updated_at = act.at
    if channel == "email":
        row.email_state, row.email_level, row.email_updated_at = state, level, said_at or act.at
        act.tell("customers_email_marketing_consent/update", bodies.email_consent(row))
    else:
        row.sms_state, row.sms_level, row.sms_updated_at = state, level, said_at or act.at
        act.tell("customers_marketing_consent/update", bodies.sms_consent(row))


def birthday(act: Act, row: Customer, born: date) -> None:
    """Kept in the standard metafield `facts.birth_date`."""
    set_metafield(act, row.gid, "facts", "birth_date", "date", born.isoformat())
    changed(act, row)


def change(act: Act, row: Customer, **values: str | None) -> None:
    """Another name, address, number or language."""
    for name, value in values.items():
        if name not in {"first_name", "last_name", "email", "phone", "locale"}:
            raise Refused(f"{name} cannot be changed.")
        setattr(row, name, value)
    changed(act, row)


def changed(act: Act, row: Customer) -> None:
    row.updated_at = act.at
    act.tell("customers/update", bodies.customer(row, metafields_of(act.session, row.gid)))


def metafields_of(session: Session, owner: str) -> list[Metafield]:
    session.flush()
    return list(session.scalars(select(Metafield).where(Metafield.owner == owner)))


def set_metafield(act: Act, owner: str, namespace: str, key: str, kind: str, value: str) -> Metafield:
    """Made or changed; the caller tells what follows from it."""
    row = act.session.get(Metafield, (owner, namespace, key))
    if row is None:
        row = Metafield(
            owner=owner, namespace=namespace, key=key, id=new_id(act.session, "metafield"), created_at=act.at
        )
        act.session.add(row)
    row.type, row.value, row.updated_at = kind, value, act.at
    return row
