"""What Blue Jumps sells. Things of one `set` are often bought together, so that there is something to learn."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_ID = 8_300_000_000_000


@dataclass(frozen=True, slots=True)
class Good:
    id: int
    handle: str
    title: str
    kind: str
    audience: str  # a tag: men, women, kids or home
    pence: int
    sizes: tuple[str, ...]
    set: str


_S_TO_XL = ("S", "M", "L", "XL")
_ONE_SIZE = ("One size",)
_LIST: tuple[tuple[str, str, str, int, tuple[str, ...], str], ...] = (
    ("Fisherman jumper, navy", "Jumpers", "men", 8900, _S_TO_XL, "harbour"),
    ("Ribbed beanie, navy", "Beanies", "men", 2400, _ONE_SIZE, "harbour"),
    ("Sea boot socks", "Socks", "men", 1800, ("6-8", "9-11"), "harbour"),
    ("Fair Isle jumper, heather", "Jumpers", "women", 9500, _S_TO_XL, "isle"),
    ("Bobble beanie, heather", "Beanies", "women", 2600, _ONE_SIZE, "isle"),
    ("Cable bed socks, oatmeal", "Socks", "women", 1600, ("3-5", "6-8"), "isle"),
    ("Merino crew neck, charcoal", "Jumpers", "men", 7500, _S_TO_XL, "town"),
    ("Merino roll neck, ink", "Jumpers", "women", 7900, _S_TO_XL, "town"),
    ("Fine merino socks, three pairs", "Socks", "men", 2900, ("6-8", "9-11"), "town"),
    ("Merino beanie, ink", "Beanies", "women", 2800, _ONE_SIZE, "town"),
    ("Little gull jumper, red", "Jumpers", "kids", 4200, ("2-3", "4-5", "6-7"), "little"),
    ("Little gull beanie, red", "Beanies", "kids", 1500, _ONE_SIZE, "little"),
    ("Little gull socks, two pairs", "Socks", "kids", 1200, ("S", "M"), "little"),
    ("Lambswool blanket, tweed", "Blankets", "home", 6900, ("130 × 180 cm",), "hearth"),
    ("Waffle blanket, chalk", "Blankets", "home", 5900, ("130 × 180 cm",), "hearth"),
    ("Hearth socks, thick", "Socks", "home", 2200, ("S", "M", "L"), "hearth"),
)  # fmt: skip


def _handle(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-")


GOODS: tuple[Good, ...] = tuple(
    Good(_FIRST_ID + number * 1_000, _handle(title), title, kind, audience, pence, sizes, group)
    for number, (title, kind, audience, pence, sizes, group) in enumerate(_LIST)
)
BY_HANDLE: dict[str, Good] = {good.handle: good for good in GOODS}


def of_set(name: str) -> tuple[Good, ...]:
    return tuple(good for good in GOODS if good.set == name)


SETS: tuple[str, ...] = tuple(dict.fromkeys(good.set for good in GOODS))
