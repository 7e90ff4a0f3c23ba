"""Expiring offline tokens with rotation, by the rules of Shopify's documentation: an access token lives an hour
whatever happens to its refresh token; a refresh token works until a newer one is used, a new token comes by
exchange, 30 days after its first use, or its own 90 days."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from devstore.model.installs import Install, Token
from devstore.oauth.installed import current_install

ACCESS_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=90)
_LIFE_AFTER_USE = timedelta(days=30)


def by_exchange(session: Session, install: Install, now: datetime) -> Token:
    return _new(session, install, "exchange", now)


def by_refresh(session: Session, refresh: str, now: datetime) -> Token | None:
    """A new pair; None where the refresh token is unknown or has ended, which is final."""
    row = session.scalar(select(Token).where(Token.refresh == refresh))
    install = current_install(session)
    if row is None or install is None or row.install_id != install.id or not _works(session, row, now):
        return None
    row.first_used_at = row.first_used_at or now
    return _new(session, install, "refresh", now)


def install_of(session: Session, access: str, now: datetime) -> Install | None:
    """Whose access token it is; None for one that is unknown, has expired or was ended by an uninstall."""
    row = session.scalar(select(Token).where(Token.access == access))
    install = current_install(session)
    if row is None or install is None or row.install_id != install.id or now >= row.expires_at:
        return None
    return install


def _works(session: Session, row: Token, now: datetime) -> bool:
    if now >= row.refresh_expires_at:
        return False
    if row.first_used_at is not None and now >= row.first_used_at + _LIFE_AFTER_USE:
        return False
    newer = exists().where(Token.id > row.id, or_(Token.how == "exchange", Token.first_used_at.is_not(None)))
    return not session.scalar(select(newer))


def _new(session: Session, install: Install, how: str, now: datetime) -> Token:
    row = Token(
        install_id=install.id, how=how, access=f"shpat_{secrets.token_hex(16)}", expires_at=now + ACCESS_LIFE,
        refresh=f"shprt_{secrets.token_hex(16)}", refresh_expires_at=now + REFRESH_LIFE,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
