"""Makes the demo's Encore: keys and database in a directory of its own, the shop with every flow on, and two
years of its past replayed through the real pipeline."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from plugin.clock import SpunClock, SystemClock, local_date
from plugin.db.migrate import migrate
from plugin.demo import bodies
from plugin.demo.counter import Counter
from plugin.demo.notebook import Notebook
from plugin.demo.sample import history
from plugin.demo.world import RunningClock, World
from plugin.encore import Encore, make_encore
from plugin.flows.registry import FLOWS
from plugin.operator import load
from plugin.shops import Shop
from plugin.vault import derive

Progress = Callable[[int, int], None]
SETTINGS = {
    "consent": {
        "checkout_sms_on": "2024-01-01",
        "soft_opt_in_on": "2024-01-01",
        "soft_opt_in_wording": "We may write to you about similar products. You can say no now or at any time.",
    },
    "sender": {
        "name": "Blue Jumps",
        "email": "hello@example.com",
        "postal_address": "12 Example Quay, London SE1 9AA",
        "sms_id": "BlueJumps",
    },
}


def demo_world(directory: Path, port: int, progress: Progress) -> tuple[World, Notebook]:
    """The demo in `directory`: today's goes on, an older one is replaced."""
    now = SystemClock().now()
    today = local_date(now, bodies.ZONE)
    is_here = Notebook.fits(directory, today, port)
    if not is_here and directory.exists():
        shutil.rmtree(directory)
    past = [] if is_here else history(now)
    world = scratch_world(directory, port, SpunClock(past[0].at if past else now))
    if past:
        progress(0, len(past))
        world.replay(past, now, lambda done: progress(done, len(past)))
    notebook = Notebook(directory, today, port)
    notebook.save()
    world.run_by(RunningClock(offset=notebook.offset))
    return world, notebook


def scratch_world(directory: Path, port: int, clock: SpunClock) -> World:
    """An Encore with the shop and nothing in it yet, or the one that is already in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    encore = _encore(directory, port, clock)
    migrate(encore.database)
    shop = encore.shops.by_domain(bodies.DOMAIN) or _shop(encore, clock.now())
    counter = Counter(encore.settings.app_url, encore.settings.api_secret, lambda: encore.clock.now())
    return World(encore, clock, shop.id, counter)


def _encore(directory: Path, port: int, clock: SpunClock) -> Encore:
    """Its keys and its webhook secret are made here, at random, and belong to this directory alone."""
    seed = load({"PORT": str(port)}, var=directory).secret_key
    secret = derive(seed, "demo webhook secret").hex()
    return make_encore(load({"PORT": str(port), "SHOPIFY_API_SECRET": secret}, var=directory), clock=clock)


def _shop(encore: Encore, now: datetime) -> Shop:
    shop = encore.shops.add(
        bodies.DOMAIN, now=now, time_zone=bodies.ZONE, currency=bodies.CURRENCY, platform_shop_id=bodies.SHOP_ID,
        flows_on=tuple(FLOWS),
    )  # fmt: skip
    encore.shops.change(shop.id, settings=SETTINGS, name="Blue Jumps", country="GB")
    return encore.shops.by_id(shop.id)
