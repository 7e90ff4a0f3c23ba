"""Walks every admin route there is, and says what is wrong with it. New pages are found by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from id_tokens import id_token, wall
from sqlalchemy import Table, select
from werkzeug.routing import Rule

from plugin.model import Base
from ui.doors import Door

# What belongs to the shop that the fixture has filled, and nothing of which another shop may see.
CANARIES = ("pots", "Pots", "jon@example.com", "447700900189", "Kettle", "m-mail", "m-text")
IDS: dict[str, tuple[Any, ...]] = {
    "integer": (7, 300, 901, 51),
    "other": ("m-mail", "m-text", "7", "300", "901", "asked"),
}
NOBODY: dict[str, Any] = {"integer": 999_999, "other": "nobody"}


def admin_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].door is Door.ADMIN]


def doings(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def bearer(world: Any, shop: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {id_token(wall(), shop.domain)}"}


def address(app: Flask, rule: Rule, ids: Any) -> str:
    """The route's address with those values in its places."""
    values = {name: ids[_kind(rule, name)] for name in rule.arguments}
    with app.test_request_context():
        made = rule.build(values)
    assert made is not None, rule
    return made[1]


def leaks(world: Any, app: Flask) -> Iterator[str]:
    """What staff of the other shop can see or do by addresses that hold ids of the filled shop."""
    before = _rows_of(world, world.shop.id)
    for rule in admin_rules(app):
        for method in doings(rule):
            yield from _leaks(world, app, rule, method)
    if _rows_of(world, world.shop.id) != before:
        yield "rows were changed"


def _leaks(world: Any, app: Flask, rule: Rule, method: str) -> Iterator[str]:
    browser, headers = app.test_client(use_cookies=False), bearer(world, world.other)
    nothing = browser.open(address(app, rule, NOBODY), method=method, headers=headers)
    for number in range(len(IDS["other"])):
        ids = {kind: some[number % len(some)] for kind, some in IDS.items()}
        place = address(app, rule, ids)
        answer = browser.open(place, method=method, headers=headers, query_string={"shop": world.shop.domain})
        shown = [canary for canary in CANARIES if canary in answer.text]
        if shown:
            yield f"{method} {place} shows {shown}"
        if rule.arguments and (answer.status_code, answer.text) != (404, nothing.text):
            yield f"{method} {place} tells that there is one ({answer.status_code})"


def _rows_of(world: Any, shop_id: int) -> dict[str, list[str]]:
    """Every row of that shop, its own too."""
    with world.here.database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table).where(_owner(table) == shop_id))))
            for table in Base.metadata.sorted_tables
            if table.name == "shop" or "shop_id" in table.c
        }


def _owner(table: Table) -> Any:
    return table.c.id if table.name == "shop" else table.c.shop_id


def _kind(rule: Rule, name: str) -> str:
    return "integer" if type(rule._converters[name]).__name__ == "IntegerConverter" else "other"
