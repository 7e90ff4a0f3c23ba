"""Exports: asked for, looked at, and their files read from any byte on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from admin_server import good, refused

from plugin.platform.export import FileGone, Kind
from plugin.platform.exports import BulkExports
from plugin.platform.trouble import NotUnderstood, TryLater

FILE = b'{"id":1}\n{"id":22}\n{"id":333}\n'
BEFORE = datetime(2026, 2, 1, 9, tzinfo=UTC)
ID = "gid://shopify/BulkOperation/7"
BEGUN = good({"bulkOperationRunQuery": {"bulkOperation": {"id": ID, "status": "CREATED"}, "userErrors": []}})


def made(**changed):
    found = {
        "id": ID, "status": "COMPLETED", "errorCode": None, "objectCount": "30", "rootObjectCount": "10",
        "url": "https://files.example/1",
    }  # fmt: skip
    return good({"bulkOperation": found | changed})


class Files(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _File)
        self.knows_ranges, self.status, self.body = True, 0, FILE

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _File(BaseHTTPRequestHandler):
    server: Files

    def do_GET(self) -> None:
        body, begin = self.server.body, int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        if self.server.knows_ranges:
            status, body = (416, b"") if begin >= len(body) else (206, body[begin:])
        else:
            status = 200
        status = self.server.status or status
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) + (10 if self.path == "/broken" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def files() -> Iterator[Files]:
    with Files() as running:
        Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def exports(client, files) -> Iterator[BulkExports]:
    made = BulkExports(client, files.base)
    yield made
    made.close()


def test_orders_are_asked_for_up_to_a_moment(server, exports):
    server.say("BulkRun", BEGUN)
    assert exports.begin(1, Kind.ORDERS, BEFORE) == ID
    query = server.asked[0].variables["query"]
    assert "orders(query: \"created_at:<'2026-02-01T09:00:00Z'\")" in query
    assert "BEFORE'" not in query


@pytest.mark.parametrize("kind", [Kind.PRODUCTS, Kind.CUSTOMERS])
def test_products_and_customers_are_asked_for_whole(server, exports, kind):
    server.say("BulkRun", BEGUN)
    exports.begin(1, kind, BEFORE)
    assert f"  {kind.value} {{" in server.asked[0].variables["query"]


@pytest.mark.parametrize("code", ["OPERATION_IN_PROGRESS", "LIMIT_REACHED"])
def test_another_export_that_runs_is_waited_for(server, exports, code):
    server.say("BulkRun", refused("bulkOperationRunQuery", code))
    with pytest.raises(TryLater) as wait:
        exports.begin(1, Kind.ORDERS, BEFORE)
    assert wait.value.after == timedelta(minutes=1)


def test_a_query_that_is_refused_is_a_mistake_of_ours(server, exports):
    server.say("BulkRun", refused("bulkOperationRunQuery", "INVALID"))
    with pytest.raises(NotUnderstood, match="INVALID"):
        exports.begin(1, Kind.ORDERS, BEFORE)


@pytest.mark.parametrize("status", ["CREATED", "RUNNING", "CANCELING"])
def test_an_export_that_is_being_made_has_no_file_yet(server, exports, status):
    server.say("BulkLook", made(status=status, url=None))
    found = exports.look(1, ID)
    assert (found.is_making, found.failed, found.url) == (True, None, None)


def test_an_export_that_is_made_has_an_address_and_counts(server, exports):
    server.say("BulkLook", made())
    found = exports.look(1, ID)
    assert (found.is_making, found.failed, found.url) == (False, None, "https://files.example/1")
    assert (found.lines, found.things) == (30, 10)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "FAILED", "errorCode": "TIMEOUT"}, "TIMEOUT"),
        ({"status": "CANCELED"}, "CANCELED"),
        ({"status": "EXPIRED"}, "EXPIRED"),
    ],
)
def test_an_export_that_failed_says_why_and_has_no_file(server, exports, changed, reason):
    server.say("BulkLook", made(**changed))
    found = exports.look(1, ID)
    assert (found.is_making, found.failed, found.url) == (False, reason, None)


def test_an_export_that_nobody_knows_has_failed(server, exports):
    server.say("BulkLook", good({"bulkOperation": None}))
    assert exports.look(1, ID).failed == "unknown"


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_file_is_read_from_any_line_on(exports, files, knows_ranges):
    files.knows_ranges = knows_ranges
    whole = list(exports.lines(f"{files.base}/1", 0))
    assert whole == [(b'{"id":1}', 9), (b'{"id":22}', 19), (b'{"id":333}', 30)]
    for place, (_, offset) in enumerate(whole):
        assert list(exports.lines(f"{files.base}/1", offset)) == whole[place + 1 :]


def test_the_last_line_may_lack_its_end(exports, files):
    files.body = FILE.rstrip(b"\n")
    assert list(exports.lines(f"{files.base}/1", 19)) == [(b'{"id":333}', 29)]


def test_a_file_that_breaks_off_is_read_on_later(exports, files):
    with pytest.raises(TryLater):
        list(exports.lines(f"{files.base}/broken", 0))


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_an_address_that_has_ended_says_so(exports, files, status):
    files.status = status
    with pytest.raises(FileGone):
        list(exports.lines(f"{files.base}/1", 0))


def test_a_server_in_trouble_is_asked_again_later(exports, files):
    files.status = 503
    with pytest.raises(TryLater):
        list(exports.lines(f"{files.base}/1", 0))


@pytest.mark.parametrize("url", ["http://files.example/1", "file:///etc/passwd", "http://127.0.0.1:1@evil.example/"])
def test_an_unsafe_address_is_not_opened(exports, url):
    with pytest.raises(NotUnderstood):
        list(exports.lines(url, 0))
