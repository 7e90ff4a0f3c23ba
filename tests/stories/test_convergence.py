"""Whatever the network does to a history, the same rows come of it, and the same messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from checker import violations
from compared import answers, rows
from mangled import mangled
from own_history import ZONE
from replayed import Replayed, replayed_lines

from plugin.explain import explain_customer, explain_message
from plugin.model.customer import Customer
from plugin.model.order import Order, OrderLine, Parcel, Refund


@pytest.fixture(scope="session")
def bad_lines(own_lines: list[dict]) -> tuple[list[dict], set[int]]:
    return mangled(own_lines)


@pytest.fixture(scope="session")
def bad(bad_lines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Our own history over a bad network."""
    done = replayed_lines(bad_lines[0], tmp_path_factory.mktemp("bad"), ZONE)
    yield done
    done.replay.encore.close()


def test_duplicate_shuffled_dropped_events_converge(own: Replayed, bad: Replayed) -> None:
    for table in (Order, OrderLine, Refund, Parcel, Customer):
        assert _rows(own, table) == _rows(bad, table), table.__name__
    assert _answers(own) == _answers(bad)


def test_the_same_messages_go_but_where_a_late_fact_made_the_difference(
    own: Replayed, bad: Replayed, bad_lines
) -> None:
    went, went_late = _accepted(own), _accepted(bad)
    differing = went ^ went_late
    assert len(went & went_late) > 10 * len(differing)
    for key in differing:
        assert _ids(own, bad, key) & bad_lines[1], f"{key} differs, and nothing about it came late"
    for key in went - went_late:
        assert _why_not(own, bad, key), f"{key} never went, and nothing says why"


def test_a_bad_network_breaks_no_rule(bad: Replayed, bad_lines) -> None:
    assert violations(bad.case(bad_lines[0])) == []


def _rows(one: Replayed, table: Any) -> dict[Any, dict[str, Any]]:
    return rows(one.replay.encore, one.replay.shop, table)


def _answers(one: Replayed) -> dict[tuple[int, str], tuple[Any, ...]]:
    return answers(one.replay.encore, one.replay.shop)


def _accepted(one: Replayed) -> set[str]:
    return {row["dedupe_key"] for row in one.ledger if row["state"] == "accepted"}


def _ids(own: Replayed, bad: Replayed, key: str) -> set[int]:
    """The order and the customer that a message is about."""
    row = next(row for row in [*own.ledger, *bad.ledger] if row["dedupe_key"] == key)
    return {int(row["about"].partition(":")[2].partition("@")[0]), row["customer_id"] or 0}


def _why_not(own: Replayed, bad: Replayed, key: str) -> list[str]:
    """What `explain` says of a message that went in `own` only: its row's story, or why there is no row."""
    row = next((row for row in bad.ledger if row["dedupe_key"] == key), None)
    encore, shop = bad.replay.encore, bad.replay.shop
    with encore.database.read(shop.id) as session:
        if row is not None:
            return explain_message(session, shop, row["id"])
        about = next(row for row in own.ledger if row["dedupe_key"] == key)
        told = explain_customer(encore, session, shop, about["customer_id"])
    return [line for line in told if line.startswith(f"{about['flow']} about {about['about']}")]
