"""Whole histories through the real pipeline, judged by a checker that shares no code with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from checker import violations
from history_facts import read_lines
from replayed import Replayed, replayed

SHARED = Path(__file__).resolve().parents[3] / "shared" / "stores"
needs_small_store = pytest.mark.skipif(not (SHARED / "small.jsonl.gz").exists(), reason="the small store is not here")


def test_our_own_history_breaks_no_rule(own: Replayed, own_lines: list[dict]) -> None:
    assert violations(own.case(own_lines)) == []


def test_our_own_history_is_not_silence(own: Replayed) -> None:
    accepted = Counter(row["flow"] for row in own.ledger if row["state"] == "accepted")
    assert set(accepted) == {"thank_you", "review_request", "vip_code", "birthday", "cross_sell", "nps", "going"}
    assert {row["channel"] for row in own.ledger if row["state"] == "accepted"} == {"email", "sms"}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    done = replayed(SHARED / "small.jsonl.gz", tmp_path_factory.mktemp("small"), "America/New_York")
    yield done
    done.replay.encore.close()


@needs_small_store
def test_the_small_store_breaks_no_rule(small: Replayed) -> None:
    import gzip

    lines = read_lines(gzip.decompress((SHARED / "small.jsonl.gz").read_bytes()).decode())
    truth = read_lines((SHARED / "small.truth.jsonl").read_text("utf-8"))
    zones = {person["customer_id"]: person["tz"] for person in truth}
    assert violations(small.case(lines, zones)) == []


@needs_small_store
def test_the_small_store_has_the_figures_that_other_code_computed(small: Replayed) -> None:
    expected = json.loads((SHARED / "small.metrics.json").read_text("utf-8"))
    figures = json.loads(json.dumps(small.replay.report["metrics"], default=str))
    wrong = {key for key, value in expected.items() if key not in _OPTIONAL and not _same(figures.get(key), value)}
    assert wrong == set()


_OPTIONAL = {"store", "checked", "note", "definitions", "sample"}


def _same(found: object, expected: object) -> bool:
    """Counts equal, rates and money to four decimals; what is optional inside may be missing."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            _same(found.get(key), value) for key, value in expected.items() if key not in _OPTIONAL
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(_same, found, expected))
    if isinstance(expected, float):
        return isinstance(found, (int, float)) and abs(found - expected) < 0.00005
    return found == expected
