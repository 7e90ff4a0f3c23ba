"""From the token in an address to the shop and the message it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.compose.links import LinkInvalid, LinkPurpose
from plugin.model.customer import Customer
from plugin.model.message import Message
from plugin.shops import Shop
from plugin.vault import Cabinet
from ui.doors import doors
from ui.i18n import use


class Erased(Exception):
    """The link is genuine, but what it was about has been erased."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a genuine link. `part` is what follows the message id in it ("" for most links)."""

    shop: Shop
    keys: Cabinet
    message: Message
    part: str
    now: datetime

    @property
    def address(self) -> str | None:
        """Where the message went, in full; None once that is no longer kept."""
        return self.keys.open("message.to", self.message.id, self.message.to)


def visit(token: str, purpose: LinkPurpose) -> Visit:
    """Who comes; from here on they are answered in the language they are written to in. Raises LinkInvalid (also
    for a shop or message that is not there), LinkExpired or Erased."""
    now = doors().clock.now()
    link = doors().links.read(token, purpose, now)
    shop = doors().shops.by_public_id(link.shop)
    if shop is None:
        raise LinkInvalid("no such shop")
    use(shop.locale)
    if shop.cabinet is None:
        raise Erased
    message_id, _, part = link.id.partition(".")
    with doors().database.read(shop.id) as session:
        message = session.scalars(
            select(Message).where(Message.shop_id == shop.id, Message.id == message_id)
        ).one_or_none()
        locale = _locale(session, message) if message else None
    use(locale, shop.locale)
    if message is None:
        raise LinkInvalid("no such message")
    if message.customer_id is None and message.to_hash is None:
        raise Erased
    return Visit(shop, shop.cabinet, message, part, now)


def _locale(session: Session, message: Message) -> str | None:
    """The locale of the message's customer, as the platform writes it; None where it is not known."""
    mine = (Customer.shop_id == message.shop_id, Customer.id == message.customer_id)
    return session.scalars(select(Customer.locale).where(*mine)).one_or_none()
