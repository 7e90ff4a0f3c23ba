"""Who asks the Admin API, and what answers may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from graphql import GraphQLResolveInfo
from sqlalchemy.orm import Session

from devstore.act import Act
from devstore.oauth.installed import covers
from devstore.settings import Settings

Info: TypeAlias = "GraphQLResolveInfo[Any]"
Node = dict[str, Any]  # an object as GraphQL reads it: values, or functions of (info, **arguments)


@dataclass(frozen=True, slots=True)
class Asking:
    act: Act  # what it changes happens in here; a query changes nothing
    settings: Settings
    scopes: tuple[str, ...]

    @property
    def session(self) -> Session:
        return self.act.session

    @property
    def now(self) -> datetime:
        return self.act.at

    def may(self, scope: str) -> bool:
        return covers(self.scopes, scope)


def asking(info: Info) -> Asking:
    return cast(Asking, info.context)


def instant(at: datetime | None) -> str | None:
    """As the Admin API writes times: UTC, to the second."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """ValueError for what is no time; a time without a zone is UTC."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
