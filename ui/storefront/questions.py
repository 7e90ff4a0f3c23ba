"""What visitors ask about a product, and what its owners and the shop answer: read, asked, and reported.

No figures for search engines: Google takes a QAPage only where one question is what the page is about, and names
product pages with several questions as what it is not for (developers.google.com/search/docs, QAPage)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from sqlalchemy import select

from plugin.model.product import Product
from plugin.product_questions import NAME_LIMIT, TEXT_LIMIT, ask, report
from plugin.question_pages import PLACE, questions_of
from plugin.shopper_payloads import cleaned
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.limit import Limiter
from ui.proxy_gate import knows, shopper
from ui.shopper.lengths import too_long
from ui.storefront.part import AT_ONCE_S, LOCALE, part, speak
from ui.storefront.visitor import told, visitor_here, waiting

pages = Blueprint("storefront_questions", __name__)
PER_HOUR = 5  # questions and reports of one visitor each
PER_PRODUCT = 40  # questions of all visitors: whoever changes their address all the time does not get far
LIMITERS = "encore.question_limiters"


def new_limiters() -> tuple[Limiter, Limiter]:
    return Limiter(PER_HOUR, timedelta(hours=1)), Limiter(PER_PRODUCT, timedelta(hours=1))


@pages.get("/proxy/questions/<int:product_id>")
@door("proxy")
@knows(locale=LOCALE, after=PLACE)
def about(product_id: int) -> Response:
    """Five of them, the newest first, more by `after`. No part to take where there is no such product."""
    speak()
    shop = shopper().shop
    with doors().database.read(shop.id) as session:
        title = session.scalar(select(Product.title).where(Product.shop_id == shop.id, Product.id == product_id))
        found = questions_of(session, shop, product_id, shopper().asked.get("after", ""))
    return part("questions.html", kept_s=AT_ONCE_S, product_id=product_id, title=title, asked=found)


@pages.post("/proxy/questions/<int:product_id>")
@door("proxy")
@knows(locale=LOCALE)
def put(product_id: int) -> Response:
    speak()
    text = cleaned(request.form.get("text", ""))
    name = " ".join(cleaned(request.form.get("name", "")).split())
    problem = _problem(text, name)
    if problem:
        return _again(product_id, text, name, problem, 422)
    visitor, wait_s = _who(product_id)
    if wait_s:
        busy = _("That was a lot in a short time. Please try again later.")
        return _again(product_id, text, name, busy, 429, wait_s)
    customer_id, now = shopper().said_customer_id, doors().clock.now()
    database, shop = doors().database, shopper().shop
    if not ask(database, shop, product_id, text, name, visitor=visitor, customer_id=customer_id, now=now):
        abort(404)
    return told(_("Thank you. The shop looks at your question before it is shown here."))


@pages.post("/proxy/question/<id>/report")
@door("proxy")
@knows(locale=LOCALE)
def tell(id: str) -> Response:
    """It hides nothing by itself: the merchant looks at it."""
    speak()
    visitor, wait_s = _who(id)
    if wait_s:
        return told(_("That was a lot in a short time. Please try again later."), 429, wait_s)
    if not report(doors().database, shopper().shop, id, visitor, doors().clock.now()):
        abort(404)
    return told(_("Thank you. The shop will look at this question and its answers."))


def _problem(text: str, name: str) -> str:
    if not text:
        return _("Please write your question first.")
    if len(text) > TEXT_LIMIT:
        says = _("Please shorten the question to %(most)s characters; it has %(has)s.")
        return too_long(says, TEXT_LIMIT, text)
    if len(name) > NAME_LIMIT:
        return too_long(_("Please shorten the name to %(most)s characters; it has %(has)s."), NAME_LIMIT, name)
    return ""


def _who(what: int | str) -> tuple[str, int]:
    """Whoever asks about a product or reports a question, as a keyed hash, and for how many seconds they have to
    wait."""
    now, shop = doors().clock.now(), shopper().shop
    who, near = visitor_here()
    each, all_of_them = current_app.extensions[LIMITERS]
    return who, each.wait_s((shop.id, near, type(what)), now) or all_of_them.wait_s((shop.id, what), now)


def _again(product_id: int, text: str, name: str, problem: str, status: int, wait_s: int = 0) -> Response:
    """The form once more, with what was typed."""
    html = render_template(
        "storefront/ask.html", shop=shopper().shop, prefix=shopper().prefix, product_id=product_id, text=text,
        name=name, problem=problem,
    )  # fmt: skip
    return waiting(make_response(html, status), wait_s)
