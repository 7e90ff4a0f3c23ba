"""Storing what came in: durable, once, and one bad row never costs another."""

import sqlite3
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select

from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.errors import EncoreError, UndecryptableError
from plugin.inbox import Inbox, Incoming, ShopGone, StoreBusy, open_body, seal
from plugin.model.inbox import InboxItem
from plugin.model.shop import RejectedDelivery
from plugin.shops import Shops

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shop(database, ring):
    return Shops(database, ring, ShopSettings()).add("one.myshopify.com", now=NOW)


@pytest.fixture
def inbox(database):
    made = Inbox(database, patience_s=1)
    yield made
    made.close()


def incoming(shop, key="d1", body=b"{}") -> Incoming:
    return Incoming(
        shop.id, "platform", "orders/create", key, None, NOW, NOW, seal(shop.keys, "orders/create", key, body), "hash"
    )


def count(database, shop) -> int:
    with database.read(shop.id) as session:
        return session.scalar(select(func.count()).select_from(InboxItem).where(InboxItem.shop_id == shop.id))


def test_a_put_is_committed_when_it_returns(database, shop, inbox):
    inbox.put(incoming(shop, body=b"hello"))
    with database.read(shop.id) as session:
        row = session.scalars(select(InboxItem)).one()
    assert open_body(shop.keys, row) == b"hello"
    assert (row.state, row.wake_at) == ("waiting", NOW)


def test_a_second_put_changes_nothing(database, shop, inbox):
    inbox.put(incoming(shop))
    inbox.put(replace(incoming(shop), source="shopper"))
    with database.read(shop.id) as session:
        assert [row.source for row in session.scalars(select(InboxItem))] == ["platform"]


def test_a_shop_that_is_gone_does_not_cost_the_others_their_row(database, shop, inbox):
    outcomes = []

    def put(one: Incoming) -> None:
        try:
            inbox.put(one)
            outcomes.append("stored")
        except ShopGone:
            outcomes.append("gone")

    rows = [incoming(shop, f"d{n}") for n in range(12)]
    rows[5] = replace(rows[5], shop_id=shop.id + 999)
    threads = [threading.Thread(target=put, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone"] + ["stored"] * 11
    assert count(database, shop) == 11


def test_a_rejected_delivery_is_noted(database, inbox):
    inbox.put_rejected("platform", "orders/create", "unknown shop", "abc", NOW)
    with database.read_registry() as session:
        row = session.scalars(select(RejectedDelivery)).one()
    assert (row.source, row.topic, row.reason, row.body_hash, row.received_at) == (
        "platform", "orders/create", "unknown shop", "abc", NOW,
    )  # fmt: skip


def test_store_busy_is_an_error_of_ours():
    assert issubclass(StoreBusy, EncoreError)


def test_a_body_that_is_no_longer_kept_cannot_be_opened(shop):
    with pytest.raises(UndecryptableError, match="no longer kept"):
        open_body(shop.keys, InboxItem(id=7, topic="t", delivery_key="k", body=None))


class TestOnSqlite:
    def test_the_writer_flushes_every_commit(self, tmp_path):
        inbox = Inbox(Database(f"sqlite:///{tmp_path}/durable.db"))
        connection = inbox._connect()
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        connection.close()

    def test_whoever_waits_shares_a_commit(self, sqlite_database, ring):
        shop = Shops(sqlite_database, ring, ShopSettings()).add("one.myshopify.com", now=NOW)
        inbox = Inbox(sqlite_database, patience_s=5)
        other = sqlite3.connect(sqlite_database.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        commits = []
        connect, begun = inbox._group._connect, threading.Event()

        def traced() -> sqlite3.Connection:
            connection = connect()
            connection.set_trace_callback(lambda sql: commits.append(sql) if sql.startswith("INSERT") else None)
            begun.set()
            return connection

        inbox._group._connect = traced
        threads = [threading.Thread(target=inbox.put, args=(incoming(shop, f"d{n}"),)) for n in range(20)]
        threads[0].start()
        assert begun.wait(5)  # the first is alone in its batch, held up by the lock; the rest wait behind it
        for thread in threads[1:]:
            thread.start()
        end = time.monotonic() + 4
        while inbox._group._waiting.qsize() < 19 and time.monotonic() < end:
            time.sleep(0.005)
        other.execute("ROLLBACK")
        other.close()
        for thread in threads:
            thread.join()
        inbox.close()
        assert count(sqlite_database, shop) == 20
        assert len(commits) == 2

    def test_a_lock_that_lasts_is_store_busy_and_then_over(self, sqlite_database, ring):
        shop = Shops(sqlite_database, ring, ShopSettings()).add("one.myshopify.com", now=NOW)
        inbox = Inbox(sqlite_database, patience_s=0.1)
        other = sqlite3.connect(sqlite_database.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            inbox.put(incoming(shop, "d1"))
        other.execute("ROLLBACK")
        other.close()
        inbox.put(incoming(shop, "d2"))
        inbox.close()
        assert count(sqlite_database, shop) >= 1

    def test_close_writes_what_waits_and_later_puts_are_refused(self, sqlite_database, ring):
        shop = Shops(sqlite_database, ring, ShopSettings()).add("one.myshopify.com", now=NOW)
        inbox = Inbox(sqlite_database)
        inbox.put(incoming(shop))
        inbox.close()
        with pytest.raises(StoreBusy):
            inbox.put(incoming(shop, "d2"))
        assert count(sqlite_database, shop) == 1

    def test_a_database_that_cannot_be_opened_is_store_busy(self, tmp_path, ring, sqlite_database):
        shop = Shops(sqlite_database, ring, ShopSettings()).add("one.myshopify.com", now=NOW)
        inbox = Inbox(Database(f"sqlite:///{tmp_path}"), patience_s=1)  # a directory
        with pytest.raises(StoreBusy):
            inbox.put(incoming(shop))
        inbox.close()


def test_nothing_is_put_through_an_orm_session(database, shop, inbox):
    seen = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    inbox.put(incoming(shop))
    assert [sql for sql in seen if "FROM" in sql.upper()] == []  # it reads nothing
