"""The birthday scene: two people named John, born on one day, half a world apart."""

from __future__ import annotations

from plugin.demo.people import JANE, JOHN, JOHN_IN_SYDNEY, Person
from plugin.demo.play import Play, at_home, need
from plugin.demo.shown import Shown

_HOMES = ((JOHN_IN_SYDNEY, "Australia/Sydney"), (JOHN, "Europe/London"))
_DAY, _NEXT = "2026-04-20", "2026-04-21"


def two_johns(play: Play) -> str:
    play.at(f"{_DAY} 09:00")
    codes = {}
    for person, zone in _HOMES:
        text = play.arrived("birthday", f"customer:{person.id}@{_DAY}")
        need(text.at == at_home(f"{_DAY} 09:00", zone), f"it comes at 09:00 in {zone}, not {text.when}")
        need((text.code or "").startswith("BDAYJOHN-") and len(text.code or "") == 17, f"a code: {text.code}")
        need("for today only" in (text.text or ""), f"it says for how long: {text.text!r}")
        codes[zone] = text.code
        _works_that_day_only(play, text, person, zone)
    sydney, london = codes.values()
    need(sydney != london, "they are two different codes")
    return (
        f"two Johns on one birthday: {sydney} at 09:00 in Sydney, {london} at 09:00 in London;"
        " each works that local day only, and is refused at 00:00 the next"
    )


def _works_that_day_only(play: Play, text: Shown, person: Person, zone: str) -> None:
    need(play.redeem(text.code, person, at_home(f"{_NEXT} 00:00", zone)) is not None, "refused at 00:00 the next day")
    need(play.redeem(text.code, JANE, at_home(f"{_DAY} 12:00", zone)) is not None, "refused for Jane")
    need(play.redeem(text.code, person, at_home(f"{_DAY} 23:59", zone)) is None, "works until 23:59")
