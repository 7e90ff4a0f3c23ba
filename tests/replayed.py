"""Runs a history through `simulate` and hands back all that a story wants to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker import Case
from history_facts import Facts, when
from own_history import ZONES, write

from plugin.config import defaults
from plugin.db.session import Database
from plugin.flows.registry import FLOWS
from plugin.ledger_lines import ledger_lines
from plugin.reasons import SENTENCES
from plugin.simulate import Replay, simulate


@dataclass
class Replayed:
    replay: Replay
    ledger: list[dict]
    codes: dict[str, int]

    def case(self, lines: list[dict], zones: dict[int, str] = ZONES) -> Case:
        return Case(self.ledger, Facts(lines), when(lines[-1]["at"]), self.codes, frozenset(SENTENCES), zones)


def replayed(path: Path, directory: Path, zone: str, until: date | None = None) -> Replayed:
    """Every flow on with the shipped defaults, into a SQLite file in `directory`."""
    database = Database(f"sqlite:///{directory}/replayed.db", durable=False)
    done = simulate(
        path, shop_defaults=defaults(), on=tuple(FLOWS), time_zone=zone, database=database, until=until,
        currency="USD",
    )  # fmt: skip
    with database.read(done.shop.id) as session:
        ledger = list(ledger_lines(session, done.shop))
    codes = {order.code: order.customer_id for order in done.encore.platform.codes(done.shop.id)}
    return Replayed(done, ledger, codes)


def replayed_lines(lines: list[dict], directory: Path, zone: str) -> Replayed:
    return replayed(write(directory / "history.jsonl", lines), directory, zone)
