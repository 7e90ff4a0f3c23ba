"""How a part of the storefront answers: in the language of the shop's page, kept by browsers for a moment, and known
again by what it says."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from ui.headers import kept_for
from ui.i18n import use
from ui.proxy_gate import shopper

KEPT_S = 60  # how long a browser may show what was changed meanwhile
AT_ONCE_S = 1  # of what people write: it is published or hidden on the page within two seconds
LOCALE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}"


def speak() -> None:
    """The language the shop's page asks for, else the shop's own."""
    use(shopper().asked.get("locale"), shopper().shop.locale)


def part(template: str, *, kept_s: int = KEPT_S, **values: object) -> Response:
    """The page, which a browser shows so many seconds without asking again; 304 without a body where it has the same
    already."""
    page = render_template(f"storefront/{template}", shop=shopper().shop, prefix=shopper().prefix, **values)
    answer = make_response(page)
    answer.add_etag()
    kept_for(kept_s)
    answer.make_conditional(request)
    return answer
