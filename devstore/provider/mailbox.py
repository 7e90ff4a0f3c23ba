"""What has arrived, for whom, and whether something has arrived at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from devstore.model.messages import Message


def keep(session: Session, message: Message) -> Message:
    session.add(message)
    session.flush()
    return message


def of(session: Session, email: str | None, phone: str | None, channel: str | None = None) -> Sequence[Message]:
    """What arrived for this address and this number, the newest first."""
    places = []
    if email and channel != "sms":
        places.append((Message.channel == "email") & (Message.to == email.lower()))
    if phone and channel != "email":
        places.append((Message.channel == "sms") & (Message.to == phone))
    if not places:
        return ()
    return session.scalars(select(Message).where(or_(*places)).order_by(Message.id.desc())).all()


def everything(session: Session, channel: str | None = None, limit: int = 200) -> Sequence[Message]:
    """The newest first."""
    rows = select(Message).order_by(Message.id.desc()).limit(limit)
    return session.scalars(rows if channel is None else rows.where(Message.channel == channel)).all()


def by_key(session: Session, channel: str, key: str) -> Message | None:
    """A mail by its Message-ID, with or without brackets and domain; a text by its sender's key."""
    wanted = key.strip().strip("<>")
    found = session.scalar(select(Message).where(Message.channel == channel, Message.key == wanted))
    if found is not None or channel == "sms" or "@" in wanted:
        return found
    pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return session.scalar(select(Message).where(Message.key.like(f"{pattern}@%", escape="\\")))


def add_text(session: Session, to: str, sender: str, body: str, key: str, at: datetime) -> Message:
    """The same key is the same text: it is kept once."""
    before = by_key(session, "sms", key)
    if before is not None:
        return before
    return keep(
        session,
        Message(channel="sms", to=to, sender=sender, key=key, subject=None, text=body, html=None, headers=[], at=at),
    )
