import pytest
from app_stub import AppStub
from devstore_world import World


@pytest.fixture
def shop(tmp_path):
    """A development store whose app is not there."""
    world = World(tmp_path / "alone")
    yield world
    world.store.close()


@pytest.fixture
def app():
    with AppStub() as stub:
        yield stub


@pytest.fixture
def served(tmp_path, app):
    """A development store whose app is the stub."""
    world = World(tmp_path, app.url)
    yield world
    world.store.close()
