"""Bring a database to the current schema, or say that it is not.

Alembic is imported when there is something to migrate: a process that starts on a current schema only compares
two numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from plugin.db.session import Database
from plugin.errors import ConfigError

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("version_locations", str(_SCRIPTS / "versions"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database) -> None:
    """Upgrade to the newest schema. Running it again changes nothing."""
    if is_current(database):
        return
    from alembic import command

    config = alembic_config()
    with database.engine.execution_options(encore_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        return _revision(connection) == newest()


def newest() -> str:
    """The newest revision: scripts are numbered in their order, and the number begins the file's name."""
    return max(path.name[:4] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def require_current(database: Database) -> None:
    """ConfigError, with the command to run, if the schema is not the current one."""
    if not is_current(database):
        raise ConfigError("the database has an older schema; run `encore migrate` and start again")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
