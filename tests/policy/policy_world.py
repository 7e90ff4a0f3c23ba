"""Facts about one due message, with everything in order unless a test says otherwise."""

from datetime import UTC, datetime, timedelta

from plugin.config import Budget, ConsentSettings, QuietHours, ShopSettings
from plugin.events import Channel, ConsentState, Purpose
from plugin.policy.verdict import Answer, Facts, Recent

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)  # a Wednesday


def said(state, level=None, at=NOON - timedelta(days=30)):
    return Answer(ConsentState(state), level, at)


def sent(at, channel="email", purpose="promotional", flow="vip_code", about="order:1", step=0):
    return Recent(at, flow, Channel(channel), Purpose(purpose), about, step)


def settings(budget=None, quiet_hours=None, **consent):
    return ShopSettings(
        budget=budget or Budget(), quiet_hours=quiet_hours or QuietHours(), consent=ConsentSettings(**consent)
    )


def facts(**changes):
    now = changes.pop("now", NOON)
    values = {
        "now": now,
        "flow": "vip_code",
        "step": 0,
        "about": "order:1",
        "purpose": Purpose.PROMOTIONAL,
        "channel": Channel.EMAIL,
        "due_at": now,
        "useful_until": now + timedelta(days=14),
        "hours": None,
        "settings": ShopSettings(),
        "is_installed": True,
        "paused_at": None,
        "country": "GB",
        "province": None,
        "zones": ("Europe/London",),
        "address_problem": None,
        "consent": said("subscribed"),
        "address_consent": said("subscribed"),
        "suppressed": None,
        "last_purchase_at": now - timedelta(days=21),
        "recent": (),
    }
    values.update(changes)
    values["purpose"], values["channel"] = Purpose(values["purpose"]), Channel(values["channel"])
    return Facts(**values)
