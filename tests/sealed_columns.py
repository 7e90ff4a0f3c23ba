"""Reads a database as an attacker with the shop's keys would: every column, and what is sealed opened.

Which row a sealed value is bound to is written down here a second time; a sealed column that this file does not
know fails the test that uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from plugin.db.types import Sealed
from plugin.encore import Encore
from plugin.model import Base
from plugin.shops import Shop

_BODY = "inbox_item.body"
BOUND_TO = {
    "customer.email": "id", "customer.phone": "id", "customer.first_name": "id", "customer.last_name": "id",
    "customer.birthday": "id", "orders.email": "id", "orders.phone": "id", "orders.status_url": "id",
    "message.to_sealed": "id", "message.subject": "id", "message.text": "id", "message.payload": "id",
    "review.title": "id", "review.text": "id", "review.name": "id", "review.email": "id", "review.rest": "id",
    "imported_person.said": "id", "import_file.name": "id", "import_file.content": "id",
    "review.reply": "id", "review_photo.content": "id", "review_photo.small": "id",
    "privacy_request.export": "id", "shop.token": "id",
    "shop.refresh_token": "id", "staff_member.name": "user_id",
    "history_export.url": "id", "history_part.body": "id",
    "case_entry.text": "case_id number", "survey_answer.comment": "id",
    "product_question.text": "id", "product_question.name": "id", "product_answer.text": "id",
    "product_answer.name": "id", "help_desk.address": "shop_id", "help_desk.secret": "shop_id",
    _BODY: None, "shop.data_key": None,
}  # fmt: skip
_NAMES = {"message.to_sealed": "message.to"}


def sealed_columns() -> list[tuple[str, Any]]:
    """(table.column, column) of everything that is sealed."""
    return [
        (f"{table.name}.{column.name}", column)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, Sealed)
    ]


def everything_readable(encore: Encore, shop: Shop) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        with encore.database.engine.connect() as connection:
            rows = connection.execute(select(table)).mappings().all()
        for row in rows:
            for column, value in row.items():
                yield _readable(shop, f"{table.name}.{column}", row, value)


def _readable(shop: Shop, name: str, row: Any, value: Any) -> str:
    if (
        not isinstance(value, bytes)
        or row["shop_id" if "shop_id" in row else "id"] != shop.id
        or name == "shop.data_key"
    ):
        return str(value)
    parts = ("topic", "delivery_key") if name == _BODY else BOUND_TO[name].split()
    bound = ("|" if name == _BODY else ".").join(str(row[part]) for part in parts)
    return shop.keys.open_bytes(_NAMES.get(name, name), bound, value).decode("utf-8", "replace")
