"""The replays that several stories look at: each is run once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from own_history import ZONE, history
from replayed import Replayed, replayed_lines


@pytest.fixture(scope="session")
def own_lines() -> list[dict]:
    return history()


@pytest.fixture(scope="session")
def own(own_lines: list[dict], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Our own history as it happened."""
    done = replayed_lines(own_lines, tmp_path_factory.mktemp("own"), ZONE)
    yield done
    done.replay.encore.close()
