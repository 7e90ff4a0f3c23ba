"""The start-up guard: is this the database that this installation wrote last? Id and last heartbeat are kept in the
database and in a file outside it. A restored or copied database does not match the file."""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import select

from plugin.db.insert import insert_new
from plugin.db.session import Database
from plugin.errors import ConfigError
from plugin.model.shop import Heartbeat

_INSTALLATION = "installation"
_TOLERANCE = timedelta(seconds=60)  # two clocks may write their beats in another order


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file says."""

    id: str
    beat_at: datetime | None = None


def file_of(database: Database, var: Path) -> Path:
    """Beside an SQLite file; elsewhere in `var`."""
    name = database.url.database
    place = Path(name).parent if database.is_sqlite and name else var
    return place / "instance.json"


def is_ours(database: Database, file: Path, now: datetime) -> bool:
    """Whether the database is the one that the file knows, and no older than the file says."""
    known, (stored, beat_at) = _read(file), _stored(database, now)
    if known is None:
        # several machines share a server's database, each with a file of its own; an SQLite file has one place
        return not database.is_sqlite or beat_at is None
    return known.id == stored and not _is_older(beat_at, known.beat_at)


def adopt(database: Database, file: Path, now: datetime) -> None:
    """From now on this database is ours."""
    _write(file, Kept(*_stored(database, now)))


def keep_beat(database: Database, file: Path, at: datetime) -> None:
    """Write the heartbeat into the file too, after it was committed."""
    stored, _ = _stored(database, at)
    _write(file, Kept(stored, at))


def _is_older(stored: datetime | None, known: datetime | None) -> bool:
    return known is not None and (stored is None or known - stored > _TOLERANCE)


def _stored(database: Database, now: datetime) -> tuple[str, datetime | None]:
    """The id of the database, made where there is none yet, and the last heartbeat of its clock."""
    with database.write_registry() as session:
        made = {"part": _INSTALLATION, "at": now, "detail": secrets.token_hex(16)}
        session.execute(insert_new(session, Heartbeat), [made])
        found = session.execute(select(Heartbeat.part, Heartbeat.detail, Heartbeat.at)).all()
    ids = {part: detail for part, detail, _ in found}
    beats = {part: at for part, _, at in found}
    return str(ids[_INSTALLATION]), beats.get("clock")


def _read(file: Path) -> Kept | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        raise ConfigError(f"{file} cannot be read; remove it, and look at the outbox before you go on") from None


def _write(file: Path, kept: Kept) -> None:
    beside = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.encode(kept))
        beside.replace(file)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written ({error.strerror}); give Encore a folder of its own") from None
