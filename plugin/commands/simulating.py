"""`encore simulate`: a store's webhook history through the whole pipeline."""

from __future__ import annotations

import argparse
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugin.commands.console import Commands, Progress, add, day, say
from plugin.errors import UsageError

if TYPE_CHECKING:
    from plugin.config import ShopSettings
    from plugin.simulate import Replay


def register(commands: Commands) -> None:
    made = add(
        commands, "simulate", run, "replay a store's webhook history through the real pipeline",
        "encore simulate store.jsonl.gz --timezone America/New_York --ledger ledger.jsonl --report report.json",
    )  # fmt: skip
    made.add_argument("history", type=Path, help="JSON lines, optionally gzip, in time order")
    made.add_argument("--settings", type=Path, help="a TOML file with [encore.*] tables as in app.toml")
    made.add_argument("--until", type=day, help="stop the clock at this local midnight (exclusive)")
    made.add_argument("--timezone", help="the shop's IANA zone, where the history has no shop/update")
    made.add_argument("--currency", help="the shop's currency, where the history has no order")
    made.add_argument("--ledger", type=Path, help="write every message here, one JSON object a line")
    made.add_argument("--report", type=Path, help="write the figures here, as JSON")
    made.add_argument("--database", help="keep the result in this database instead of a scratch one")


def run(given: argparse.Namespace) -> int:
    from plugin.db.session import Database
    from plugin.operator import load
    from plugin.simulate import simulate

    settings, on = _settings(given.settings)
    with tempfile.TemporaryDirectory(prefix="encore-simulate-") as scratch:
        url = given.database or f"sqlite:///{scratch}/simulate.db"
        database = Database(url, durable=given.database is not None)
        done = simulate(
            given.history, shop_defaults=settings, on=on, until=given.until, time_zone=given.timezone,
            currency=given.currency, database=database, keys=load().encryption_keys if given.database else None,
            progress=Progress("replaying"),
        )  # fmt: skip
        try:
            _write(given, done)
            _tell(done.report)
        finally:
            done.encore.close()
    return 0


def _settings(path: Path | None) -> tuple[ShopSettings, tuple[str, ...]]:
    """The shop's settings, and which flows are on: all of them, but those that the file switches off."""
    from plugin.config import defaults, shop_settings
    from plugin.flows.registry import FLOWS

    if path is None:
        return defaults(), tuple(FLOWS)
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML: {error}") from None
    ours = tables.get("encore", {})
    off = {name for name, flow in ours.get("flows", {}).items() if flow.get("enabled", True) is False}
    return shop_settings(ours, defaults()), tuple(name for name in FLOWS if name not in off)


def _write(given: argparse.Namespace, done: Replay) -> None:
    import msgspec

    from plugin.ledger_lines import ledger_lines

    if given.ledger is not None:
        with given.ledger.open("wb") as file, done.encore.database.read(done.shop.id) as session:
            for line in ledger_lines(session, done.shop):
                file.write(msgspec.json.encode(line) + b"\n")
    if given.report is not None:
        given.report.write_bytes(msgspec.json.format(msgspec.json.encode(done.report), indent=1) + b"\n")


def _tell(report: dict[str, Any]) -> None:
    history = report["history"]
    say(
        f"{history['events']:,} events, {history['orders']:,} orders, {history['customers']:,} customers,"
        f" {history['from'][:10]} to {history['to'][:10]}; {report['seconds']} s"
        f" ({report['events_per_second']:,.0f} events/s)"
    )
    for flow, channels in report["messages"].items():
        for channel, states in channels.items():
            told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
            say(f"  {flow:<16}{channel:<7}{told}")
    for flow, reasons in report["reasons"].items():
        told = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items(), key=lambda one: -one[1]))
        say(f"  why not: {flow:<16}{told}")
    say(f"  codes: {report['codes']['issued']} issued, {report['codes']['redeemed']} redeemed")
