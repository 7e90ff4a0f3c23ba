"""Birthdays that customers tell us reach the shop's own record: once, again after trouble, never over a newer word of
the shop's, and without going round in circles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from webhook_bodies import Customer as Person
from world import World

from plugin.db.session import Database
from plugin.model.customer import Customer, CustomerTelling
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import BirthDate, PlatformDown
from plugin.stages.tell import drain


class Shopify(RecordingPlatform):
    """May be down, refuse, or be interrupted before it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str | None] = []
        self.is_down, self.refuses, self.meanwhile = False, "", None
        self.written_at: datetime | None = None

    def birth_date(self, shop_id: int, customer_id: int) -> BirthDate | None:
        found = super().birth_date(shop_id, customer_id)
        return None if found is None else replace(found, at=self.written_at)

    def show_birth_date(
        self, shop_id: int, customer_id: int, text: str | None, *, instead_of: BirthDate | None
    ) -> str | None:
        if self.is_down:
            raise PlatformDown("no answer")
        self.shown.append(text)
        if self.meanwhile is not None:
            then, self.meanwhile = self.meanwhile, None
            then()
        if self.refuses:
            return self.refuses
        before = None if instead_of is None else replace(instead_of, at=None)
        return super().show_birth_date(shop_id, customer_id, text, instead_of=before)

    def writes(self, world: World, who: Person, text: str) -> None:
        """The merchant, or another app of theirs."""
        self._birth_dates[world.shop.id, who.id] = BirthDate(text, None, text)
        self.written_at = world.clock.now()


@pytest.fixture
def platform() -> Shopify:
    return Shopify()


@pytest.fixture
def world(sqlite_database: Database, platform: Shopify):
    with World(sqlite_database, platform=platform) as made:
        yield made


@pytest.fixture
def ada(world: World) -> Person:
    return world.customer("Ada")


def tell(world: World, who: Person, month: int, day: int) -> None:
    world.webhook("shopper/birthday", {"customer_id": who.id, "month": month, "day": day}, source="shopper")


def take_back(world: World, who: Person) -> None:
    world.webhook("shopper/no_birthday", {"customer_id": who.id}, source="shopper")


def echo(world: World, who: Person, text: str | None, at: datetime) -> None:
    """Shopify's webhook about the customer, as it follows from every change."""
    field = {"namespace": "facts", "key": "birth_date", "value": text, "updated_at": at.isoformat()}
    body = {**who.body(at), "metafields": [field] if text else []}
    world.webhook("customers/update", {**body, "updated_at": at.isoformat()})


def there(world: World, who: Person) -> str | None:
    found = world.platform.birth_date(world.shop.id, who.id)
    return None if found is None else found.text


def here(world: World, who: Person) -> str | None:
    with world.database.read(world.shop.id) as session:
        mine = select(Customer.birthday).where(Customer.shop_id == world.shop.id, Customer.id == who.id)
        return world.shop.keys.open("customer.birthday", who.id, session.scalar(mine))


def row(world: World) -> CustomerTelling:
    with world.database.read(world.shop.id) as session:
        return session.scalars(select(CustomerTelling).where(CustomerTelling.shop_id == world.shop.id)).one()


def test_what_a_customer_tells_us_the_shop_shows_without_a_year(world, platform, ada) -> None:
    tell(world, ada, 5, 17)
    world.spin()
    assert there(world, ada) == "1004-05-17"
    assert row(world).told_at == world.clock.now()
    world.spin(days=2)
    assert platform.shown == ["1004-05-17"]


def test_a_date_on_the_same_day_stays_as_it_is(world, platform, ada) -> None:
    platform.writes(world, ada, "1990-05-17")
    tell(world, ada, 5, 17)
    world.spin()
    assert (there(world, ada), platform.shown) == ("1990-05-17", [])


def test_another_day_takes_the_place_of_the_shops_older_one_and_keeps_its_year(world, platform, ada) -> None:
    platform.writes(world, ada, "1990-05-17")
    world.spin(hours=1)
    tell(world, ada, 5, 18)
    world.spin()
    assert there(world, ada) == "1990-05-18"


def test_a_newer_date_of_the_shops_is_not_overwritten(world, platform, ada) -> None:
    platform.is_down = True
    tell(world, ada, 5, 18)
    world.spin(hours=1)
    platform.writes(world, ada, "1990-06-01")
    platform.is_down = False
    world.spin(hours=2)
    assert (there(world, ada), platform.shown) == ("1990-06-01", [])
    echo(world, ada, "1990-06-01", platform.written_at)
    assert here(world, ada) == "06-01"


def test_what_is_taken_back_is_taken_away_there(world, platform, ada) -> None:
    tell(world, ada, 5, 17)
    world.spin(minutes=1)
    take_back(world, ada)
    world.spin(minutes=1)
    assert (here(world, ada), there(world, ada)) == (None, None)
    assert platform.shown == ["1004-05-17", None]


def test_a_birthday_that_the_shop_had_told_can_be_taken_back_too(world, platform, ada) -> None:
    platform.writes(world, ada, "1990-05-17")
    echo(world, ada, "1990-05-17", world.clock.now())
    world.spin(hours=1)
    take_back(world, ada)
    world.spin(minutes=1)
    assert (here(world, ada), there(world, ada)) == (None, None)


def test_an_echo_changes_nothing_and_is_not_told_back(world, platform, ada) -> None:
    tell(world, ada, 5, 17)
    world.spin(minutes=1)
    echo(world, ada, "1004-05-17", world.clock.now())
    world.spin(minutes=1)
    assert platform.shown == ["1004-05-17"]
    world.webhook("customers/update", {**ada.body(world.clock.now()), "metafields": []})
    assert here(world, ada) == "05-17"  # it is still their own word


@pytest.mark.parametrize(("again", "shows"), [((6, 1), "1004-06-01"), (None, None)])
def test_a_word_that_comes_while_the_first_is_told_is_told_too(world, platform, ada, again, shows) -> None:
    """The first is written after the second was said, so that its echo looks like news of the shop's."""

    def change() -> None:
        world.clock.move_by(timedelta(seconds=1))
        tell(world, ada, *again) if again else take_back(world, ada)
        world.clock.move_by(timedelta(seconds=1))
        platform.written_at = world.clock.now()

    platform.meanwhile = change
    tell(world, ada, 5, 17)
    drain(world.encore, 1)
    assert there(world, ada) == "1004-05-17"
    echo(world, ada, "1004-05-17", platform.written_at)
    world.spin(minutes=1)
    assert there(world, ada) == shows
    assert here(world, ada) == (shows and shows[5:])


def test_a_date_that_changes_between_our_look_and_our_word_is_looked_at_again(world, platform, ada) -> None:
    def write() -> None:
        world.clock.move_by(timedelta(seconds=1))
        platform.writes(world, ada, "1990-06-01")

    platform.meanwhile = write
    tell(world, ada, 5, 17)
    drain(world.encore, 1)
    assert row(world).due_at is not None
    world.spin(minutes=1)
    assert (there(world, ada), row(world).problem) == ("1990-06-01", None)


def test_trouble_is_tried_again_and_said(world, platform, ada) -> None:
    platform.is_down = True
    tell(world, ada, 5, 17)
    world.spin(minutes=3)
    assert (row(world).told_at, row(world).problem, row(world).tries > 1) == (None, "no answer", True)
    platform.is_down = False
    world.spin(hours=1)
    assert (there(world, ada), row(world).problem) == ("1004-05-17", None)


def test_a_refusal_is_kept_and_not_repeated(world, platform, ada) -> None:
    platform.refuses = "birth_date_set: INVALID at metafields.0.ownerId"
    tell(world, ada, 5, 17)
    world.spin(days=2)
    assert (len(platform.shown), row(world).problem) == (1, platform.refuses)


def test_a_crash_after_the_shop_was_told_tells_nothing_twice(world, platform, ada, monkeypatch) -> None:
    tell(world, ada, 5, 17)
    with monkeypatch.context() as patch:
        patch.setattr("plugin.stages.tell.customers.note", _killed)
        with pytest.raises(KeyboardInterrupt):
            drain(world.encore, 1)
    assert row(world).told_at is None
    world.spin()
    assert (platform.shown, row(world).due_at) == (["1004-05-17"], None)


def test_nothing_is_told_of_who_was_erased_or_is_gone(world, platform, ada) -> None:
    bob = world.customer("Bob")
    for who in (ada, bob):
        tell(world, who, 5, 17)
    world.webhook("customers/delete", {"id": bob.id})
    redact = {"shop_id": 1, "shop_domain": world.shop.domain, "customer": {"id": ada.id}, "orders_to_redact": []}
    world.webhook("customers/redact", redact)
    world.spin(days=1)
    assert platform.shown == []
    assert row(world).customer_id == bob.id


def test_what_a_merged_customer_told_is_told_of_the_kept_one(world, platform, ada) -> None:
    kept = world.customer("Ada")
    tell(world, ada, 5, 17)
    names = ("admin_graphql_api_customer_kept_id", "admin_graphql_api_customer_deleted_id")
    ids = [f"gid://shopify/Customer/{one.id}" for one in (kept, ada)]
    world.webhook("customers/merge", {**dict(zip(names, ids, strict=True)), "status": "completed"})
    world.spin()
    assert (there(world, kept), there(world, ada), here(world, kept)) == ("1004-05-17", None, "05-17")


def test_the_other_shop_is_told_nothing(world, ada) -> None:
    tell(world, ada, 5, 17)
    world.spin()
    assert world.platform.birth_date(world.other.id, ada.id) is None
    assert world.seen_by_other() == {}


def _killed(*_args, **_values):
    raise KeyboardInterrupt
