"""The door by which the development store moves Encore's clock."""

import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from id_tokens import SECRET
from world import BEGINS, World

from plugin.app import create_app
from ui.demo import clock_door


@pytest.fixture
def moved():
    return []


@pytest.fixture
def browser(sqlite_database, moved):
    def move_to(at: datetime) -> bool:
        moved.append(at)
        return len(moved) < 2

    with World(sqlite_database) as world:
        app = create_app(world.encore, blueprints=[clock_door(move_to)])
        yield app.test_client(use_cookies=False)


def tell(browser, body: bytes, secret: str = SECRET) -> int:
    signed = hmac.digest(secret.encode(), body, "sha256").hex()
    headers = {"X-Signature": signed, "Content-Type": "application/json"}
    return browser.post("/demo/clock", data=body, headers=headers).status_code


def said(at: datetime) -> bytes:
    return json.dumps({"now": at.isoformat()}).encode()


def test_the_store_tells_the_time_and_hears_whether_all_was_done(browser, moved):
    later = BEGINS + timedelta(hours=1)
    assert tell(browser, said(later)) == 200
    assert tell(browser, said(later)) == 503, "not all was done by then"
    assert moved == [later, later]
    assert moved[0].tzinfo is UTC


def test_nobody_else_moves_the_clock(browser, moved):
    assert tell(browser, said(BEGINS), secret="another secret of thirty-two bytes") == 401
    assert browser.post("/demo/clock", data=said(BEGINS)).status_code == 401
    assert moved == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"now": 5}', b'{"now": "soon"}', b'{"now": "2026-02-01T10:00"}']
)
def test_what_is_no_time_is_refused(browser, moved, body):
    assert tell(browser, body) == 400
    assert moved == []
