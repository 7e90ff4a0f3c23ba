"""`encore replay`: what would have happened in a shop's own past."""

from __future__ import annotations

import argparse
import tomllib
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugin.commands.console import Commands, Progress, add, day, opened, say, shop_named
from plugin.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from plugin.encore import Encore
    from plugin.replay import Tally
    from plugin.shops import Shop


def register(commands: Commands) -> None:
    made = add(
        commands, "replay", run, "what would have happened in a shop's own past; nothing is sent or changed",
        "encore replay NAME.myshopify.com --from 2026-10-01 --to 2026-11-01 --settings changed.toml",
    )  # fmt: skip
    made.add_argument("shop")
    made.add_argument("--from", dest="begins", type=day, required=True, help="first local day")
    made.add_argument("--to", dest="ends", type=day, required=True, help="the local day after the last")
    made.add_argument(
        "--settings", type=Path,
        help="a TOML file with [encore.*] tables as in app.toml, laid over the shop's; `enabled` switches a flow",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    if given.begins >= given.ends:
        raise UsageError("--to must be later than --from; it is the first day that does not count any more")
    with opened() as encore:
        shop = shop_named(encore, given.shop)
        tables = _stored(encore, shop)
        patch = _read(given.settings, shop) if given.settings else {}
        on = set(shop.flows_on_since)
        changed_on = _switched(on, patch)
        if not changed_on:
            raise UsageError(
                f"no flow of {shop.domain} is on; give --settings with [encore.flows.NAME] enabled = true"
            )
        before = _flows(encore, shop, given, tables, on, "replaying as it is") if on else {}
        if not patch:
            _tell(before, before)
            return 0
        from plugin.desk.settings import laid_over

        after = _flows(encore, shop, given, laid_over(tables, patch), changed_on, "replaying as changed")
        _tell(before, after)
    return 0


def _flows(
    encore: Encore, shop: Shop, given: argparse.Namespace, tables: dict[str, Any], on: set[str], what: str
) -> dict[str, Tally]:
    from plugin.clock import instant
    from plugin.replay import replay

    begins, ends = (_midnight(instant, at, shop) for at in (given.begins, given.ends))
    found = replay(encore, shop, begins, ends, settings=tables, flows_on=sorted(on), progress=Progress(what))
    say(f"{what}: {found.orders} orders from {given.begins} to {given.ends}")
    return found.flows


def _midnight(instant: Any, at: Any, shop: Shop) -> datetime:
    found: datetime = instant(at, time(0), shop.time_zone)
    return found


def _stored(encore: Encore, shop: Shop) -> dict[str, Any]:
    from plugin.desk.settings import tables_of

    with encore.database.read_registry() as session:
        return tables_of(session, shop)


def _read(path: Path, shop: Shop) -> dict[str, Any]:
    from plugin.config import problems

    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("encore", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML: {error}") from None
    wrong = problems(tables, shop.settings)
    if wrong:
        raise ConfigError("; ".join(f"{path}: {name}: {says}" for name, says in wrong.items()))
    return tables


def _switched(on: set[str], patch: dict[str, Any]) -> set[str]:
    said = {name: table.get("enabled") for name, table in patch.get("flows", {}).items()}
    wanted = on | {name for name, is_on in said.items() if is_on is True}
    return wanted - {name for name, is_on in said.items() if is_on is False}


def _tell(before: dict[str, Tally], after: dict[str, Tally]) -> None:
    """One line for every figure; where a setting was changed, with what it was and the difference."""
    for name in sorted(before.keys() | after.keys()):
        then, now = (_figures(flows.get(name)) for flows in (before, after))
        for figure in dict.fromkeys((*then, *now)):
            was, is_now = then.get(figure, 0), now.get(figure, 0)
            change = f"{was:>8,} -> {is_now:,} ({is_now - was:+,})" if was != is_now else f"{is_now:>8,}"
            say(f"  {name:<16}{figure:<32}{change}")


def _figures(one: Tally | None) -> dict[str, int]:
    if one is None:
        return {}
    found = {f"sent by {channel}": count for channel, count in one.sent.items()}
    found |= {f"not sent: {reason}": count for reason, count in one.not_sent.items()}
    more = {"still waiting": one.waiting, "codes": one.codes, "SMS segments": one.segments}
    return found | {name: count for name, count in more.items() if count}
