"""What an SMS is made of: its alphabet, its segments and its clean text.

One sign outside the GSM 7-bit alphabet turns the whole text into UCS-2 and its room per segment from 160 to
70, so typographic signs that have a plain twin are replaced where that keeps the text in GSM-7.
Numbers: 3GPP TS 23.038 (alphabet, escape) and TS 23.040 (153 and 67 with the concatenation header).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from gsm0338 import charset


class Encoding(StrEnum):
    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs: `count` segments, in `encoding`; `units` are septets or UTF-16 code units."""

    count: int
    encoding: Encoding
    units: int


SEGMENTS = 3  # what one text message may cost
_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}

# The alphabet by the names of its signs; the escape itself and the form feed are no text.
_SEPTETS = {
    **{unicodedata.lookup(name): 1 for name in charset.BASIC_CHARACTER_SET.values() if name != "ESCAPE"},
    **{unicodedata.lookup(name): 2 for name in charset.BASIC_CHARACTER_SET_EXTENSION.values() if name != "FORM FEED"},
}
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        "\u2026": "...",
        "\u2022": "-",
        "\u00b7": "-",
        "\u2039": "<",
        "\u203a": ">",
        "\ufb01": "fi",
        "\ufb02": "fl",
    }
)
_GSM = re.compile("[" + re.escape("".join(_SEPTETS)) + "]*")
_SINGLE = re.compile("[" + re.escape("".join(sign for sign, septets in _SEPTETS.items() if septets == 1)) + "]*")
_BREAK = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])[ \t]*")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def tidy(text: str) -> str:
    """`text` in NFC with single line breaks and single spaces, without control, bidi-override or
    zero-width characters, and in GSM-7 signs where no meaning is lost by that."""
    one_break = _BREAK.sub("\n", text)
    shown = one_break if one_break.isprintable() else _shown(one_break)
    lines = (" ".join(line.split(" ")).strip() for line in unicodedata.normalize("NFC", shown).split("\n"))
    tight = "\n".join(re.sub(r" {2,}", " ", line) for line in lines if line)
    plain = tight.translate(_PLAIN)
    return plain if encoding_of(plain) is Encoding.GSM7 else tight


def signs_left(size: Segments) -> int:
    """How many more units fit before the text costs another segment."""
    room = _ALONE if size.count <= 1 else JOINED
    return max(0, room[size.encoding] * max(1, size.count) - size.units)


def encoding_of(text: str) -> Encoding:
    """Which alphabet `text` needs as it stands."""
    return Encoding.GSM7 if _GSM.fullmatch(text) else Encoding.UCS2


def segments(text: str) -> Segments:
    """How many SMS segments `text` fills as it stands, without tidying it first; 0 for an empty text.
    An escape pair or a surrogate pair is never split between two segments."""
    if _SINGLE.fullmatch(text):  # most texts: nothing to look at sign by sign
        alone = len(text) <= _ALONE[Encoding.GSM7]
        count = min(len(text), 1) if alone else -(-len(text) // JOINED[Encoding.GSM7])
        return Segments(count, Encoding.GSM7, len(text))
    encoding = encoding_of(text)
    sizes = [_septets(sign) if encoding is Encoding.GSM7 else _utf16_units(sign) for sign in text]
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Segments(1, encoding, units)
    return Segments(_packed(sizes, JOINED[encoding]), encoding, units)


def _shown(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in _HIDDEN)


def _packed(sizes: list[int], room: int) -> int:
    count, used = 1, 0
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count


def _septets(sign: str) -> int:
    """1 or 2 septets, 0 for a sign outside GSM-7."""
    return _SEPTETS.get(sign, 0)


def _utf16_units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1
