"""The start of a process compares revisions without Alembic; both must agree."""

from alembic.script import ScriptDirectory
from sqlalchemy import text

from plugin.db.migrate import alembic_config, is_current, migrate, newest
from plugin.db.session import Database


def test_the_newest_revision_is_the_head_that_alembic_knows():
    scripts = ScriptDirectory.from_config(alembic_config())
    assert newest() == scripts.get_current_head()


def test_every_script_begins_with_its_revision():
    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    assert all(script.path.rpartition("/")[2].startswith(f"{script.revision}_") for script in scripts)


def test_an_empty_database_is_not_current_until_it_is_migrated(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/new.db")
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    database.close()


def test_a_database_of_another_revision_is_not_current(database):
    assert is_current(database)
    with database.engine.execution_options(encore_write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    try:
        assert not is_current(database)
    finally:
        with database.engine.execution_options(encore_write=True).begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest()})
