"""Makes the demo's Encore: keys and database in a folder of its own, installed in the development store, with the
store's two years as its past."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import requests

from plugin.clock import SystemClock
from plugin.db.migrate import migrate
from plugin.demo.store import Store
from plugin.demo.world import RunningClock, World
from plugin.encore import make_encore
from plugin.errors import EncoreError
from plugin.flows.registry import FLOWS
from plugin.history import deliveries, outline
from plugin.operator import Settings, load
from plugin.vault import derive

Progress = Callable[[int, int], None]
DOMAIN = "blue-jumps.myshopify.com"
SETTINGS = {
    "consent": {
        "checkout_sms_on": "2024-01-01",
        "soft_opt_in_on": "2024-01-01",
        "soft_opt_in_wording": "We may write to you about similar products. You can say no now or at any time.",
        "sms_wording": "Text me offers, at most four a month. Reply STOP to end.",
        "sms_wording_on": "2024-01-01",
    },
    "sender": {
        "name": "Blue Jumps",
        "email": "hello@example.com",
        "postal_address": "12 Example Quay, London SE1 9AA",
        "sms_id": "BlueJumps",
    },
}


class NotInstalled(EncoreError):
    """Encore did not answer the first visit with its page."""


def demo_settings(folder: Path, *, port: int, store_port: int, smtp_port: int) -> Settings:
    """As an operator would set them by environment. The secrets are made here, at random, and stay in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    seed = load({"PORT": str(port)}, var=folder).secret_key
    store = f"http://localhost:{store_port}"
    return load(
        {
            "PORT": str(port),
            "SHOPIFY_API_KEY": derive(seed, "demo client id")[:16].hex(),
            "SHOPIFY_API_SECRET": f"shpss_{derive(seed, 'demo secret')[:16].hex()}",
            "ENCORE_RECEIPT_SECRET": derive(seed, "demo receipts").hex(),
            "ENCORE_SHOPIFY_BASE": store,
            "ENCORE_BILLING": "hosted",
            "ENCORE_SMTP_URL": f"smtp://localhost:{smtp_port}",
            "ENCORE_SMTP_LOOKUP_URL": f"{store}/provider/mail/lookup?message_id={{message_id}}",
            "ENCORE_SMS_URL": f"{store}/provider/sms",
            "ENCORE_SMS_LOOKUP_URL": f"{store}/provider/sms/lookup?key={{key}}",
        },
        var=folder,
    )


def shared_secrets(settings: Settings) -> dict[str, str]:
    """What the development store has to know too."""
    return {
        "SHOPIFY_API_KEY": settings.api_key,
        "SHOPIFY_API_SECRET": settings.api_secret,
        "ENCORE_RECEIPT_SECRET": settings.receipt_secret,
    }


def demo_world(settings: Settings, store: Store) -> World:
    """An Encore that keeps the store's time, before its doors open."""
    clock = RunningClock(offset=store.now().astimezone(UTC) - SystemClock().now())
    encore = make_encore(settings, clock=clock)
    migrate(encore.database)
    return World(encore, clock, DOMAIN)


def move_in(world: World, store: Store, progress: Progress) -> None:
    """Install Encore as a merchant does, by opening it; then give it the shop's past and switch every flow on.
    What is there already stays as it is."""
    if not store.is_installed():
        visit(world, store.install())
    if world.shop.flows_on_since:
        return
    with tempfile.TemporaryDirectory(prefix="encore-past-") as scratch:
        path = store.past(Path(scratch) / "history.jsonl")
        world.remember(deliveries(path), outline(path).events, progress)
    since = world.encore.clock.now().isoformat()
    encore = world.encore
    encore.shops.change(world.shop.id, settings=SETTINGS, flows_on_since=dict.fromkeys(FLOWS, since))


def visit(world: World, id_token: str) -> None:
    """Open Encore's page once with an id token: that is the install. NotInstalled says what came instead."""
    answer = requests.get(
        f"{world.encore.settings.app_url}/app/", headers={"Authorization": f"Bearer {id_token}"}, timeout=30
    )
    if answer.status_code != 200:
        raise NotInstalled(f"Encore answered {answer.status_code} to its first visit: {answer.text[:200]}")
