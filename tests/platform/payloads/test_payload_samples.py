"""Recorded payloads, a whole shop's history and a list of attacks, where they lie beside the repository."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugin.errors import BadPayload
from plugin.platform.payloads import READERS, parse

SHARED = Path(__file__).parents[4] / "shared"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded payloads are not beside the repository")

# Placeholder amounts; and a shop sample whose every address is null.
REFUSED = {"orders_create__ex_12_lines.json", "app_uninstalled__official_2026-07.json"}
WITHOUT_EVENT = {"customers_merge__official_2026-07.json"}  # a merge that failed
REFUSED_ATTACKS = {
    "json_truncated", "json_empty", "json_null", "json_array", "json_bom", "json_invalid_utf8",
    "json_lone_surrogate_escape", "json_int_5000_digits", "nesting_100k_arrays", "id_missing", "total_negative",
    "total_text", "line_items_missing", "created_at_garbage",
}  # fmt: skip


def compact(body: object) -> bytes:
    text = json.dumps(body, ensure_ascii=False).replace("{shop}.myshopify.com", "{shop}")
    return text.replace("{shop}", "encore-test.myshopify.com").encode()


def attack_body(request: dict[str, object]) -> bytes | None:
    if "body_b64" in request:
        return base64.b64decode(str(request["body_b64"]))
    if "body" in request:
        return compact(request["body"])
    is_nested = request["body_gen"]["gen"] == "nest"  # type: ignore[index]
    return b"[" * 100_000 if is_nested else None  # the other is refused by its size, before it is read


def recorded() -> Iterator[tuple[str, str]]:
    for each in json.loads((SHARED / "webhooks/index.json").read_text(encoding="utf-8"))["files"]:
        yield each["file"], each["topic"]


def test_every_recorded_payload_is_read_or_known_to_be_refused():
    for name, topic in recorded():
        body = compact(json.loads((SHARED / "webhooks" / name).read_text(encoding="utf-8")))
        if name in REFUSED:
            with pytest.raises(BadPayload):
                parse(topic, body, triggered_at=NOW)
            continue
        events = parse(topic, body, triggered_at=NOW)
        assert bool(events) == (topic in READERS and name not in WITHOUT_EVENT), name


def test_a_whole_history_is_read():
    with gzip.open(SHARED / "stores/small.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"])
            events = parse(row["topic"], compact(row["body"]), triggered_at=at)
            assert len(events) == (row["topic"] in READERS), row["webhook_id"]


def test_every_attack_on_a_body_ends_as_expected():
    for case in json.loads((SHARED / "hostile/webhook_body.json").read_text(encoding="utf-8")):
        body = attack_body(case["request"])
        if body is None:
            continue
        if case["name"] in REFUSED_ATTACKS:
            with pytest.raises(BadPayload):
                parse(case["request"]["topic"], body, triggered_at=NOW)
            continue
        assert parse(case["request"]["topic"], body, triggered_at=NOW), case["name"]


def test_every_body_of_an_attack_in_several_steps_is_read():
    for case in json.loads((SHARED / "hostile/sequence.json").read_text(encoding="utf-8")):
        for step in case["steps"]:
            if "topic" in step:
                assert parse(step["topic"], compact(step["body"]), triggered_at=NOW), case["name"]
