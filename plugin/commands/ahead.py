"""`encore preview`: what a customer will get."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from plugin.commands.console import Commands, add, opened, say, shop_named
from plugin.errors import UsageError

if TYPE_CHECKING:
    from plugin.desk.preview import Coming


def register(commands: Commands) -> None:
    made = add(
        commands, "preview", run, "what a customer will get in the next days, and why not more",
        "encore preview NAME.myshopify.com 7100000233304 --days 90",
    )  # fmt: skip
    made.add_argument("shop")
    made.add_argument("customer", type=int, help="the customer's id")
    made.add_argument("--days", type=_days, default=90, help="how far to look, 1 to 366 (default 90)")


def run(given: argparse.Namespace) -> int:
    from plugin.desk.preview import preview
    from plugin.reasons import sentence

    with opened() as encore:
        shop = shop_named(encore, given.shop)
        found = preview(encore, shop, given.customer, days=given.days)
        if found is None:
            raise UsageError(
                f"there is no customer {given.customer} in {shop.domain}; `encore export` lists messages"
            )
        if shop.paused_at is not None:
            say("Sending is paused; this is what would go after it goes on.")
        for one in found.coming:
            _tell(one)
        if not any(one.goes for one in found.coming):
            say(f"Nothing goes to this customer in the next {given.days} days, if nothing new happens.")
        for flow, about, reason in found.nothing:
            say(f"{flow}{f' about {about}' if about else ''}: {sentence(reason)}")
    return 0


def _tell(one: Coming) -> None:
    from plugin.explain import words
    from plugin.reasons import sentence

    when = words(one.at, one.time_zone)
    head = f"{when}  {one.flow} by {one.channel} about {one.about}"
    if not one.goes:
        say(f"{head} does not go: {sentence(one.reason) if one.reason else 'it is later than these days.'}")
        return
    say(head)
    for line in (one.subject or "", *(one.text or "").splitlines()):
        say(f"    {line}" if line else "")


def _days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 366:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number of days from 1 to 366")
    return int(text)
