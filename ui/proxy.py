"""What the storefront shows of Encore under `/apps/encore/`: one page that says which shop this is.

Its address is the storefront's, so it names nothing of ours by a path: no stylesheet, no link, no redirect."""

from __future__ import annotations

from flask import Blueprint, render_template

from ui.doors import door
from ui.i18n import use
from ui.proxy_gate import shopper

pages = Blueprint("proxy", __name__)


@pages.get("/proxy/", strict_slashes=False)
@door("proxy")
def front() -> str:
    shop = shopper().shop
    use(shop.locale)
    return render_template("shopper/proxy.html", shop=shop)
