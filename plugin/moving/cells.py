"""What stands in a cell, as one of ours. Each raises Wrong with what to do."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from plugin.moving.wrong import Wrong
from plugin.shopper_payloads import cleaned
from plugin.words import said

LONGEST = 20_000  # signs of one text
MOST_PICTURES = 20
LONGEST_ADDRESS = 2_000
_YES = frozenset({"yes", "true", "1", "y", "t", "ja", "oui", "si", "sí", "ok", "published", "subscribed"})
_NO = frozenset(
    {"no", "false", "0", "n", "f", "nein", "non", "unpublished", "never_subscribed", "not-yet", "pending"}
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p\s*>", re.I)
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_STARS = re.compile(r"([1-5])(?:[.,]0+)?(?: ?/ ?5)?")
_WHOLE = re.compile(r"(-?\d{1,15})(?:\.0+)?")
_EMPTY = "-"  # what Yotpo writes for a review without words


def text(cell: str) -> str:
    """Plain text without markup, entities and control characters. What it returns, it leaves as it is."""
    if len(cell) > LONGEST:
        raise Wrong(said("This text is longer than 20,000 characters. Shorten it."))
    plain = _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
    while (once := _without_markup(plain)) != plain:
        plain = once
    return plain


def line(cell: str) -> str:
    """The same as one line."""
    return " ".join(text(cell).split())


def words(cell: str) -> str:
    """The words of a review; "" where there are none."""
    found = text(cell)
    return "" if found == _EMPTY else found


def bare(cell: str) -> str:
    """Without the "'" that spreadsheets put before numbers."""
    return cleaned(cell).removeprefix("'").strip()


def stars(cell: str) -> int:
    found = _STARS.fullmatch(cell.strip())
    if found is None:
        raise Wrong(said("Write a whole number from 1 to 5."))
    return int(found[1])


def whole(cell: str) -> int:
    """A whole number, thousands marked by commas or blanks or not."""
    found = _WHOLE.fullmatch(re.sub(r"[, ](?=\d{3})", "", bare(cell)))
    if found is None:
        raise Wrong(said("Write a whole number, such as 250."))
    return int(found[1])


def number(cell: str) -> int | None:
    """The platform's number of something; None where it is none."""
    found = bare(cell).removesuffix(".0").rpartition("/")[2]
    return int(found) if found.isascii() and found.isdigit() and 0 < int(found) < 2**63 else None


def is_yes(cell: str) -> bool:
    """Whether it surely says yes."""
    return cell.strip().casefold() in _YES


def is_no(cell: str) -> bool:
    """Whether it surely says no."""
    return cell.strip().casefold() in _NO


def addresses(cell: str) -> tuple[tuple[str, ...], int]:
    """The https addresses of pictures in a list with commas, semicolons, bars or blanks, each once; and how many
    of the list are none, or too many."""
    found: dict[str, None] = {}
    left_out = 0
    for one in filter(None, re.split(r"[,;|\s]+", bare(cell))):
        there = address(one)
        if there is None or len(found) == MOST_PICTURES:
            left_out += 1
        else:
            found[there] = None
    return tuple(found), left_out


def address(cell: str) -> str | None:
    """One web address, as https; None for anything else."""
    there = re.sub(r"^(?:http:)?//", "https://", bare(cell))
    try:
        parts = urlsplit(there)
        is_good = parts.scheme == "https" and bool(parts.hostname) and len(there) <= LONGEST_ADDRESS
    except ValueError:
        is_good = False
    return there if is_good else None


def rest(cells: Mapping[str, str]) -> dict[str, str]:
    """Columns that we have no place for, as they stand, empty ones left out."""
    return {name: cleaned(cell) for name, cell in cells.items() if cell.strip()}


def _without_markup(once: str) -> str:
    return cleaned(_TAG.sub("", _BREAK.sub("\n", html.unescape(once))))
