from datetime import UTC, datetime, timedelta

from ui.limit import Limiter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_window_rolls():
    limiter = Limiter(2, HOUR)
    assert limiter.wait_s("a", NOON) == 0
    assert limiter.wait_s("a", NOON + HOUR / 2) == 0
    assert limiter.wait_s("a", NOON + HOUR / 2) == 1800
    assert limiter.wait_s("a", NOON + HOUR) == 0
    assert limiter.wait_s("a", NOON + HOUR) == 1800


def test_a_refused_time_does_not_count():
    limiter = Limiter(1, HOUR)
    limiter.wait_s("a", NOON)
    limiter.wait_s("a", NOON + HOUR - timedelta(seconds=1))
    assert limiter.wait_s("a", NOON + HOUR) == 0


def test_keys_are_apart_and_forgotten_when_silent():
    limiter = Limiter(1, HOUR)
    assert limiter.wait_s("a", NOON) == 0
    assert limiter.wait_s("b", NOON) == 0
    assert limiter.wait_s("c", NOON + HOUR) == 0
    assert set(limiter._seen) == {"c"}
