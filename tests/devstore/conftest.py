import pytest
from devstore_world import World


@pytest.fixture
def shop(tmp_path):
    world = World(tmp_path)
    yield world
    world.store.close()
