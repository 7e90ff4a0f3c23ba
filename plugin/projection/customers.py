"""Customers: the newest full view wins; the short form inside an order only fills what no full view told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from plugin.clock import local_date
from plugin.db.prepared import SHOP, Prepared
from plugin.events import CustomerGone, CustomerSeen, CustomersMerged, MessageAsked, Place, WorkflowAsked
from plugin.model.case import SupportCase
from plugin.model.customer import ConsentEntry, ConsentTelling, Customer
from plugin.model.help_desk import HelpDeskFact
from plugin.model.message import Message
from plugin.model.order import Order
from plugin.model.survey import SurveyAnswer
from plugin.product_questions import bring_questions
from plugin.projection.addresses import email_hash, phone_hash
from plugin.projection.birthdays import bring_birthday, seen_birthday
from plugin.projection.consent import project_consent, to_be_told
from plugin.projection.work import Work, erased_at, final_id
from plugin.telling import bring_along

_SEEN = Prepared(
    select(
        Customer.seen_at, Customer.short_seen_at, Customer.merged_into, Customer.birthday_hash,
        Customer.birthday_known_at, Customer.birthday_told_at,
    ).where(Customer.shop_id == SHOP, Customer.id == bindparam("id"))
)  # fmt: skip


def project_customer(work: Work, event: CustomerSeen, alive_at: datetime | None = None) -> int | None:
    """Take the view in; returns the id under which this customer goes (after merges), None if erased.
    `alive_at` is when they ordered: an order after the erasure is a new beginning."""
    row = _SEEN.row(work.session, id=event.id)
    if row is None and _is_erased(work, event, alive_at or event.created_at):
        return None
    for consent in event.consents:
        project_consent(work, consent, country=event.place.country if event.place else None)
    if row is None:
        work.insert_new(Customer, [{"shop_id": work.shop.id, "id": event.id, **_columns(work, event, None)}])
        return event.id
    if _is_news(event, row):
        work.update(Customer, event.id, _columns(work, event, row))
    return final_id(work, event.id) if row.merged_into else event.id


def project_asked(work: Work, event: WorkflowAsked) -> list[MessageAsked]:
    """A workflow asks for a message to somebody; nothing where they are not known."""
    id = final_id(work, event.customer_id)
    if _SEEN.row(work.session, id=id) is None:
        return []
    return [MessageAsked(id, local_date(event.at, work.shop.time_zone), event.at)]


def forget_customer(work: Work, event: CustomerGone) -> None:
    """The shop deleted the account: its orders stay, nothing more is planned for it."""
    work.session.execute(
        update(Customer)
        .where(Customer.shop_id == work.shop.id, Customer.id == event.customer_id)
        .values(gone_at=event.at)
    )


def merge_customers(work: Work, event: CustomersMerged) -> None:
    """Everything of the customer that is gone belongs to the kept one, also what arrives later."""
    shop_id = work.shop.id
    for customer_id in (event.kept_id, event.gone_id):
        work.insert_new(Customer, [{"shop_id": shop_id, "id": customer_id}])
    kept_id = final_id(work, event.kept_id)
    if kept_id == event.gone_id:
        return
    work.session.execute(
        update(Customer).where(Customer.shop_id == shop_id, Customer.id == event.gone_id).values(merged_into=kept_id)
    )
    _tell_of_kept(work, kept_id, event.gone_id)
    bring_birthday(work, kept_id, event.gone_id)
    bring_questions(work, kept_id, event.gone_id)
    for table in (Order, Message, ConsentEntry, SupportCase, SurveyAnswer, HelpDeskFact):
        work.session.execute(
            update(table)
            .where(table.shop_id == shop_id, table.customer_id == event.gone_id)
            .values(customer_id=kept_id)
        )


def _tell_of_kept(work: Work, kept_id: int, gone_id: int) -> None:
    """What the shop was still to hear about the one that is gone is told about the kept one."""
    of_gone = (ConsentTelling.shop_id == work.shop.id, ConsentTelling.customer_id == gone_id)
    due = select(ConsentTelling.channel, ConsentTelling.since).where(*of_gone, ConsentTelling.due_at.is_not(None))
    for row in work.session.execute(due).all():
        to_be_told(work, kept_id, row.channel, row.since)
    work.session.execute(delete(ConsentTelling).where(*of_gone))
    bring_along(work.session, work.shop.id, kept_id, gone_id, work.now)


def _is_erased(work: Work, event: CustomerSeen, alive_at: datetime | None) -> bool:
    """Erased, and this view is no newer life: it was made before the erasure."""
    at = erased_at(work, [("customer", str(event.id))])
    return at is not None and (alive_at is None or alive_at <= at)


def _is_news(event: CustomerSeen, row: Any) -> bool:
    if event.is_full:
        return row.seen_at is None or event.updated_at >= row.seen_at
    return row.seen_at is None and (row.short_seen_at is None or event.updated_at >= row.short_seen_at)


def _columns(work: Work, event: CustomerSeen, row: Any | None) -> dict[str, Any]:
    place = event.place or Place()
    phone = event.phone or event.address_phone
    values: dict[str, Any] = {
        "created_at": event.created_at,
        "email": work.keys.seal("customer.email", event.id, event.email),
        "email_hash": email_hash(work, event.email),
        "phone": work.keys.seal("customer.phone", event.id, phone),
        "phone_hash": phone_hash(work, phone, place.country),
        "first_name": work.keys.seal("customer.first_name", event.id, event.first_name),
        "last_name": work.keys.seal("customer.last_name", event.id, event.last_name),
        "locale": event.locale,
        "country": place.country,
        "province": place.province,
        "city": place.city,
        "postcode": place.postcode,
    }
    if not event.is_full:
        return {
            "short_seen_at": event.updated_at,
            **{key: value for key, value in values.items() if value is not None},
        }
    values["seen_at"] = event.updated_at
    if event.has_birthday_field:
        values.update(seen_birthday(work, event, row))
    return values
