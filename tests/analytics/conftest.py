"""A migrated database until the shared fixture exists."""

import pytest

from plugin.db.migrate import migrate
from plugin.db.session import Database


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/encore.db", durable=False)
    migrate(database)
    yield database
    database.close()
