"""Blocks as HTML, by the same language in which Shopify draws them. Nothing is escaped that a block does not escape
itself, as with Shopify."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from liquid import DictLoader, Environment
from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore import shop
from devstore.model.catalogue import Product
from devstore.model.kept import Metafield
from devstore.theme.extension import Block, Extension


def drawn(extension: Extension, block: Block, product: Mapping[str, Any] | None, locale: str = "en") -> str:
    """The HTML of a block on the page of a product; on any other page there is None."""
    environment = Environment(loader=DictLoader(dict(extension.snippets)))
    texts = extension.texts.get(locale.partition("-")[0], extension.texts["en"])
    environment.add_filter("t", lambda key, **values: _told(texts, str(key), values))
    settings = {**block.defaults, "product": product} if "product" in block.defaults else dict(block.defaults)
    return environment.from_string(block.source).render(
        block={"settings": settings, "shopify_attributes": f'data-block="{block.handle}"'},
        shop={"name": shop.NAME}, request={"locale": {"iso_code": locale}}, product=product,
    )  # fmt: skip


def as_liquid(session: Session, row: Product) -> dict[str, Any]:
    """A product as blocks see it."""
    fields: dict[str, dict[str, Any]] = {}
    for one in session.scalars(select(Metafield).where(Metafield.owner == row.gid)):
        fields.setdefault(one.namespace, {})[one.key] = {"type": one.type, "value": _value(one)}
    return {"id": row.id, "title": row.title, "handle": row.handle, "metafields": fields}


def _value(field: Metafield) -> Any:
    """Shopify's Liquid calls the value of a rating its rating."""
    if field.type == "rating":
        given = json.loads(field.value)
        return {
            "rating": float(given["value"]), "scale_min": float(given["scale_min"]),
            "scale_max": float(given["scale_max"]),
        }  # fmt: skip
    return int(field.value) if field.type == "number_integer" else field.value


def _told(texts: Mapping[str, Any], key: str, values: Mapping[str, Any]) -> str:
    """A text of the block's own language; `count` chooses among those for one and for others."""
    found: Any = texts
    for part in key.split("."):
        found = found[part]
    if isinstance(found, dict):
        found = found["one" if values.get("count") == 1 else "other"]
    for name, value in values.items():
        found = found.replace("{{ " + name + " }}", f"{value:g}" if isinstance(value, float) else str(value))
    return str(found)
