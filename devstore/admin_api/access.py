"""Which scopes the fields of the schema ask for (Shopify's access table, the part of it that we play)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    default_field_resolver,
    get_named_type,
)

from devstore.admin_api.asking import Info, asking

TYPES = {
    "Customer": "read_customers", "Order": "read_orders", "LineItem": "read_orders", "Refund": "read_orders",
    "RefundLineItem": "read_orders", "OrderTransaction": "read_orders", "InventoryItem": "read_products",
    "Fulfillment": "read_orders", "Return": "read_returns", "Product": "read_products",
    "ProductVariant": "read_products", "DiscountCodeNode": "read_discounts", "DiscountNode": "read_discounts",
    "ShopLocale": "read_locales", "WebPixel": "read_pixels",
}  # fmt: skip
MUTATIONS = {
    "discountCodeBasicCreate": "write_discounts", "discountCodeBasicUpdate": "write_discounts",
    "discountCodeDeactivate": "write_discounts", "discountCodeDelete": "write_discounts",
    "marketingActivityUpsertExternal": "write_marketing_events",
    "marketingEngagementCreate": "write_marketing_events",
    "customerEmailMarketingConsentUpdate": "write_customers", "customerSmsMarketingConsentUpdate": "write_customers",
    "webPixelCreate": "write_pixels", "webPixelUpdate": "write_pixels", "webPixelDelete": "write_pixels",
}  # fmt: skip
OWNERS = {"Customer": "write_customers", "Order": "write_orders", "Product": "write_products"}
_TABLE = "https://shopify.dev/api/usage/access-scopes"


def denied(what: str, scope: str) -> GraphQLError:
    return GraphQLError(
        f"Access denied for {what} field. Required access: `{scope}` access scope.",
        extensions={
            "code": "ACCESS_DENIED", "documentation": _TABLE, "requiredAccess": f"`{scope}` access scope."
        },
    )  # fmt: skip


def guard(parent: GraphQLObjectType, name: str, field: GraphQLField) -> None:
    """From now on the field answers only whoever has its scope."""
    scope = needed(parent.name, name, get_named_type(field.type).name)
    if scope is not None:
        field.resolve = _guarded(field.resolve or default_field_resolver, name, scope)


def needed(parent: str, name: str, answer: str) -> str | None:
    if parent == "Mutation":
        return MUTATIONS.get(name)
    return TYPES.get(answer.removesuffix("Connection"))


def _guarded(resolve: Callable[..., Any], name: str, scope: str) -> Callable[..., Any]:
    def ask(source: Any, info: Info, **words: Any) -> Any:
        if not asking(info).may(scope):
            raise denied(name, scope)
        return resolve(source, info, **words)

    return ask
