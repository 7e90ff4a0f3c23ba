from __future__ import annotations

from collections.abc import Iterator

import pytest
from house import House
from world import World


@pytest.fixture
def house(sqlite_database) -> Iterator[House]:
    with World(sqlite_database) as world:
        yield House(world)


@pytest.fixture
def any_house(database) -> Iterator[House]:
    """On SQLite and on PostgreSQL."""
    with World(database) as world:
        yield House(world)
