"""The outbox: every message of the sample shop, by what became of it, and the buttons of the shop floor."""

from __future__ import annotations

from flask import render_template, request

from plugin.demo.bodies import ZONE
from plugin.demo.shown import Choice, count, shown, words
from ui.demo import deeds
from ui.demo.stage import BUYERS, CHANNELS, FLOWS, GROUPS, STATES, stage
from ui.doors import door

_PER_PAGE = 40
_LAST_PAGE = 10_000


@door("operator")
def show() -> str:
    choice = _choice()
    number = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    world, notebook = stage().world, stage().notebook
    shop = world.shop
    with world.encore.database.read(shop.id) as session:
        rows = shown(session, shop, choice, limit=_PER_PAGE + 1, skip=_PER_PAGE * (number - 1))
        counts = {group: count(session, shop, Choice(group, choice.flow, choice.channel)) for group in GROUPS}
    return render_template(
        "demo/outbox.html", shop=shop, now=words(world.clock.now(), ZONE), choice=choice, rows=rows[:_PER_PAGE],
        has_more=len(rows) > _PER_PAGE, number=number, counts=counts, groups=GROUPS, flows=FLOWS, channels=CHANNELS,
        states=STATES, buyers=BUYERS, orders=notebook.orders()[:4], steps=deeds.STEPS,
        done=deeds.SAID.get(request.args.get("done", "")),
    )  # fmt: skip


def _choice() -> Choice:
    """What the address asks for; what nobody knows counts as not asked."""
    group, flow, channel = (request.args.get(name, "") for name in ("show", "flow", "channel"))
    return Choice(
        group if group in GROUPS else "arrived", flow if flow in FLOWS else "", channel if channel in CHANNELS else ""
    )
