"""The mail server: takes every mail and reads its parts."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server  # noqa: N811  (the library's name means the protocol)
from aiosmtpd.smtp import Envelope, Session

from devstore.clock import StoreClock
from devstore.database import Database
from devstore.model.messages import Message
from devstore.provider.mailbox import keep


class Post:
    """What aiosmtpd calls when a mail has come."""

    def __init__(self, database: Database, clock: StoreClock) -> None:
        self._database, self._clock = database, clock

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        with self._database.write() as database:
            for to in envelope.rcpt_tos:
                keep(database, read_mail(raw, to, self._clock.now()))
        return "250 2.0.0 Ok: in the mailbox"


def mail_server(database: Database, clock: StoreClock, port: int) -> Controller:
    """Started and stopped by the caller; it cannot take port 0."""
    return Controller(Post(database, clock), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)


def read_mail(raw: bytes, to: str, at: datetime) -> Message:
    mail: Any = message_from_bytes(raw, policy=SMTP)
    return Message(
        channel="email", to=to.lower(), sender=str(mail.get("From", "")), subject=str(mail.get("Subject", "")),
        key=str(mail.get("Message-ID", "")).strip().strip("<>"), text=_part(mail, "plain") or "",
        html=_part(mail, "html"), headers=[[name, str(value)] for name, value in mail.items()], raw=raw, at=at,
    )  # fmt: skip


def _part(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    return None if part is None else str(part.get_content())
