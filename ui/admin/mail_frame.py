"""An e-mail inside a page of the admin. Its policy allows no style written into HTML, and mail knows no other: the
styles are carried as data, and static/js/mail_frame.mjs puts them on where they belong."""

from __future__ import annotations

import re

_ATTRIBUTE = re.compile(r' style="')
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)


def framed(html: str | None) -> str | None:
    """The e-mail with every style as data. A quote in a text is always escaped there, so only attributes match."""
    if html is None:
        return None
    return _SHEET.sub(r"<template data-sheet>\1</template>", _ATTRIBUTE.sub(' data-style="', html))
