"""app.toml and the environment, read once into frozen values. A key nobody knows is an error that names it.

`ShopSettings` is what a merchant may change (shipped defaults: the `[encore.*]` tables of app.toml);
`Settings` is what the operator sets (environment, each name also as NAME_FILE).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from plugin.errors import ConfigError
from plugin.events import Channel
from plugin.roles import Role
from plugin.words import said

APP_TOML = Path(__file__).resolve().parent.parent / "app.toml"
API_VERSION = "2026-10"


@dataclass(frozen=True, slots=True)
class FlowSettings:
    enabled: bool = False
    delay: timedelta = timedelta(0)
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    percent: int = 0  # of a discount code, 0..100
    valid: timedelta = timedelta(days=14)  # how long such a code works
    combines: bool = False  # whether such a code works beside other discounts


@dataclass(frozen=True, slots=True)
class Budget:
    """Promotional messages to one person over all flows, rolling windows (trust: when and how often)."""

    per_day: int = 1
    per_week: int = 2
    per_month: int = 6
    sms_per_week: int = 1
    sms_per_month: int = 4


@dataclass(frozen=True, slots=True)
class Discounts:
    """What discount codes may cost."""

    per_month: int = 0  # whole units of the shop's currency, by its own calendar; 0: no limit


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours from `opens` to `closes`; where closes <= opens it runs over midnight."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When promotional messages may go, in the recipient's time."""

    email: Window = Window(time(9), time(20))
    sms: Window = Window(time(9), time(20))


@dataclass(frozen=True, slots=True)
class ConsentSettings:
    """What the merchant has put on record. None or "": not recorded, so it cannot be relied on."""

    soft_opt_in_on: date | None = None
    soft_opt_in_wording: str = ""
    checkout_sms_on: date | None = None
    sms_wording: str = ""
    sms_wording_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    name: str = ""
    email: str = ""
    reply_to: str = ""  # where answers go; "": to the sender
    postal_address: str = ""
    sms_id: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """How e-mails look. "": as Encore ships them."""

    color: str = ""  # "#rrggbb": links, the button, the code
    logo: str = ""  # https address of a picture, shown instead of the shop's name


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    incentive: str = ""  # what everybody gets who writes a review, alike for every rating; "": nothing
    publish_after: timedelta | None = None  # how long one waits for a look, alike for every rating; None: until then


@dataclass(frozen=True, slots=True)
class StaffSettings:
    newcomers: Role = Role.VIEWER  # of staff who open Encore later than the one who installed it


@dataclass(frozen=True, slots=True)
class TagSettings:
    enabled: bool = False  # whether customers carry Encore's tags in the shop (plugin.customer_tags)


@dataclass(frozen=True, slots=True)
class ShopSettings:
    flows: Mapping[str, FlowSettings] = field(default_factory=dict)
    budget: Budget = Budget()
    discounts: Discounts = Discounts()
    quiet_hours: QuietHours = QuietHours()
    consent: ConsentSettings = ConsentSettings()
    sender: Sender = Sender()
    brand: Brand = Brand()
    reviews: ReviewSettings = ReviewSettings()
    staff: StaffSettings = StaffSettings()
    tags: TagSettings = TagSettings()

    def flow(self, name: str) -> FlowSettings:
        return self.flows.get(name, FlowSettings())


_UNITS = {"m": "minutes", "h": "hours", "d": "days", "s": "seconds"}


def duration(text: str) -> timedelta:
    """ "7d", "90m", "24h", "30s" as a timedelta. ConfigError for anything else."""
    match = re.fullmatch(r"(\d{1,5})([smhd])", str(text).strip())
    if not match:
        raise ConfigError(
            said('%(given)r is not a duration; write a number and s, m, h or d, such as "7d"', given=text)
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


PUBLISH_AFTER = ("0d", "1d", "3d", "7d")


def _publish_after(value: Any) -> timedelta | None:
    if value == "":
        return None
    if value not in PUBLISH_AFTER:
        raise ConfigError(
            said("%(given)r must be one of %(known)s, or empty", given=value, known=", ".join(PUBLISH_AFTER))
        )
    return duration(value)


def window(text: str) -> Window:
    """ "09:00-20:00" as a Window. ConfigError for anything else."""
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)", str(text).strip())
    if not match:
        raise ConfigError(said('%(given)r are not hours; write them as "09:00-20:00"', given=text))
    closes = time.max if match[3] == "24" else time(int(match[3]), int(match[4]))
    return Window(time(int(match[1]), int(match[2])), closes)


def _whole(low: int, high: int) -> Any:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ConfigError(
                said("%(given)r must be a whole number from %(low)s to %(high)s", given=value, low=low, high=high)
            )
        return value

    return read


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(said("%(given)r must be true or false", given=value))
    return value


def _channels(value: Any) -> tuple[Channel, ...]:
    try:
        found = tuple(Channel(one) for one in value)
    except (ValueError, TypeError):
        found = ()
    if not found or len(set(found)) != len(found):
        raise ConfigError(said('%(given)r must be a list of "email" and "sms", each once', given=value))
    return found


def _day(value: Any) -> date | None:
    if value == "":
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ConfigError(said("%(given)r must be a date such as 2026-11-01, or empty", given=value)) from None


def _role(value: Any) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise ConfigError(said("%(given)r must be one of %(roles)s", given=value, roles=", ".join(Role))) from None


def _color(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(#[0-9a-fA-F]{6})?", value.strip()):
        raise ConfigError(said("%(given)r must be a colour such as #9a3f24, or empty", given=value))
    return value.strip().lower()


def _text(value: Any) -> str:
    if not isinstance(value, str) or re.search(r"[\x00-\x1f\x7f]", value):
        raise ConfigError(said("%(given)r must be one line of text", given=value))
    return value.strip()


_FLOW = {
    "enabled": _switch, "delay": duration, "channels": _channels, "percent": _whole(0, 100), "valid": duration,
    "combines": _switch,
}  # fmt: skip
_TABLES: dict[str, dict[str, Any]] = {
    "budget": {f.name: _whole(0, 1000) for f in fields(Budget)},
    "discounts": {"per_month": _whole(0, 1_000_000_000)},
    "quiet_hours": {"email": window, "sms": window},
    "consent": {
        "soft_opt_in_on": _day, "soft_opt_in_wording": _text, "checkout_sms_on": _day,
        "sms_wording": _text, "sms_wording_on": _day,
    },
    "sender": {f.name: _text for f in fields(Sender)},
    "brand": {"color": _color, "logo": _text},
    "reviews": {"incentive": _text, "publish_after": _publish_after},
    "staff": {"newcomers": _role},
    "tags": {"enabled": _switch},
}  # fmt: skip


def problems(tables: Mapping[str, Any], base: ShopSettings) -> dict[str, str]:
    """What cannot be used of these tables, by name (`sender.email`, `flows.vip_code.percent`), each with what would
    do; empty where `shop_settings` would take them."""
    found: dict[str, str] = {}
    for name, table, readers in _sections(tables, base):
        if readers is None or not isinstance(table, Mapping):
            found[name] = _no_such(("flows", *_TABLES))
            continue
        for key, value in table.items():
            if key not in readers:
                found[f"{name}.{key}"] = _no_such(readers)
                continue
            try:
                readers[key](value)
            except ConfigError as error:
                found[f"{name}.{key}"] = error.args[0]
    return found


def _no_such(known: Iterable[str]) -> str:
    return said("there is no such setting; known: %(known)s", known=", ".join(known))


def _sections(tables: Mapping[str, Any], base: ShopSettings) -> Iterator[tuple[str, Any, Mapping[str, Any] | None]]:
    for name, table in tables.items():
        if name != "flows" or not isinstance(table, Mapping):
            yield name, table, _TABLES.get(name)
            continue
        for flow, settings in table.items():
            yield f"flows.{flow}", settings, _FLOW if flow in base.flows else None


def _read(table: Mapping[str, Any], readers: Mapping[str, Any], name: str) -> dict[str, Any]:
    values = {}
    for key, value in table.items():
        if key not in readers:
            raise ConfigError(f"unknown key {key!r} in [{name}]; known: {', '.join(readers)}")
        try:
            values[key] = readers[key](value)
        except ConfigError as error:
            raise ConfigError(f"[{name}] {key}: {error}") from None
    return values


def shop_settings(tables: Mapping[str, Any], base: ShopSettings | None = None) -> ShopSettings:
    """`base` with the given `[encore.*]` tables laid over it; an absent key keeps its value.
    ConfigError names an unknown key or a value that cannot be used, and says what would do."""
    settings = base or ShopSettings()
    for name in tables:
        if name not in {"flows", *_TABLES}:
            raise ConfigError(f"unknown table [encore.{name}]; known: flows, {', '.join(_TABLES)}")
    flows = dict(settings.flows)
    for name, table in tables.get("flows", {}).items():
        if base is not None and name not in flows:
            raise ConfigError(f"unknown flow {name!r}; known: {', '.join(flows)}")
        flows[name] = replace(flows.get(name, FlowSettings()), **_read(table, _FLOW, f"encore.flows.{name}"))
    changed: dict[str, Any] = {"flows": flows}
    for name, readers in _TABLES.items():
        if name in tables:
            changed[name] = replace(getattr(settings, name), **_read(tables[name], readers, f"encore.{name}"))
    return replace(settings, **changed)


def defaults(path: Path = APP_TOML) -> ShopSettings:
    """The shipped defaults of app.toml."""
    return shop_settings(tomllib.loads(path.read_text(encoding="utf-8")).get("encore", {}))
