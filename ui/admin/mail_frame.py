"""An e-mail inside a page of the admin. Its policy allows no style written into HTML, and mail knows no other: the
styles are carried as data, and static/js/mail_frame.mjs puts them on where they belong. Beside a development store
its pictures come from there, as in its mailbox."""

from __future__ import annotations

import re

from plugin.platform.base import at_base
from ui.doors import doors
from ui.session import admin

_ATTRIBUTE = re.compile(r' style="')
_PICTURE = re.compile(r'(?<= src=")[^"]+')
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)


def framed(html: str | None) -> str | None:
    """The e-mail with every style as data. A quote in a text is always escaped there, so only attributes match."""
    if html is None:
        return None
    base, domain = doors().settings.shopify_base, admin().shop.domain
    here = _PICTURE.sub(lambda found: at_base(found[0], domain, base), html)
    return _SHEET.sub(r"<template data-sheet>\1</template>", _ATTRIBUTE.sub(' data-style="', here))
