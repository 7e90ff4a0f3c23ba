"""The birthday scene: two people named John, born on one day, half a world apart."""

from __future__ import annotations

from plugin.demo.cast import JANE, JOHN, JOHN_IN_SYDNEY
from plugin.demo.play import Play, at_home, need
from plugin.demo.shown import Shown
from plugin.demo.store import Row

DAY = "2026-04-20"
BORN = f"1992-{DAY[5:]}"


def two_johns(play: Play) -> str:
    """The store's own checkout is asked at the edges of each John's day, which lie nine hours apart."""
    sydney, london = play.person(JOHN_IN_SYDNEY), play.person(JOHN)
    play.at("2026-04-20 00:30")  # 09:30 in Sydney
    first = _came(play, sydney, "Australia/Sydney")
    play.at("2026-04-20 09:05")
    second = _came(play, london, "Europe/London")
    need(first.code != second.code, "they are two different codes")
    need(play.refusal(first.code, london) is not None, "the other John cannot use it")
    need(play.refusal(second.code, play.person(JANE)) is not None, "nor can Jane")
    _ends(play, first, sydney, "Australia/Sydney", "2026-04-20 14:58", "2026-04-20 15:00")
    _ends(play, second, london, "Europe/London", "2026-04-20 23:58", "2026-04-21 00:00")
    return (
        f"two Johns on one birthday: {first.code} at 09:00 in Sydney, {second.code} at 09:00 in London;"
        " each works that local day only, and the checkout refuses it at 00:00 the next"
    )


def _came(play: Play, person: Row, zone: str) -> Shown:
    text = play.arrived("birthday", f"customer:{person['id']}@{DAY}")
    code = text.code or "-"
    late = (text.at - at_home(f"{DAY} 09:00", zone)).total_seconds()
    need(0 <= late < 60, f"it comes at 09:00 in {zone}, not {text.when}")
    need(code.startswith("BDAYJOHN-") and len(code) == 17, f"a code: {code}")
    need("for today only" in (text.text or ""), f"it says for how long: {text.text!r}")
    return text


def _ends(play: Play, text: Shown, person: Row, zone: str, before: str, after: str) -> None:
    """`before` and `after` are London times around midnight in `zone`."""
    play.at(before)
    need(play.refusal(text.code, person) is None, f"it works until the last minute in {zone}")
    play.at(after)
    need(play.refusal(text.code, person) is not None, f"it is refused at 00:00 the next day in {zone}")
