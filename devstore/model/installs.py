"""Whether the app is installed, and the tokens it was given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from devstore.database import Base, UtcTime


class Install(Base):
    """The newest row counts; it is over once `ended_at` is set."""

    __tablename__ = "install"
    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    scopes: Mapped[list[str]] = mapped_column(JSON)


class WebPixel(Base):
    """The app's pixel of one install."""

    __tablename__ = "web_pixel"
    id: Mapped[int] = mapped_column(primary_key=True)
    install_id: Mapped[int] = mapped_column(ForeignKey("install.id"), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)


class Token(Base):
    """An expiring offline token with its refresh token. `how` is exchange or refresh."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    install_id: Mapped[int] = mapped_column(ForeignKey("install.id"))
    how: Mapped[str]
    access: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    refresh: Mapped[str] = mapped_column(unique=True)
    refresh_expires_at: Mapped[datetime] = mapped_column(UtcTime)
    first_used_at: Mapped[datetime | None] = mapped_column(UtcTime)  # the refresh token
