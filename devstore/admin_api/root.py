"""What answers the fields of QueryRoot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError
from sqlalchemy import select

from devstore.admin_api.asking import Info, Node, asking
from devstore.admin_api.changes import pixels
from devstore.admin_api.found import node
from devstore.admin_api.ids import number_of
from devstore.admin_api.objects.customers import customer_node
from devstore.admin_api.objects.discounts import code_node, discount_node
from devstore.admin_api.objects.exports import export_node
from devstore.admin_api.objects.orders import order_node
from devstore.admin_api.objects.products import product_node
from devstore.admin_api.objects.shops import install_node, locale_nodes, no_subscriptions, shop_node
from devstore.admin_api.pages import page_of_rows
from devstore.admin_api.search import narrowed
from devstore.doings import codes, people
from devstore.model.bulk import BulkExport
from devstore.model.catalogue import Product
from devstore.model.discounts import Discount
from devstore.model.orders import Order
from devstore.model.people import Customer


def _one(kind: str) -> Callable[..., Node | None]:
    def answer(_source: Any, info: Info, id: str) -> Node | None:
        number = number_of(id, kind)
        return None if number is None else node(asking(info), f"gid://shopify/{kind}/{number}")

    return answer


def _many(table: Any, written: Callable[[Any, Any], Node], **more: Any) -> Callable[..., Node]:
    """A connection over a table; it can be searched by times, by id and by `more`."""
    columns = {"id": table.id, "created_at": table.created_at, "updated_at": table.updated_at, **more}
    keys = {"ID": table.id, "CREATED_AT": table.created_at, "UPDATED_AT": table.updated_at}

    def answer(_source: Any, info: Info, sortKey: str | None = None, query: str | None = None, **words: Any) -> Node:  # noqa: N803
        key = keys.get(sortKey or "ID") or (keys["CREATED_AT"] if sortKey == "PROCESSED_AT" else None)
        if key is None:
            raise GraphQLError(f"sortKey {sortKey} is not played here; there are {', '.join(keys)}")
        ask, rows = asking(info), narrowed(select(table), query, columns)
        return page_of_rows(ask.session, rows, key, table.id, lambda row: written(ask, row), words)

    return answer


def _customer_by(_source: Any, info: Info, identifier: dict[str, str]) -> Node | None:
    ask = asking(info)
    if "customId" in identifier:
        raise GraphQLError("customId is not played here")
    if "id" in identifier:
        return node(ask, identifier["id"])
    row = people.find(ask.session, identifier.get("emailAddress"), identifier.get("phoneNumber"))
    return None if row is None else customer_node(ask, row)


def _code(_source: Any, info: Info, code: str) -> Node | None:
    row = codes.by_text(asking(info).session, code)
    return None if row is None else code_node(asking(info), row)


def _discount(_source: Any, info: Info, id: str) -> Node | None:
    """The same discount under either kind of id."""
    number = number_of(id, "DiscountNode") or number_of(id, "DiscountCodeNode")
    row = asking(info).session.get(Discount, number) if number else None
    return None if row is None else discount_node(asking(info), row)


def _export(_source: Any, info: Info, id: str) -> Node | None:
    number = number_of(id, "BulkOperation")
    row = asking(info).session.get(BulkExport, number) if number else None
    return None if row is None else export_node(asking(info), row)


QUERY: dict[str, Callable[..., Any]] = {
    "webPixel": pixels.now,
    "shop": lambda _source, info: shop_node(asking(info)),
    "shopLocales": lambda _source, _info, **_words: locale_nodes(),
    "order": _one("Order"),
    "customer": _one("Customer"),
    "product": _one("Product"),
    "node": lambda _source, info, id: node(asking(info), id),
    "nodes": lambda _source, info, ids: [node(asking(info), one, "nodes") for one in ids],
    "orders": _many(Order, order_node, name=Order.number, email=Order.email),
    "customers": _many(Customer, customer_node, email=Customer.email, phone=Customer.phone),
    "products": _many(Product, lambda _ask, row: product_node(row), handle=Product.handle, title=Product.title),
    "customerByIdentifier": _customer_by,
    "codeDiscountNodeByCode": _code,
    "discountNode": _discount,
    "bulkOperation": _export,
    "currentAppInstallation": lambda _source, info: install_node(asking(info)),
    "webhookSubscriptions": lambda _source, _info, **_words: no_subscriptions(),
}
