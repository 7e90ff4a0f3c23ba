"""`encore shop`: tenants by hand. Also how tests and importers make a shop without an install."""

from __future__ import annotations

import argparse

from plugin.commands.console import Commands, add, opened, say, shop_named
from plugin.errors import UsageError


def register(commands: Commands) -> None:
    made = add(commands, "shop", _nothing, "add, list, change or erase shops", "encore shop add NAME.myshopify.com")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    one = add(
        verbs, "add", run_add, "add a shop; all flows are off until switched on",
        "encore shop add NAME.myshopify.com --timezone Europe/London --currency GBP",
    )  # fmt: skip
    one.add_argument("domain")
    one.add_argument("--token", help="an Admin API access token of a custom app")
    one.add_argument("--timezone", default="UTC", help="the shop's IANA time zone (default UTC)")
    one.add_argument("--currency", default="USD", help="three letters (default USD)")
    one.add_argument("--shop-id", type=int, help="the platform's id of the shop")
    add(verbs, "list", run_list, "the shops, and what is on", "encore shop list")
    one = add(
        verbs, "flows", run_flows, "switch flows on or off; on means for orders from now on",
        "encore shop flows NAME.myshopify.com --on thank_you --on vip_code",
    )  # fmt: skip
    one.add_argument("domain")
    one.add_argument("--on", action="append", default=[], metavar="FLOW", help="switch this flow on")
    one.add_argument("--off", action="append", default=[], metavar="FLOW", help="switch this flow off")
    one = add(
        verbs, "manager", run_manager, "make one of a shop's staff manager, should its only manager be gone",
        "encore shop manager NAME.myshopify.com 90210044",
    )  # fmt: skip
    one.add_argument("domain")
    one.add_argument("user_id", metavar="NUMBER", help="the number that the page Staff shows")
    for verb, run, summary in (
        ("pause", run_pause, "stop all sending of a shop at once"),
        ("resume", run_resume, "send again"),
        ("erase", run_erase, "erase a shop and everything it holds"),
    ):
        one = add(verbs, verb, run, summary, f"encore shop {verb} NAME.myshopify.com")
        one.add_argument("domain")
        if verb == "erase":
            one.add_argument("--yes", action="store_true", help="really erase; it cannot be undone")


def _nothing(_given: argparse.Namespace) -> int:
    return 2


def run_add(given: argparse.Namespace) -> int:
    with opened() as encore:
        shop = encore.shops.add(
            given.domain.lower(), now=encore.clock.now(), time_zone=given.timezone, currency=given.currency.upper(),
            platform_shop_id=given.shop_id, token=given.token,
        )  # fmt: skip
        say(f"added {shop.domain} ({shop.time_zone}, {shop.currency}); all flows are off")
    return 0


def run_list(_given: argparse.Namespace) -> int:
    with opened() as encore:
        for shop in encore.shops.all():
            state = "uninstalled" if shop.uninstalled_at else "paused" if shop.paused_at else "working"
            on = ", ".join(shop.flows_on_since) or "no flow is on"
            say(f"{shop.domain:<40}{state:<12}{shop.time_zone:<22}{on}")
    return 0


def run_flows(given: argparse.Namespace) -> int:
    from plugin.desk.flows import switch_off, switch_on
    from plugin.flows.registry import FLOWS

    _require_flows([*given.on, *given.off])
    with opened() as encore:
        shop = shop_named(encore, given.domain)
        for name in given.on:
            shop = switch_on(encore, shop, shop.settings_version, FLOWS[name])
        for name in given.off:
            shop, count = switch_off(encore, shop, shop.settings_version, FLOWS[name])
            say(f"{name} is off; {count} planned {'message is' if count == 1 else 'messages are'} cancelled")
        say(f"on: {', '.join(shop.flows_on_since) or 'nothing'}")
    return 0


def _require_flows(names: list[str]) -> None:
    from plugin.flows.registry import FLOWS

    unknown = [name for name in names if name not in FLOWS]
    if unknown:
        raise UsageError(f"there is no flow {unknown[0]!r}; flows: {', '.join(sorted(FLOWS))}")


def run_manager(given: argparse.Namespace) -> int:
    from plugin.desk.staff import give, member_of
    from plugin.model.staff import OPERATOR
    from plugin.roles import Role

    with opened() as encore:
        shop = shop_named(encore, given.domain)
        with encore.database.read(shop.id) as session:
            one = member_of(session, shop, given.user_id)
        give(encore, shop, one.user_id, Role.MANAGER, one.name, version=one.version, by=OPERATOR)
        say(f"{one.user_id} is manager of {shop.domain}; the access log says so")
    return 0


def run_pause(given: argparse.Namespace) -> int:
    from plugin.desk.settings import pause

    with opened() as encore:
        pause(encore, shop_named(encore, given.domain))
        say("paused: nothing is sent, also of what is already queued")
    return 0


def run_resume(given: argparse.Namespace) -> int:
    from plugin.desk.settings import resume

    with opened() as encore:
        resume(encore, shop_named(encore, given.domain))
        say("sending again")
    return 0


def run_erase(given: argparse.Namespace) -> int:
    if not given.yes:
        raise UsageError("this erases the shop, its customers and its ledger for good; add --yes to do it")
    from plugin.privacy import erase_shop

    with opened() as encore:
        erase_shop(encore.database, shop_named(encore, given.domain), encore.clock.now())
        say(f"erased {given.domain}")
    return 0
