"""The tags that customers carry in the shop for what they are to Encore, so that the merchant's segments and
workflows know it too: one line each. Written down where it may have changed; the stage `tell` looks what is true
then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.flows import vip_code
from plugin.model.customer import CustomerTelling
from plugin.model.message import Code, Message
from plugin.telling import look_again, to_be_shown

_VIP = "tag.vip"
_GOT_CODE = Prepared(
    select(Message.customer_id).where(
        Message.shop_id == SHOP, Message.id.in_(keys("ids")), Message.flow == vip_code.NAME, Message.step == 0,
        Message.customer_id.is_not(None),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """`is_held` asks of a shop's customer whether they carry it now."""

    text: str
    is_held: Callable[[Session, int, int], bool]


def is_vip(session: Session, shop_id: int, customer_id: int) -> bool:
    """Whether they got a VIP code that nobody took from them: used up or run out it still counts, ended because
    their order was cancelled or paid back, or by hand, it does not."""
    got = (
        select(Message.id)
        .join(Code, (Code.shop_id == Message.shop_id) & (Code.message_id == Message.id))
        .where(
            Message.shop_id == shop_id, Message.customer_id == customer_id, Message.flow == vip_code.NAME,
            Message.accepted_at.is_not(None), Code.end_reason.is_(None),
        )
        .limit(1)
    )  # fmt: skip
    return session.scalar(got) is not None


TAGS: Mapping[str, Tag] = MappingProxyType({_VIP: Tag("encore:vip", is_vip)})
"""By what `customer_telling` calls each."""


def messages_accepted(session: Session, shop_id: int, ids: Collection[str], now: datetime) -> None:
    """Whoever got a VIP code by one of these messages."""
    if ids:
        got = _GOT_CODE.values(session, ids=list(ids))
        if got:
            to_be_shown(session, shop_id, _VIP, got, now)


def codes_ended(session: Session, shop_id: int, which: ColumnElement[bool], now: datetime) -> None:
    """Whoever these codes belong to, where the shop was to show a tag."""
    owners = select(Code.customer_id).where(Code.shop_id == shop_id, which)
    look_again(session, shop_id, _VIP, CustomerTelling.customer_id.in_(owners), now)


def switched(session: Session, shop_id: int, now: datetime) -> None:
    """The merchant wants tags from now on, or no longer."""
    for what in TAGS:
        look_again(session, shop_id, what, true(), now)
