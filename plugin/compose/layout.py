"""The frame around every e-mail: head, sheet and footer, for light and dark, in HTML and as text.

`templates/layout.mjml` is compiled once per process and its CSS inlined once; what remains is a skeleton
with slots, and a mail only fills escaped values in. A template writes its one button as
`[Label](address){button}` on its own line, and `{code}`, `{items}`, `{suggestions}` on their own line for
the ready-made parts (plugin.compose.markdown). Light colours stand in the CSS files; the dark twin of each
class is the table below, written out for `prefers-color-scheme` and for Outlook's `data-ogsc`/`data-ogsb`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from plugin.compose.colors import ACCENT, in_the_dark
from plugin.compose.markdown import read
from plugin.compose.phrases import phrases

_SLOT = re.compile(r"slot(title|preheader|shop|body|footer|lang|dir|align|accent)")
_DARK = {
    "body, .ground, .ground > div": "background-color: #1c1815",
    ".sheet, .sheet > table": "background-color: #28221e",
    ".soft div, .soft p, .soft li": "color: #ded2c6",
    ".soft a": "color: slotaccent",
    ".ink div, .soft h1, .soft h2, .soft h3": "color: #f6ede3",
    ".soft .percent, .soft .price, .soft .title, .soft a.title-link": "color: #f6ede3",
    ".muted div, .muted p, .muted a, .soft .reason, .soft .end": "color: #b5a698",
    ".soft .button td": "background-color: slotaccent",
    ".soft a.button-link": "color: #2a150d",
    ".soft .code-box": "background-color: #342b25; border-color: #8b6350",
    ".soft .sign": "color: slotaccent",
    ".soft .picture img": "background-color: #3a3029",
    ".soft hr, .soft .row": "border-color: #463b33",
}
# Keeps inboxes from pulling the first lines of the body in behind a short preheader.
_FILLER = "&#847;&zwnj;&nbsp;" * 40
_HIDE = "display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:#f4ece2"

_LOGO = "display:inline-block;height:48px;max-width:100%;border:0"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows beside the body. `why`: the line that says why you get this."""

    title: str
    preheader: str
    shop: str
    why: str
    address: str
    preferences: str | None
    unsubscribe: str | None
    lang: str = "en"
    dir: str = "ltr"
    accent: str = ACCENT
    logo: str | None = None  # the address of a picture that stands for the shop's name


def html(frame: Frame, body: str) -> tuple[str, ...]:
    """The whole page in pieces, every other one (from the first) a fixed literal of the layout; `body` is
    finished HTML, everything of `frame` is plain text and gets escaped."""
    values = {
        "title": escape(frame.title),
        "preheader": f'<div style="{_HIDE}">{escape(frame.preheader)}{_FILLER}</div>' if frame.preheader else "",
        "shop": _name(frame),
        "body": body,
        "footer": _footer(frame),
        "lang": escape(frame.lang),
        "dir": "rtl" if frame.dir == "rtl" else "ltr",
        "align": "right" if frame.dir == "rtl" else "left",
        "accent": in_the_dark(frame.accent),
    }
    literals, slots = skeleton()
    pieces = [literals[0]]
    for slot, literal in zip(slots, literals[1:], strict=True):
        pieces += (values[slot], literal)
    return tuple(pieces)


def text(frame: Frame, body: str) -> str:
    """The text part with its footer, below the usual signature mark."""
    said = phrases(frame.lang)
    lines = [body.rstrip("\n"), "", "-- ", frame.why, f"{frame.shop}, {frame.address}"]
    if frame.preferences:
        lines.append(f"{said.choose}{said.colon}{frame.preferences}")
    if frame.unsubscribe:
        lines.append(f"{said.unsubscribe}{said.colon}{frame.unsubscribe}")
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=1)
def skeleton() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The compiled layout as literal pieces and the names of the slots between them."""
    import css_inline  # these two only where e-mail is composed
    from mjml import mjml2html

    page = mjml2html(read("layout.mjml"), fonts={}, disable_comments=False)
    page = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True).inline(page)
    page = page.replace("text-align:left;direction:ltr", "text-align:slotalign;direction:slotdir")
    page = re.sub(r"<html[^>]*?(?= xmlns)", '<html lang="slotlang" dir="slotdir"', page, count=1)
    page = re.sub(r'role="article"[^>]*?(?= style)', 'role="article" lang="slotlang" dir="slotdir"', page, count=1)
    meta = '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    page = page.replace("</head>", f"{meta}<style>{read('head.css')}{_dark()}</style></head>", 1)
    pieces = _SLOT.split(page)
    return tuple(pieces[::2]), tuple(pieces[1::2])


def _dark() -> str:
    rules = {
        selector: declaration.replace(";", " !important;") + " !important" for selector, declaration in _DARK.items()
    }
    media = "".join(f"{selector}{{{declaration}}}" for selector, declaration in rules.items())
    outlook = "".join(f"{_within_outlook(selector)}{{{declaration}}}" for selector, declaration in rules.items())
    return f"@media (prefers-color-scheme: dark){{{media}}}{outlook}"


def _within_outlook(selectors: str) -> str:
    each = [selector.strip() for selector in selectors.split(",")]
    return ",".join(f"[data-ogs{kind}] {selector}" for selector in each for kind in "cb")


def _name(frame: Frame) -> str:
    if frame.logo is None:
        return escape(frame.shop)
    return f'<img src="{escape(frame.logo)}" alt="{escape(frame.shop)}" height="48" style="{_LOGO}">'


def _footer(frame: Frame) -> str:
    said = phrases(frame.lang)
    links = [
        f'<a href="{escape(url)}" style="color:#6a5d53;text-decoration:underline">{escape(label)}</a>'
        for label, url in ((said.choose, frame.preferences), (said.unsubscribe, frame.unsubscribe))
        if url
    ]
    lines = [escape(frame.why), escape(f"{frame.shop}, {frame.address}"), " &nbsp;&middot;&nbsp; ".join(links)]
    return "".join(f'<p style="margin:0 0 6px">{line}</p>' for line in lines if line)
