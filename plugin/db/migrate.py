"""Bring a database to the current schema, or say that it is not."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from plugin.db.session import Database
from plugin.errors import ConfigError

_SCRIPTS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("version_locations", str(_SCRIPTS / "versions"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database) -> None:
    """Upgrade to the newest schema. Running it again changes nothing."""
    config = alembic_config()
    with database.engine.execution_options(encore_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(alembic_config()).get_current_head()


def require_current(database: Database) -> None:
    """ConfigError, with the command to run, if the schema is not the current one."""
    if not is_current(database):
        raise ConfigError("the database has an older schema; run `encore migrate` and start again")
