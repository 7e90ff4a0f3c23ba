"""Customers carry in the shop what they are to Encore: only where the merchant wants it, and no longer than it is
true."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from world import World

from plugin.customer_tags import TAGS
from plugin.db.session import Database
from plugin.desk.codes import end
from plugin.desk.settings import change
from plugin.model.customer import CustomerTelling
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown
from plugin.stages.tell import drain

VIP = "encore:vip"


class Shopify(RecordingPlatform):
    """May be down, refuse, or be interrupted before it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, str]] = []
        self.is_down, self.refuses, self.meanwhile = False, "", None

    def tag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        return self._asked("tag", tag) or super().tag(shop_id, customer_id, tag)

    def untag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        return self._asked("untag", tag) or super().untag(shop_id, customer_id, tag)

    def _asked(self, what: str, tag: str) -> str:
        if self.is_down:
            raise PlatformDown("no answer")
        self.calls.append((what, tag))
        if self.meanwhile is not None:
            then, self.meanwhile = self.meanwhile, None
            then()
        return self.refuses


@pytest.fixture
def platform() -> Shopify:
    return Shopify()


@pytest.fixture
def world(sqlite_database: Database, platform: Shopify):
    with World(sqlite_database, platform=platform, flows_on=("vip_code",)) as made:
        yield made


@pytest.fixture
def on_both(database: Database):
    with World(database, flows_on=("vip_code",)) as made:
        yield made


def switch(world: World, is_on: bool) -> None:
    shop = world.encore.shops.by_id(world.shop.id)
    change(world.encore, shop, shop.settings_version, {"tags": {"enabled": is_on}})


def got_code(world: World, name: str = "Ada"):
    """A customer whose VIP code has just been sent, and their order."""
    who = world.customer(name)
    order = world.delivered(world.order("jumper", by=who))
    world.spin(days=23)
    return who, order


def carried(world: World, who) -> frozenset[str]:
    return world.platform.tags(world.shop.id, who.id)


def row(world: World) -> CustomerTelling:
    with world.database.read(world.shop.id) as session:
        return session.scalars(select(CustomerTelling).where(CustomerTelling.shop_id == world.shop.id)).one()


def test_nobody_is_tagged_unless_the_merchant_wants_it(world, platform) -> None:
    got_code(world)
    assert [one.state for one in world.outbox(flow="vip_code", step=0)] == ["accepted"]
    assert platform.calls == []


def test_whoever_gets_a_vip_code_carries_the_tag_and_nobody_else(world, platform) -> None:
    switch(world, is_on=True)
    bob = world.customer("Bob", consent="unsubscribed")
    world.delivered(world.order("mug", by=bob))
    ada, _ = got_code(world)
    assert (carried(world, ada), carried(world, bob)) == ({VIP}, set())
    world.spin(days=20)
    assert platform.calls == [("tag", VIP)]
    assert world.platform.tags(world.other.id, ada.id) == frozenset()


def test_switching_it_on_tags_who_got_a_code_before_and_switching_it_off_takes_it_away(world, platform) -> None:
    ada, _ = got_code(world)
    switch(world, is_on=True)
    world.spin()
    assert carried(world, ada) == {VIP}
    switch(world, is_on=False)
    world.spin()
    assert carried(world, ada) == set()
    switch(world, is_on=True)
    world.spin()
    assert platform.calls == [("tag", VIP), ("untag", VIP), ("tag", VIP)]


def test_the_databases_agree_who_carries_it(on_both) -> None:
    switch(on_both, is_on=True)
    ada, order = got_code(on_both)
    assert carried(on_both, ada) == {VIP}
    on_both.cancel(order)
    on_both.spin()
    assert carried(on_both, ada) == set()


def test_another_setting_tells_nothing(world, platform) -> None:
    switch(world, is_on=True)
    got_code(world)
    shop = world.encore.shops.by_id(world.shop.id)
    change(world.encore, shop, shop.settings_version, {"sender": {"name": "Pots"}})
    world.spin()
    assert len(platform.calls) == 1


def test_a_tag_that_encore_did_not_set_is_left_alone(world, platform) -> None:
    ada, _ = got_code(world)
    RecordingPlatform.tag(platform, world.shop.id, ada.id, VIP)
    switch(world, is_on=True)
    switch(world, is_on=False)
    world.spin()
    assert (carried(world, ada), platform.calls) == ({VIP}, [])


@pytest.mark.parametrize("how", ["cancelled", "by_hand"])
def test_who_loses_the_code_loses_the_tag(world, how) -> None:
    switch(world, is_on=True)
    ada, order = got_code(world)
    assert carried(world, ada) == {VIP}
    if how == "cancelled":
        world.cancel(order)
    else:
        end(world.encore, world.shop, world.codes()[0].message_id, user_id="1")
    world.spin()
    assert carried(world, ada) == set()


def test_a_code_that_was_used_or_ran_out_still_counts(world) -> None:
    switch(world, is_on=True)
    ada, _ = got_code(world)
    world.spin(days=40)
    switch(world, is_on=False)
    switch(world, is_on=True)
    world.spin()
    assert carried(world, ada) == {VIP}


def test_what_is_switched_while_it_is_told_is_told_after_it(world, platform) -> None:
    ada, _ = got_code(world)
    switch(world, is_on=True)
    platform.meanwhile = lambda: switch(world, is_on=False)
    world.spin()
    assert carried(world, ada) == set()


def test_an_older_word_that_arrives_last_is_put_right(world, platform) -> None:
    """Another process takes the tag away while this one still wants to set it."""
    ada, _ = got_code(world)
    switch(world, is_on=True)

    def other_process() -> None:
        switch(world, is_on=False)
        drain(world.encore, 1)

    platform.meanwhile = other_process
    drain(world.encore, 1)
    assert carried(world, ada) == {VIP}
    world.spin()
    assert carried(world, ada) == set()


def test_a_crash_before_it_is_noted_leaves_no_tag_behind(world, platform, monkeypatch) -> None:
    ada, _ = got_code(world)
    switch(world, is_on=True)
    with monkeypatch.context() as patch:
        patch.setattr("plugin.stages.tell.customers.note", _killed)
        with pytest.raises(KeyboardInterrupt):
            drain(world.encore, 1)
    assert carried(world, ada) == {VIP}
    assert row(world).due_at is not None
    switch(world, is_on=False)
    world.spin()
    assert carried(world, ada) == set()


def test_trouble_is_tried_again_and_a_refusal_is_kept(world, platform) -> None:
    ada, _ = got_code(world)
    platform.is_down = True
    switch(world, is_on=True)
    world.spin(minutes=3)
    assert (row(world).problem, row(world).tries > 1) == ("no answer", True)
    platform.is_down, platform.refuses = False, "tag_add: refused at id"
    world.spin(days=1)
    assert (row(world).problem, row(world).due_at, len(platform.calls)) == (platform.refuses, None, 1)
    assert carried(world, ada) == set()


def test_nothing_is_told_of_who_was_erased(world, platform) -> None:
    ada, _ = got_code(world)
    redact = {"shop_id": 1, "shop_domain": world.shop.domain, "customer": {"id": ada.id}, "orders_to_redact": []}
    world.webhook("customers/redact", redact)
    switch(world, is_on=True)
    world.spin(days=1)
    assert platform.calls == []


def test_nothing_is_told_of_who_is_gone(world, platform) -> None:
    ada, _ = got_code(world)
    world.webhook("customers/delete", {"id": ada.id})
    switch(world, is_on=True)
    world.spin(days=1)
    assert platform.calls == []


def test_a_kept_customer_carries_what_a_merged_one_did_and_loses_it_alike(world) -> None:
    switch(world, is_on=True)
    ada, _ = got_code(world)
    kept = world.customer("Ada")
    names = ("admin_graphql_api_customer_kept_id", "admin_graphql_api_customer_deleted_id")
    ids = [f"gid://shopify/Customer/{one.id}" for one in (kept, ada)]
    world.webhook("customers/merge", {**dict(zip(names, ids, strict=True)), "status": "completed"})
    world.spin()
    assert carried(world, kept) == {VIP}
    switch(world, is_on=False)
    world.spin()
    assert carried(world, kept) == set()


def test_every_tag_is_one_that_can_only_be_ours() -> None:
    assert all(tag.text.startswith("encore:") and what.startswith("tag.") for what, tag in TAGS.items())


def _killed(*_args, **_values):
    raise KeyboardInterrupt
