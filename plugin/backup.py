"""One file that holds the whole database, and a database made from it. What is restored starts paused: messages sent
since the backup are not known in it and would go out again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.errors import EncoreError, UsageError
from plugin.halt import PauseReason, halt


def backup(database: Database, file: Path) -> None:
    """Write the database to `file`, readable by its owner only, while Encore runs. UsageError if it exists."""
    if file.exists():
        raise UsageError(f"{file} exists; name a new file")
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if database.is_sqlite:
            _copy(Path(str(database.url.database)), file)
        else:
            _run(database, "pg_dump", "--format=custom", "--no-owner", f"--file={file}")
    except BaseException:
        file.unlink()
        raise


def restore(database: Database, file: Path, now: datetime) -> int:
    """Replace what is in the database by the backup, paused; returns how many shops were sending. No process of
    Encore may run meanwhile. UsageError if the file is no backup of this kind of database."""
    if database.is_sqlite:
        return _restore_sqlite(database, file, now)
    _require(file, b"PGDMP", "PostgreSQL")
    _run(
        database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
        f"--dbname={database.url.database}", str(file),
    )  # fmt: skip
    migrate(database)
    return halt(database, PauseReason.RESTORED, now)


def _restore_sqlite(database: Database, file: Path, now: datetime) -> int:
    """Paused before it takes the old one's place: there is no moment in which it could send."""
    _require(file, b"SQLite format 3\0", "SQLite")
    target = Path(str(database.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        copy = Path(place) / "restored.db"
        _copy(file, copy)
        restored = Database(f"sqlite:///{copy}")
        try:
            migrate(restored)
            count = halt(restored, PauseReason.RESTORED, now)
        finally:
            restored.close()
        _copy(copy, target)
    target.chmod(0o600)
    return count


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup: one moment of the source, whoever writes to it meanwhile."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def _require(file: Path, begins: bytes, kind: str) -> None:
    try:
        with file.open("rb") as opened:
            found = opened.read(len(begins))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if found != begins:
        raise UsageError(f"{file} is no backup of a {kind} database, which ENCORE_DATABASE_URL names")


def _run(database: Database, program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, where other users cannot read it."""
    if shutil.which(program) is None:
        raise EncoreError(f"{program} is not installed; install PostgreSQL's client programs of the server's version")
    url = database.url
    wanted = {
        "PGHOST": url.query.get("host", url.host), "PGPORT": url.query.get("port", url.port), "PGUSER": url.username,
        "PGPASSWORD": url.password, "PGDATABASE": url.database,
    }  # fmt: skip
    environment = os.environ | {name: str(value) for name, value in wanted.items() if value}
    ended = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if ended.returncode:
        raise EncoreError(f"{program} failed: {ended.stderr.strip()[-600:]}")
