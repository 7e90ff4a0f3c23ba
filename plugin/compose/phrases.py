"""What Encore itself says around a text, in each language: `templates/<language>/phrases.toml`. The lines of the
ready-made parts hold Liquid; they are put into the part before it is parsed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from plugin.compose.languages import FALLBACK, LANGUAGES
from plugin.events import Purpose


@dataclass(frozen=True, slots=True)
class Phrases:
    """`service`, `feedback` and `promotional` say why you get this and take {shop}; `ends` takes {day} and {time}."""

    code_offer: str
    code_line: str
    today: str
    until: str
    because: str
    quoted: str
    ends: str
    choose: str
    unsubscribe: str
    colon: str
    service: str
    feedback: str
    promotional: str
    opt_out: str  # the end of a text message: how to get no more of them

    def why(self, purpose: Purpose, shop: str) -> str:
        line: str = getattr(self, purpose.value)
        return line.format(shop=shop)


@lru_cache(maxsize=16)
def phrases(language: str) -> Phrases:
    """Those of `language`; the English ones for a language that Encore does not write in."""
    known = language if language in LANGUAGES else FALLBACK
    text = files("plugin.compose").joinpath("templates", known, "phrases.toml").read_text(encoding="utf-8")
    return Phrases(**tomllib.loads(text))
