"""Pictures of what the shop sells, drawn as SVG: one outline for each kind, a colour, a knitted pattern."""

from __future__ import annotations

from html import escape

_SIZE = 600
_JUMPER = (
    "M210 130 Q300 190 390 130 L470 165 Q520 250 545 420 L478 440 L440 300 L440 500 L160 500 L160 300 "
    "L122 440 L55 420 Q80 250 130 165 Z"
)
_SHAPES = {
    "Jumpers": _JUMPER,
    "Cardigans": _JUMPER,
    "Beanies": "M150 400 Q140 170 300 160 Q460 170 450 400 L460 400 L460 470 L140 470 L140 400 Z",
    "Socks": "M230 90 L350 90 L350 330 Q420 380 480 400 Q520 440 480 490 L340 490 Q230 430 230 340 Z",
    "Blankets": "M110 150 L490 150 L490 460 L110 460 Z",
    "Scarves": "M210 80 L310 80 L350 330 L390 520 L300 520 L270 350 L240 520 L150 520 L200 330 Z",
    "Mittens": "M220 500 L220 300 Q210 110 310 110 Q400 110 395 300 L440 270 Q490 280 470 330 L390 410 L390 500 Z",
}
_PATTERNS = {
    "plain": '<path d="M0 12 L12 0 M-3 3 L3 -3 M9 15 L15 9" stroke="#fff" stroke-opacity=".10" stroke-width="3"/>',
    "ribbed": '<path d="M6 0 V12" stroke="#000" stroke-opacity=".16" stroke-width="4"/>',
    "stripes": '<path d="M0 3 H12" stroke="#fff" stroke-opacity=".55" stroke-width="5"/>',
    "isle": '<path d="M6 1 L11 6 L6 11 L1 6 Z" fill="#fff" fill-opacity=".45"/>',
    "cable": '<path d="M3 0 Q9 3 3 6 Q-3 9 3 12 M9 0 Q3 3 9 6 Q15 9 9 12" stroke="#000" stroke-opacity=".18"'
    ' stroke-width="2" fill="none"/>',
    "waffle": '<path d="M0 0 H12 M0 0 V12" stroke="#000" stroke-opacity=".18" stroke-width="4"/>',
}
_ZOOM = 3


def picture(kind: str, colour: str, pattern: str, title: str) -> str:
    """An SVG of 600 by 600 with its title inside; the same for the same words."""
    shape = _SHAPES.get(kind, _SHAPES["Blankets"])
    weave = _PATTERNS.get(pattern, _PATTERNS["plain"])
    bobble = f'<circle cx="300" cy="140" r="46" fill="{escape(colour)}"/>' if kind == "Beanies" else ""
    opening = '<path d="M300 165 V500" stroke="#fff" stroke-width="8"/>' if kind == "Cardigans" else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" width="{_SIZE}" height="{_SIZE}"'
        f' role="img"><title>{escape(title)}</title><defs><pattern id="weave" width="12" height="12"'
        f' patternUnits="userSpaceOnUse" patternTransform="scale({_ZOOM})">{weave}</pattern></defs>'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#eef3f6"/><ellipse cx="300" cy="530" rx="190" ry="18"'
        f' fill="#c9d6de"/>{bobble}<path d="{shape}" fill="{escape(colour)}" stroke="#1d2b36" stroke-opacity=".25"'
        f' stroke-width="4" stroke-linejoin="round"/><path d="{shape}" fill="url(#weave)"/>{opening}</svg>'
    )
