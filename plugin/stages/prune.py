"""Forgets what has been kept long enough (trust: keys and data)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from plugin.encore import Encore
from plugin.model.customer import PrivacyRequest
from plugin.model.help_desk import HelpDeskFact
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import FINAL, Message, MessageEvent
from plugin.model.moving import ImportFile
from plugin.model.product import ProductView
from plugin.model.staff import AccessEntry
from plugin.stages.left_shops import erase_left

INBOX_BODIES = timedelta(days=14)
MESSAGE_BODIES = timedelta(days=90)
CLICKS = timedelta(days=400)
ACCESS = timedelta(days=400)
VIEWS = timedelta(days=400)
FACTS = timedelta(days=14)  # that a help desk was told, or did not take
FILES = timedelta(days=1)  # of another app, sent to be read in
EXPORTS = timedelta(days=30)  # a file for a customer who asked, after it was handed over


def drain(encore: Encore, budget: int) -> int:  # noqa: ARG001 (eight statements a shop; there is nothing to ration)
    """Returns how many rows were shortened or removed, shops that left counting as one each."""
    now = encore.clock.now()
    done = erase_left(encore, now)
    for shop in encore.shops.all():
        with encore.database.write(shop.id) as session:
            for statement in (
                update(InboxItem)
                .where(
                    InboxItem.shop_id == shop.id, InboxItem.state != InboxState.WAITING.value,
                    InboxItem.done_at < now - INBOX_BODIES, InboxItem.body.is_not(None),
                )
                .values(body=None),
                update(Message)
                .where(
                    Message.shop_id == shop.id, Message.state.in_([state.value for state in FINAL]),
                    Message.useful_until < now - MESSAGE_BODIES, Message.payload.is_not(None),
                )
                .values(payload=None, text=None, subject=None),
                delete(MessageEvent).where(
                    MessageEvent.shop_id == shop.id, MessageEvent.kind == "clicked", MessageEvent.at < now - CLICKS
                ),
                update(PrivacyRequest)
                .where(
                    PrivacyRequest.shop_id == shop.id, PrivacyRequest.done_at < now - EXPORTS,
                    PrivacyRequest.export.is_not(None),
                )
                .values(export=None),
                delete(AccessEntry).where(AccessEntry.shop_id == shop.id, AccessEntry.at < now - ACCESS),
                delete(HelpDeskFact).where(HelpDeskFact.shop_id == shop.id, HelpDeskFact.at < now - FACTS),
                delete(ImportFile).where(ImportFile.shop_id == shop.id, ImportFile.added_at < now - FILES),
                delete(ProductView).where(ProductView.shop_id == shop.id, ProductView.day < (now - VIEWS).date()),
            ):  # fmt: skip
                found: Any = session.execute(statement)
                done += found.rowcount
    return done
