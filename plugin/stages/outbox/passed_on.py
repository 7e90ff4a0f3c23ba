"""The questions that messages pass on to owners, read once for all messages of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, select

from plugin.compose.message import QuestionFacts
from plugin.encore import Encore
from plugin.flows.flow import question_in
from plugin.model.product import Product
from plugin.model.product_question import ProductQuestion
from plugin.shops import Shop

Questions = Mapping[str, QuestionFacts]  # by id


def questions_for(encore: Encore, shop: Shop, abouts: Iterable[str]) -> Questions:
    """Those that these messages are about, with the product's title."""
    ids = {id for about in abouts if (id := question_in(about)) is not None}
    if not ids:
        return {}
    its = and_(Product.shop_id == ProductQuestion.shop_id, Product.id == ProductQuestion.product_id)
    with encore.database.read(shop.id) as session:
        rows = session.execute(
            select(ProductQuestion.id, ProductQuestion.text, Product.title)
            .join(Product, its)
            .where(ProductQuestion.shop_id == shop.id, ProductQuestion.id.in_(ids))
        )
        return {row.id: QuestionFacts(_text(shop, row.id, row.text), row.title) for row in rows}


def _text(shop: Shop, id: str, sealed: bytes) -> str:
    return shop.keys.open("product_question.text", id, sealed) or ""
