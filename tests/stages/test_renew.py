"""Tokens of shops that are asked nothing for weeks, against a token address on localhost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from token_sink import TokenSink, said, token_sink

from plugin.clock import SpunClock
from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.operator import Settings
from plugin.shops import NO_TOKENS
from plugin.stages.renew import drain

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[TokenSink]:
    with token_sink() as sink:
        yield sink


@pytest.fixture
def encore(database: Database, sink: TokenSink) -> Encore:
    made = make_encore(
        Settings(
            shop_defaults=ShopSettings(), app_url="https://encore.example.com", shopify_base=sink.url,
            api_key="client", api_secret="secret", encryption_keys=(bytes(range(32)),), secret_key=bytes(32),
        ),
        database=database, clock=SpunClock(NOON),
    )  # fmt: skip
    made.installs.on_install = lambda _shop_id: None
    return made


def _installed(encore: Encore, name: str) -> int:
    return encore.installs.visited(f"{name}.myshopify.com", f"id-{name}").id


def _later(encore: Encore, **step: int) -> None:
    assert isinstance(encore.clock, SpunClock)
    encore.clock.move_by(timedelta(**step))


def test_a_shop_that_is_asked_nothing_works_in_the_background_for_a_year(encore: Encore, sink: TokenSink):
    shop_id = _installed(encore, "pots")
    for _ in range(365):
        _later(encore, days=1)
        drain(encore, 100)
    assert encore.tokens.has_usable(shop_id)
    assert len(sink.asked) == 1 + 365 // 7  # the exchange, then once a week


def test_one_that_is_asked_something_every_week_is_left_alone(encore: Encore):
    shop_id = _installed(encore, "pots")
    for _ in range(3):
        _later(encore, days=6)
        encore.tokens.token_for(shop_id)
        assert drain(encore, 100) == 0


def test_a_shop_that_only_its_merchant_can_help_does_not_hinder_the_next(encore: Encore, sink: TokenSink):
    dead, alive = _installed(encore, "pots"), _installed(encore, "pans")
    sink.alive = ["shprt_2"]
    _later(encore, days=8)
    assert drain(encore, 100) == 1
    assert encore.shops.by_id(dead).needs_merchant_at == encore.clock.now()
    assert encore.shops.by_id(alive).needs_merchant_at is None


def test_no_answer_means_later(encore: Encore, sink: TokenSink):
    shop_id = _installed(encore, "pots")
    _later(encore, days=8)
    sink.answers = [said(503, error="busy")] * 10
    assert drain(encore, 100) == 0
    assert encore.shops.by_id(shop_id).needs_merchant_at is None
    sink.answers = []
    assert drain(encore, 100) == 1


def test_a_shop_that_left_is_not_asked_about(encore: Encore, sink: TokenSink):
    shop_id = _installed(encore, "pots")
    encore.shops.change(shop_id, uninstalled_at=encore.clock.now(), **NO_TOKENS)
    _later(encore, days=8)
    assert drain(encore, 100) == 0
    assert sink.kinds() == ["token-exchange"]
