"""What buyers say about a product, with the figures for search engines. The average is that of the database."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response
from sqlalchemy import select

from plugin.model.product import Product
from plugin.product_groups import together_with
from plugin.published import hidden_count, rating_of_all, ratings
from plugin.question_pages import questions_of
from plugin.rating import HIGHEST
from plugin.review_pages import PLACE, Order, Wanted, page_of
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.proxy_gate import knows, shopper
from ui.storefront.linked import linked_product
from ui.storefront.part import AT_ONCE_S, LOCALE, part, speak

pages = Blueprint("storefront_reviews", __name__)
_FILTERS = {"stars": "[1-5]", "pictures": "1", "verified": "1"}


@pages.get("/proxy/reviews/<int:product_id>")
@door("proxy")
@knows(locale=LOCALE, after=PLACE, order="|".join(Order), questions="0", **_FILTERS)
def about(product_id: int) -> Response:
    """Ten of them, the newest first unless `order` says otherwise, more by `after`; below them what is asked about
    the product, unless `questions=0` says that the page has a block of its own for it. No part to take where there is
    no such product and nothing is published about it."""
    speak()
    shop, asked = shopper().shop, shopper().asked
    wanted = _wanted(product_id)
    with doors().database.read(shop.id) as session:
        rating = ratings(session, shop.id, [product_id])[product_id]
        product = session.scalar(select(Product).where(Product.shop_id == shop.id, Product.id == product_id))
        found = page_of(session, shop, wanted, asked.get("after", "")) if rating.count else None
        hidden = hidden_count(session, shop.id, product_id)
        is_grouped = len(together_with(session, shop.id, [product_id])[product_id]) > 1
        has_questions = product is not None and "questions" not in asked
        questions = questions_of(session, shop, product_id) if has_questions else None
    linked = product is not None and found is not None and not wanted.is_narrow and "after" not in asked
    return part(
        "reviews.html", kept_s=AT_ONCE_S, title=product.title if product is not None else "", rating=rating,
        found=found, hidden=hidden, wanted=wanted, href=_href, highest=HIGHEST, orders=_orders(),
        with_products=is_grouped,
        asked=questions, product_id=product_id,
        linked=linked_product(shop, product, rating, found.rows) if linked and product and found else None,
    )  # fmt: skip


@pages.get("/proxy/reviews")
@door("proxy")
@knows(locale=LOCALE, after=PLACE, **_FILTERS)
def everything() -> Response:
    """Of every product and of the shop, the newest first."""
    speak()
    shop, wanted = shopper().shop, _wanted(None)
    with doors().database.read(shop.id) as session:
        rating = rating_of_all(session, shop.id)
        found = page_of(session, shop, wanted, shopper().asked.get("after", ""))
        hidden = hidden_count(session, shop.id)
    return part(
        "reviews.html", kept_s=AT_ONCE_S, title="", rating=rating, hidden=hidden, wanted=wanted, href=_href,
        found=found if found.rows or wanted.is_narrow else None, highest=HIGHEST, orders=[], with_products=True,
        linked=None, asked=None, product_id=None,
    )  # fmt: skip


def _wanted(product_id: int | None) -> Wanted:
    asked = shopper().asked
    stars = asked.get("stars")
    return Wanted(
        product_id, int(stars) if stars else None, "pictures" in asked, "verified" in asked,
        Order(asked.get("order", Order.NEWEST)),
    )  # fmt: skip


def _orders() -> list[tuple[str, str]]:
    return [
        (Order.NEWEST.value, _("Newest")), (Order.HIGHEST.value, _("Most stars")),
        (Order.LOWEST.value, _("Fewest stars")), (Order.HELPFUL.value, _("Most helpful")),
    ]  # fmt: skip


def _href(**changes: str | None) -> str:
    """This page asked for otherwise, from the beginning; None leaves a parameter out."""
    kept = {name: value for name, value in shopper().asked.items() if name != "after"}
    query = {name: value for name, value in {**kept, **changes}.items() if value is not None}
    return "?" + urlencode(query)
