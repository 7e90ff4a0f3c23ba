"""Tokens against a token address on localhost, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from token_sink import said, token_sink

from plugin.clock import SpunClock
from plugin.config import ShopSettings
from plugin.install import Installs
from plugin.platform.token_endpoint import TokenEndpoint
from plugin.platform.tokens import NeedsMerchant, StaleIdToken, Tokens, TokensDown
from plugin.shop_tokens import ShopTokens
from plugin.shops import NO_TOKENS, Shops

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POTS = "pots.myshopify.com"


class Process:
    """What one process of Encore has of it."""

    def __init__(self, database, ring, clock, base):
        self.shops = Shops(database, ring, ShopSettings())
        endpoint = TokenEndpoint("client", "secret", base)
        self.tokens = Tokens(endpoint, ShopTokens(database, self.shops), clock.now)
        self.installed = []
        self.installs = Installs(self.shops, self.tokens, clock.now, self.installed.append)


class Here(Process):
    def __init__(self, database, ring, sink):
        self.sink, self.database, self.ring, self.clock = sink, database, ring, SpunClock(NOON)
        super().__init__(database, ring, self.clock, sink.url)

    def another(self):
        return Process(self.database, self.ring, self.clock, self.sink.url)

    def row(self):
        with self.database.engine.connect() as connection:
            return connection.execute(text("SELECT * FROM shop")).mappings().one()

    def later(self, **step):
        self.clock.move_by(timedelta(**step))


@pytest.fixture
def here(database, ring):
    with token_sink() as sink:
        yield Here(database, ring, sink)


@pytest.fixture
def shop_id(here):
    """A shop that has been installed."""
    return here.installs.visited(POTS, "id-1").id


def test_the_first_visit_exchanges_and_installs(here):
    shop = here.installs.visited(POTS, "id-1")
    assert (shop.domain, shop.installed_at, shop.uninstalled_at) == (POTS, NOON, None)
    assert (shop.has_token, shop.granted_scopes) == (True, "write_orders,read_products")
    assert here.installed == [shop.id]
    assert here.tokens.token_for(shop.id) == "shpat_1"
    (asked,) = here.sink.asked
    assert asked == {
        "client_id": "client", "client_secret": "secret", "expiring": 1, "subject_token": "id-1",
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
    }  # fmt: skip
    assert here.sink.hosts == [POTS]


def test_a_later_visit_asks_nothing(here, shop_id):
    here.shops.change(shop_id, platform_shop_id=1)  # its facts are known
    here.later(days=20)  # the access token is long over, the refresh token is not
    assert here.installs.visited(POTS, "id-2").id == shop_id
    assert here.sink.kinds() == ["token-exchange"]
    assert here.installed == [shop_id]


def test_both_tokens_are_sealed(here, shop_id):
    row = here.row()
    for column, begins in (("token", b"shpat"), ("refresh_token", b"shprt")):
        assert begins not in bytes(row[column])
    assert here.shops.by_id(shop_id).keys.open("shop.refresh_token", shop_id, row["refresh_token"]) == "shprt_1"


def test_a_token_is_renewed_five_minutes_early(here, shop_id):
    here.later(minutes=55, seconds=-1)
    assert here.tokens.token_for(shop_id) == "shpat_1"
    here.later(seconds=1)
    assert here.tokens.token_for(shop_id) == "shpat_2"
    assert here.tokens.token_for(shop_id) == "shpat_2"
    assert here.sink.asked[1:] == [
        {"client_id": "client", "client_secret": "secret", "grant_type": "refresh_token", "refresh_token": "shprt_1"}
    ]


def test_the_new_refresh_token_is_used_next(here, shop_id):
    for _ in range(3):
        here.later(hours=2)
        here.tokens.token_for(shop_id)
    assert [asked["refresh_token"] for asked in here.sink.asked[1:]] == ["shprt_1", "shprt_2", "shprt_3"]


def test_a_lost_answer_is_retried_with_the_same_refresh_token(here, shop_id):
    here.later(hours=2)
    here.sink.answers.append((502, b"<html>"))
    with pytest.raises(TokensDown):
        here.tokens.token_for(shop_id)
    assert here.tokens.token_for(shop_id) == "shpat_2"
    assert {asked["refresh_token"] for asked in here.sink.asked[1:]} == {"shprt_1"}


def test_a_token_with_minutes_left_is_used_while_shopify_is_down(here, shop_id):
    here.later(minutes=57)
    here.sink.answers.append(said(503))
    assert here.tokens.token_for(shop_id) == "shpat_1"
    assert here.tokens.token_for(shop_id) == "shpat_2"


@pytest.mark.parametrize(
    "answer",
    [said(500), said(429), said(200), said(200, access_token=""), said(200, access_token=7), (200, b"\xff<html>"),
     (200, b"[]"), said(302), said(401, error="invalid_client"), said(400, error="invalid_request"), (401, b"")],
)  # fmt: skip
def test_what_is_neither_yes_nor_a_final_no_is_tried_later(here, shop_id, answer):
    here.later(hours=2)
    here.sink.answers.append(answer)
    with pytest.raises(TokensDown) as error:
        here.tokens.token_for(shop_id)
    assert "shprt" not in str(error.value)
    assert here.shops.by_id(shop_id).needs_merchant_at is None
    assert here.tokens.token_for(shop_id) == "shpat_2"


def test_nobody_at_the_address_is_tried_later(here, shop_id):
    here.later(hours=2)
    nowhere = Process(here.database, here.ring, here.clock, "http://127.0.0.1:9")
    with pytest.raises(TokensDown):
        nowhere.tokens.token_for(shop_id)
    assert here.tokens.token_for(shop_id) == "shpat_2"


def test_a_final_no_is_recorded_and_the_next_visit_helps(here, shop_id):
    here.sink.alive.clear()
    here.later(hours=2)
    for _ in range(3):
        with pytest.raises(NeedsMerchant):
            here.tokens.token_for(shop_id)
    assert here.sink.kinds() == ["token-exchange", "refresh_token"]  # a dead token is not asked about again
    assert here.shops.by_id(shop_id).needs_merchant_at == here.clock.now()
    shop = here.installs.visited(POTS, "id-2")
    assert (shop.needs_merchant_at, shop.installed_at) == (None, NOON)
    assert here.tokens.token_for(shop_id) == "shpat_2"
    assert here.installed == [shop_id]  # it was installed all the time


def test_ninety_idle_days_need_the_merchant(here, shop_id):
    here.later(days=90)
    with pytest.raises(NeedsMerchant):
        here.tokens.token_for(shop_id)
    assert here.sink.kinds() == ["token-exchange"]


def test_a_stale_id_token_installs_nothing(here):
    here.sink.stale.add("old")
    with pytest.raises(StaleIdToken):
        here.installs.visited(POTS, "old")
    assert here.shops.working() == []
    assert here.installed == []
    assert here.installs.visited(POTS, "new").uninstalled_at is None


def test_an_exchange_that_fails_installs_nothing(here):
    here.sink.answers.append(said(500))
    with pytest.raises(TokensDown):
        here.installs.visited(POTS, "id-1")
    assert here.shops.working() == []
    here.later(minutes=1)
    assert here.installs.visited(POTS, "id-1").installed_at == here.clock.now()


def test_an_installed_shop_opens_while_shopify_is_down(here, shop_id):
    here.later(days=91)
    here.sink.answers.append(said(500))
    assert here.installs.visited(POTS, "id-2").id == shop_id


def test_a_reinstall_is_an_install(here, shop_id):
    here.later(days=1)
    here.shops.change(shop_id, uninstalled_at=here.clock.now(), **NO_TOKENS)
    with pytest.raises(NeedsMerchant):
        here.tokens.token_for(shop_id)
    here.later(days=1)
    shop = here.installs.visited(POTS, "id-2")
    assert (shop.id, shop.installed_at, shop.uninstalled_at) == (shop_id, here.clock.now(), None)
    assert here.installed == [shop_id, shop_id]


def test_the_token_of_a_custom_app_never_expires(here):
    shop = here.shops.add(POTS, now=NOON, token="shpat_custom")
    here.later(days=1000)
    assert here.tokens.token_for(shop.id) == "shpat_custom"
    assert here.installs.visited(POTS, "id-1").id == shop.id
    assert here.sink.asked == []


def test_many_first_visits_at_once_exchange_once(here):
    here.sink.delay_s = 0.1
    processes = [here.another() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(one.installs.visited, POTS, f"id-{n}") for n in range(2) for one in processes]
        assert {job.result().domain for job in jobs} == {POTS}
    assert here.sink.kinds() == ["token-exchange"]
    assert len([id for one in processes for id in one.installed]) == 1


def test_many_askers_at_once_refresh_once(here, shop_id):
    here.later(hours=2)
    here.sink.delay_s = 0.1
    processes = [here.another() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(one.tokens.token_for, shop_id) for _ in range(2) for one in processes]
        assert {job.result() for job in jobs} == {"shpat_2"}
    assert here.sink.kinds() == ["token-exchange", "refresh_token"]


def test_an_exchange_and_a_refresh_do_not_retire_each_other(here, shop_id):
    """They follow one another, and what is kept in the end is what Shopify takes."""
    here.sink.delay_s = 0.05
    for turn in range(5):
        here.later(hours=2)
        here.shops.change(shop_id, needs_merchant_at=here.clock.now() if turn % 2 else None)
        start = threading.Barrier(2)

        def refresh(start=start):
            start.wait()
            with suppress(NeedsMerchant):  # it may come before the merchant
                here.another().tokens.token_for(shop_id)

        def visit(start=start, turn=turn):
            start.wait()
            here.another().installs.visited(POTS, f"id-{turn}")

        with ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(refresh), pool.submit(visit)]:
                job.result()
        here.later(hours=2)
        here.tokens.token_for(shop_id)
        kept = here.shops.by_id(shop_id).keys.open("shop.refresh_token", shop_id, here.row()["refresh_token"])
        assert kept == here.sink.alive[-1]
    assert here.sink.most_at_once == 1
    assert {"token-exchange", "refresh_token"} == set(here.sink.kinds())


def test_the_lease_of_a_dead_process_ends(here, shop_id):
    here.later(hours=2)
    store = ShopTokens(here.database, here.shops)
    assert store.lease(shop_id, here.clock.now(), here.clock.now() + timedelta(seconds=30))
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        here.later(seconds=seconds)

    patient = Tokens(TokenEndpoint("client", "secret", here.sink.url), store, here.clock.now, sleep)
    assert patient.token_for(shop_id) == "shpat_2"
    assert 29 < sum(waits) < 31


def test_who_has_lost_the_lease_keeps_nothing(here, shop_id):
    here.later(hours=2)
    store, now = ShopTokens(here.database, here.shops), here.clock.now()
    slow = store.lease(shop_id, now, now + timedelta(seconds=30))
    here.later(minutes=1)
    assert here.tokens.token_for(shop_id) == "shpat_2"
    late = TokenEndpoint("client", "secret", here.sink.url).refresh(POTS, "shprt_1")
    assert not store.keep(shop_id, slow, late, now, False)
    assert here.tokens.token_for(shop_id) == "shpat_2"


def test_an_uninstall_during_a_refresh_leaves_no_token(here, shop_id):
    here.later(hours=2)
    real = here.sink.answer

    def leave(asked, host):
        here.shops.change(shop_id, uninstalled_at=here.clock.now(), **NO_TOKENS)
        return real(asked, host)

    here.sink.answer = leave
    with pytest.raises(TokensDown):
        here.tokens.token_for(shop_id)
    assert here.row()["token"] is None


def test_a_name_that_is_no_shop_is_never_asked(here):
    for name in ("evil.example", "pots.myshopify.com.evil.example", "pots.myshopify.com/x", "a@b.myshopify.com"):
        with pytest.raises(TokensDown):
            TokenEndpoint("client", "secret").exchange(name, "id-1")


def test_tokens_are_not_in_a_repr(here, shop_id):
    held = ShopTokens(here.database, here.shops).read(shop_id)
    granted = TokenEndpoint("client", "secret", here.sink.url).exchange(POTS, "id-9")
    assert "shp" not in repr(held) + repr(granted)


def test_a_refused_token_is_renewed_whatever_its_end_says(here, shop_id):
    assert here.tokens.token_after(shop_id, "shpat_1") == "shpat_2"
    assert here.tokens.token_after(shop_id, "shpat_1") == "shpat_2", "another request was quicker"
    assert here.sink.kinds() == ["token-exchange", "refresh_token"]


def test_a_refused_token_without_another_needs_the_merchant(here, shop_id):
    here.sink.alive.clear()
    with pytest.raises(NeedsMerchant):
        here.tokens.token_after(shop_id, "shpat_1")
    assert here.shops.by_id(shop_id).needs_merchant_at == here.clock.now()
    assert not here.tokens.has_usable(shop_id)


def test_a_refused_token_is_not_given_again_while_shopify_is_down(here, shop_id):
    here.sink.answers.append(said(503))
    with pytest.raises(TokensDown):
        here.tokens.token_after(shop_id, "shpat_1")
    assert here.tokens.token_after(shop_id, "shpat_1") == "shpat_2"


def test_a_shop_that_never_had_a_refresh_token_needs_the_merchant(here):
    shop = here.shops.add("lamps.myshopify.com", now=NOON, token="shpat_x")
    with pytest.raises(NeedsMerchant):
        here.tokens.token_after(shop.id, "shpat_x")
    assert not here.tokens.has_usable(shop.id)
