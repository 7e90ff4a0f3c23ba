"""Reading what a form brings; a wrong value is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from devstore.act import Refused


def text(name: str) -> str | None:
    """None for an empty field."""
    return request.form.get(name, "").strip() or None


def whole(name: str) -> int:
    try:
        return int(request.form.get(name, ""))
    except ValueError:
        raise Refused(f"{name} must be a whole number.") from None


def pence(name: str) -> int | None:
    """ "4.95" or "£4.95" is 495; None for an empty field."""
    given = text(name)
    if given is None:
        return None
    pounds, _, rest = given.removeprefix("£").partition(".")
    if not pounds.isdecimal() or len(rest) > 2 or (rest and not rest.isdecimal()):
        raise Refused(f"{given} is no amount; write 4.95.")
    return int(pounds) * 100 + int(f"{rest:0<2}")


def pieces(prefix: str) -> Mapping[int, int]:
    """Fields `prefix` + id with a number above 0: id → pieces."""
    found = {}
    for name, value in request.form.items():
        number, count = name.removeprefix(prefix), value.strip()
        if not name.startswith(prefix) or count in ("", "0"):
            continue
        if not number.isdecimal() or not count.isdecimal():
            raise Refused("Pieces are whole numbers.")
        found[int(number)] = int(count)
    return found
