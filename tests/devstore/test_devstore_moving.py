"""The clock moves in steps, and takes the app along."""

import hmac
import threading
from datetime import datetime, timedelta

import pytest
from devstore_world import SECRET, START

from devstore.clock import StoreClock
from devstore.moving import Busy, steps
from devstore.store import Store


def test_a_day_is_told_hour_by_hour_with_a_signature(served, app):
    served.store.mover.move(timedelta(days=1, minutes=30))
    told = [one for one in app.taken if one.path == "/demo/clock"]
    times = [datetime.fromisoformat(one.json["now"]) for one in told]
    assert times == [START + timedelta(hours=hour) for hour in range(1, 25)] + [START + timedelta(days=1, minutes=30)]
    for one in told:
        assert one.headers["X-Signature"] == hmac.digest(SECRET.encode(), one.body, "sha256").hex()
    assert served.store.clock.now() == times[-1]
    assert served.store.mover.progress.done == 25


def test_webhooks_that_are_due_arrive_before_the_time_is_told(served, app):
    served.install()
    app.status = 500
    served.join()
    served.store.sender.drain()
    app.status, seen = 200, len(app.taken)
    served.store.mover.move(timedelta(hours=1))
    assert [one.path for one in app.taken[seen:]] == ["/webhooks", "/demo/clock"]


def test_a_move_stops_where_the_app_does_not_follow(served, app):
    app.status = 503
    served.store.mover.move(timedelta(hours=5))
    assert served.store.mover.progress.trouble == "the app answered 503 to the new time"
    assert len(app.taken) == 1
    assert not served.store.mover.progress.is_moving
    app.status = 200
    served.store.mover.move(timedelta(hours=1))
    assert served.store.mover.progress.trouble is None


def test_two_moves_do_not_mix(served, app):
    app.after_s = 0.3
    served.store.mover.begin(timedelta(hours=1))
    with pytest.raises(Busy):
        served.store.mover.move(timedelta(hours=1))
    for thread in threading.enumerate():
        if thread.name == "mover":
            thread.join()
    assert served.store.clock.now() == START + timedelta(hours=1)


def test_the_time_survives_a_restart_and_never_goes_back(served):
    served.store.clock.move_by(timedelta(days=7))
    again = Store(served.store.settings, served.wall)
    assert again.clock.now() == START + timedelta(days=7)
    again.close()
    with pytest.raises(ValueError, match="forward only"):
        served.store.clock.move_by(timedelta(seconds=-1))


def test_steps_are_an_hour_or_less():
    assert steps(timedelta(0)) == []
    assert steps(timedelta(minutes=90)) == [timedelta(hours=1), timedelta(minutes=30)]


def test_a_new_store_may_begin_in_the_past_and_remembers_it(shop):
    shop.store.clock.begin_at(START - timedelta(days=30))
    assert shop.store.clock.now() == START - timedelta(days=30)
    assert StoreClock(shop.store.database, shop.wall).now() == START - timedelta(days=30)
