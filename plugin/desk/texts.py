"""A shop's own texts at the editor: what is said now, its earlier versions, saving one, bringing one back.

Nothing is ever overwritten: each change is a new version, and going back is one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.compose.check import Case, problems
from plugin.compose.languages import LANGUAGES
from plugin.compose.problems import Problems
from plugin.compose.source import Source
from plugin.compose.template import has_own_text, shipped_source
from plugin.desk.samples import case_of, goods, made_up, real
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.text import MessageText
from plugin.shops import Shop
from plugin.texts import TextKey, source_of

_STEPS = 5


@dataclass(frozen=True, slots=True)
class Version:
    """`number` 0 is the text that comes with Encore, which nobody made; `restores`: the older version it repeats."""

    number: int
    source: Source
    is_shipped: bool
    created_at: datetime | None = None
    user_id: str | None = None
    restores: int | None = None


class TextChanged(EncoreError):
    """Somebody else has saved this text since it was shown; `current` is what it says now."""

    def __init__(self, current: Version) -> None:
        super().__init__("this text was changed by somebody else; look at it again")
        self.current = current


def keys_of(encore: Encore, flow: str) -> list[TextKey]:
    """Every text of a flow: its steps, each in all languages. KeyError for an unknown flow."""
    name = encore.flows[flow].name
    steps = [0, *(step for step in range(1, _STEPS) if has_own_text(name, step))]
    return [TextKey(name, step, language) for step in steps for language in LANGUAGES]


def current(encore: Encore, shop: Shop, key: TextKey) -> Version:
    """What is said now."""
    with encore.database.read(shop.id) as session:
        return _newest(session, shop, key)


def versions(encore: Encore, shop: Shop, key: TextKey) -> list[Version]:
    """Every version there was, newest first; the last one is Encore's own, with the number 0."""
    with encore.database.read(shop.id) as session:
        rows = session.scalars(_rows(shop, key)).all()
        return [*(_version(row, key) for row in rows), _shipped(key)]


def save(encore: Encore, shop: Shop, key: TextKey, source: Source, *, seen: int, user_id: str) -> Version | Problems:
    """The new version; or what is wrong with it, and nothing is saved. `seen` is the number of the version that was
    shown; TextChanged where it is not the newest. A text that says the same as the current one is no new version."""
    found = problems(source, key.language, cases(encore, shop, key))
    if found:
        return found
    with encore.database.write(shop.id) as session:
        now_there = _seen(encore, session, shop, key, seen)
        if now_there.source == source:
            return now_there
        return _add(session, shop, key, now_there.number + 1, source, None, encore.clock.now(), user_id)


def undo(encore: Encore, shop: Shop, key: TextKey, *, seen: int, user_id: str) -> Version | None:
    """What was said before becomes the newest version again; None where nothing was said before. Undoing once more
    goes one further back. TextChanged as `save`."""
    with encore.database.read(shop.id) as session:
        now_there = _newest(session, shop, key)
    origin = now_there.number if now_there.restores is None else now_there.restores
    if origin == 0:
        return None
    return bring_back(encore, shop, key, origin - 1, seen=seen, user_id=user_id)


def bring_back(encore: Encore, shop: Shop, key: TextKey, number: int, *, seen: int, user_id: str) -> Version | None:
    """An older version, or Encore's own text (0), becomes the newest one; None where there is no such version.
    TextChanged as `save`."""
    with encore.database.write(shop.id) as session:
        now_there = _seen(encore, session, shop, key, seen)
        row = session.scalars(_rows(shop, key).where(MessageText.number == number)).one_or_none()
        if number != 0 and row is None:
            return None
        source = None if row is None else source_of(row)
        at = encore.clock.now()
        return _add(session, shop, key, now_there.number + 1, source, number, at, user_id)


def cases(encore: Encore, shop: Shop, key: TextKey) -> list[Case]:
    """Everybody a text is tried on before it is saved."""
    with encore.database.read(shop.id) as session:
        people = [*real(session, shop, encore.clock.now()), *made_up(shop)]
        products = goods(session, shop)
    return [case_of(encore, shop, key, person, products) for person in people]


def _seen(encore: Encore, session: Session, shop: Shop, key: TextKey, seen: int) -> Version:
    """The newest version, while nobody else can add one."""
    encore.shops.read(session, shop.id)
    newest = _newest(session, shop, key)
    if newest.number != seen:
        raise TextChanged(newest)
    return newest


def _newest(session: Session, shop: Shop, key: TextKey) -> Version:
    row = session.scalars(_rows(shop, key).limit(1)).one_or_none()
    return _shipped(key) if row is None else _version(row, key)


def _rows(shop: Shop, key: TextKey) -> Any:
    mine = (
        MessageText.shop_id == shop.id, MessageText.flow == key.flow, MessageText.step == key.step,
        MessageText.language == key.language,
    )  # fmt: skip
    return select(MessageText).where(*mine).order_by(MessageText.number.desc())


def _add(
    session: Session, shop: Shop, key: TextKey, number: int, source: Source | None, restores: int | None,
    now: datetime, user_id: str,
) -> Version:  # fmt: skip
    said = {} if source is None else {name: getattr(source, name) for name in Source.__slots__}
    row = MessageText(
        shop_id=shop.id, **key._asdict(), number=number, restores=restores, created_at=now, user_id=user_id, **said
    )
    session.add(row)
    return _version(row, key)


def _version(row: MessageText, key: TextKey) -> Version:
    source = source_of(row)
    said = source or shipped_source(*_place(key))
    return Version(row.number, said, source is None, row.created_at, row.user_id, row.restores)


def _shipped(key: TextKey) -> Version:
    return Version(0, shipped_source(*_place(key)), is_shipped=True)


def _place(key: TextKey) -> tuple[str, str, int]:
    return key.flow, key.language, key.step
