"""What Blue Jumps sells. Things of one set are often bought together, so that there is something to learn."""

from __future__ import annotations

from dataclasses import dataclass

from devstore.doings.stock import NewProduct

_S_TO_XL = ("S", "M", "L", "XL")
_ONE = ("One size",)
_SHOE = ("3-5", "6-8", "9-11")
_AGE = ("2-3 years", "4-5 years", "6-7 years")
_BED = ("130 × 180 cm",)


@dataclass(frozen=True, slots=True)
class Good:
    title: str
    kind: str
    audience: str  # men, women, kids or home: a tag
    pence: int
    sizes: tuple[str, ...]
    set: str  # another tag
    colour: str
    pattern: str
    text: str

    @property
    def handle(self) -> str:
        return "-".join(self.title.lower().replace(",", "").split())

    def as_new(self) -> NewProduct:
        return NewProduct(
            handle=self.handle, title=self.title, kind=self.kind, text=self.text, tags=f"{self.audience}, {self.set}",
            colour=self.colour, pattern=self.pattern, pence=self.pence, sizes=self.sizes, stock=400,
        )  # fmt: skip


GOODS: tuple[Good, ...] = (
    Good("Fisherman jumper, navy", "Jumpers", "men", 8900, _S_TO_XL, "harbour", "#1f3a5f", "cable", "Oiled wool, knitted tight against the wind."),
    Good("Harbour cardigan, slate", "Cardigans", "men", 9800, _S_TO_XL, "harbour", "#4a5d6c", "ribbed", "Horn buttons, deep pockets."),
    Good("Ribbed beanie, navy", "Beanies", "men", 2400, _ONE, "harbour", "#22406b", "ribbed", "Turn it up once, or twice."),
    Good("Sea boot socks", "Socks", "men", 1800, _SHOE, "harbour", "#d8d2c4", "ribbed", "Knee high, made for rubber boots."),
    Good("Fair Isle jumper, heather", "Jumpers", "women", 9500, _S_TO_XL, "isle", "#7d5a80", "isle", "Seven colours, knitted in the round."),
    Good("Isle cardigan, moss", "Cardigans", "women", 10400, _S_TO_XL, "isle", "#5b6f4a", "isle", "The yoke took two winters to draw."),
    Good("Bobble beanie, heather", "Beanies", "women", 2600, _ONE, "isle", "#8a6390", "isle", "With a bobble that stays on."),
    Good("Cable bed socks, oatmeal", "Socks", "women", 1600, _SHOE, "isle", "#d9c8a9", "cable", "For floors that are cold in the morning."),
    Good("Merino crew neck, charcoal", "Jumpers", "men", 7500, _S_TO_XL, "town", "#3b3f45", "plain", "Fine merino, fits under a jacket."),
    Good("Merino roll neck, ink", "Jumpers", "women", 7900, _S_TO_XL, "town", "#252a4a", "plain", "Fine merino, soft at the neck."),
    Good("Merino scarf, ink", "Scarves", "women", 4500, _ONE, "town", "#2b3157", "plain", "Long enough to go round twice."),
    Good("Fine merino socks, three pairs", "Socks", "men", 2900, _SHOE, "town", "#51565e", "plain", "Three pairs, so that one is always dry."),
    Good("Merino beanie, ink", "Beanies", "women", 2800, _ONE, "town", "#30375f", "plain", "Thin, warm, folds into a pocket."),
    Good("Little gull jumper, red", "Jumpers", "kids", 4200, _AGE, "little", "#b23a3a", "stripes", "Stripes hide most things."),
    Good("Little gull beanie, red", "Beanies", "kids", 1500, _AGE, "little", "#bf4343", "stripes", "Stays on while running."),
    Good("Little gull socks, two pairs", "Socks", "kids", 1200, ("S", "M"), "little", "#c75050", "stripes", "Two pairs, four feet if they share."),
    Good("Little gull mittens, red", "Mittens", "kids", 1400, _AGE, "little", "#a83636", "stripes", "On a string, so that none gets lost."),
    Good("Lambswool blanket, tweed", "Blankets", "home", 6900, _BED, "hearth", "#8a7a5c", "isle", "Woven from what the jumpers leave."),
    Good("Waffle blanket, chalk", "Blankets", "home", 5900, _BED, "hearth", "#cfd3cf", "waffle", "Light, warm, dries by the fire."),
    Good("Hearth socks, thick", "Socks", "home", 2200, _SHOE, "hearth", "#94663f", "cable", "Slippers that are socks."),
    Good("Reading scarf, rust", "Scarves", "home", 3900, _ONE, "hearth", "#a5532a", "ribbed", "A scarf for indoors. Try it."),
)  # fmt: skip
SETS: tuple[str, ...] = tuple(dict.fromkeys(good.set for good in GOODS))


def of_set(name: str) -> tuple[Good, ...]:
    return tuple(good for good in GOODS if good.set == name)
