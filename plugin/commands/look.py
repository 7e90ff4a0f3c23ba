"""Commands that look: `explain`, `metrics`, `audit`, `export`."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from plugin.clock import instant, local_date
from plugin.commands.console import Commands, add, day, opened, say, shop_named
from plugin.moving.kinds import WRITTEN

if TYPE_CHECKING:
    from plugin.encore import Encore
    from plugin.shops import Shop

KINDS = ("consent", "events", "messages", "texts")  # those of plugin.export


def register(commands: Commands) -> None:
    made = add(
        commands, "explain", run_explain, "why a message went, is held, or never went",
        "encore explain NAME.myshopify.com 7100000233304",
    )  # fmt: skip
    made.add_argument("shop")
    made.add_argument("subject", help="a customer's id or a message's id")
    made = add(
        commands, "metrics", run_metrics, "the shop's retention figures", "encore metrics NAME.myshopify.com --json"
    )
    made.add_argument("shop")
    made.add_argument("--json", action="store_true")
    made.add_argument("--as-of", type=day, help="facts before this local midnight (default: tomorrow)")
    made = add(commands, "audit", run_audit, "prove the ledger: no gap, no double, chain intact", "encore audit")
    made.add_argument("shop", nargs="?")
    made = add(
        commands, "export", run_export, "a shop's records as JSON lines, or reviews and people as another app's CSV",
        "encore export NAME.myshopify.com judgeme-reviews reviews.csv",
    )  # fmt: skip
    made.add_argument("shop")
    made.add_argument("kind", choices=(*KINDS, *WRITTEN), metavar="KIND",
                      help=f"as JSON lines: {', '.join(KINDS)}; as CSV: {', '.join(WRITTEN)}")  # fmt: skip
    made.add_argument("file", type=Path)


def run_explain(given: argparse.Namespace) -> int:
    from plugin.explain import explain_customer, explain_message

    with opened() as encore:
        shop = shop_named(encore, given.shop)
        with encore.database.read(shop.id) as session:
            if given.subject.isdigit():
                told = explain_customer(encore, session, shop, int(given.subject))
            else:
                told = explain_message(session, shop, given.subject)
        for line in told or [f"there is no message {given.subject!r} in {shop.domain}"]:
            say(line)
    return 0 if told else 1


def run_metrics(given: argparse.Namespace) -> int:
    import msgspec

    from plugin.analytics.metrics import metrics
    from plugin.analytics.report import text_report

    with opened() as encore:
        shop = shop_named(encore, given.shop)
        with encore.database.read(shop.id) as session:
            found = metrics(session, shop, _as_of(encore, shop, given))
    say(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() if given.json else text_report(found))
    return 0


def _as_of(encore: Encore, shop: Shop, given: argparse.Namespace) -> datetime:
    chosen = given.as_of or local_date(encore.clock.now(), shop.time_zone) + timedelta(days=1)
    return instant(chosen, time(0), shop.time_zone)


def run_audit(given: argparse.Namespace) -> int:
    from plugin.audit import counted, findings
    from plugin.desk.marks import note_audit

    bad = 0
    with opened() as encore:
        shops = [shop_named(encore, given.shop)] if given.shop else encore.shops.all()
        for shop in shops:
            with encore.database.read(shop.id) as session:
                found = list(findings(session, shop.id, encore.clock.now()))
                states = ", ".join(f"{count} {state}" for state, count in counted(session, shop.id).items())
            note_audit(encore, shop, len(found))
            for one in found:
                say(f"{shop.domain}: {one}")
            verdict = f"{len(found)} findings" if found else "the ledger holds"
            say(f"{shop.domain}: {states or 'no messages'}; {verdict}")
            bad += len(found)
    return 1 if bad else 0


def run_export(given: argparse.Namespace) -> int:
    with opened() as encore:
        shop = shop_named(encore, given.shop)
        count = (_write_csv if given.kind in WRITTEN else _write_lines)(encore, shop, given.kind, given.file)
    say(f"{count} {given.kind} written to {given.file}")
    return 0


def _write_csv(encore: Encore, shop: Shop, kind: str, place: Path) -> int:
    from plugin.moving.formats import FORMATS
    from plugin.moving.writing import export

    with encore.database.read(shop.id) as session, place.open("wb") as file:
        return export(session, shop, FORMATS[kind], file)


def _write_lines(encore: Encore, shop: Shop, kind: str, place: Path) -> int:
    import msgspec

    from plugin.export import lines

    with encore.database.read(shop.id) as session, place.open("wb") as file:
        count = 0
        for line in lines(session, shop, kind):
            file.write(msgspec.json.encode(line) + b"\n")
            count += 1
    return count
