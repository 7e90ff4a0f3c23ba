"""What customers tell us about being written to reaches the shop: soon, once, again after trouble, and never against
a no that is as new or the shop's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from world import World

from plugin.db.session import Database
from plugin.dossier.consents import newest
from plugin.events import Channel, ConsentState
from plugin.model.customer import ConsentEntry, ConsentTelling
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown, Statement
from plugin.stages.tell import drain

NO, YES = ConsentState.UNSUBSCRIBED, ConsentState.SUBSCRIBED


class Shopify(RecordingPlatform):
    """May be down, refuse, or be interrupted while it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Statement] = []
        self.is_down, self.refuses, self.meanwhile = False, "", None

    def tell_consent(self, shop_id: int, said: Statement) -> str | None:
        if self.is_down:
            raise PlatformDown("no answer")
        self.told.append(said)
        if self.meanwhile is not None:
            then, self.meanwhile = self.meanwhile, None
            then()
        return self.refuses or super().tell_consent(shop_id, said)

    def record(self, shop_id: int, customer_id: int, state: ConsentState, at) -> None:
        super().tell_consent(shop_id, Statement(customer_id, Channel.EMAIL, state, None, at))


@pytest.fixture
def platform() -> Shopify:
    return Shopify()


@pytest.fixture
def world(database: Database, platform: Shopify):
    with World(database, platform=platform, flows_on=("review_request",)) as made:
        yield made


@pytest.fixture
def request_mail(world: World):
    """A letter that has arrived, with its links."""
    world.delivered(world.order("jumper", paid="2026-02-01 10:00"))
    world.spin(days=9)
    return world.message(flow="review_request", step=0, state="accepted")


def answer(world: World, message, *, yes: bool = False) -> None:
    """They press the button on our page."""
    said = {"message_id": message.id, "channel": "email", "resubscribed": yes}
    world.webhook("shopper/unsubscribed", said, source="shopper")


def shop_says(world: World, customer_id: int, state: str, at) -> None:
    consent = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": at.isoformat()}
    world.webhook(
        "customers_email_marketing_consent/update",
        {"customer_id": customer_id, "email_address": None, "email_marketing_consent": consent},
    )


def row(world: World) -> ConsentTelling:
    with world.encore.database.read(world.shop.id) as session:
        return session.scalars(select(ConsentTelling).where(ConsentTelling.shop_id == world.shop.id)).one()


def test_who_leaves_by_our_link_has_left_in_the_shop_within_five_minutes(world, platform, request_mail) -> None:
    answer(world, request_mail)
    world.spin(minutes=5)
    (said,) = platform.told
    assert (said.customer_id, said.channel, said.state) == (request_mail.customer_id, Channel.EMAIL, NO)
    assert row(world).told_at is not None
    world.spin(days=1)
    assert len(platform.told) == 1


def test_who_comes_back_is_subscribed_in_the_shop_again(world, platform, request_mail) -> None:
    answer(world, request_mail)
    world.spin(minutes=1)
    answer(world, request_mail, yes=True)
    world.spin(minutes=1)
    assert [said.state for said in platform.told] == [NO, YES]
    assert platform.consent(world.shop.id, request_mail.customer_id, Channel.EMAIL).state is YES


def test_the_shops_own_no_wins_over_a_later_yes_of_ours(world, platform, request_mail) -> None:
    at = world.clock.now() - timedelta(days=1)
    platform.record(world.shop.id, request_mail.customer_id, NO, at)
    answer(world, request_mail, yes=True)
    world.spin(minutes=1)
    assert platform.told == []
    assert row(world).problem == "unsubscribed_there"
    with world.encore.database.read(world.shop.id) as session:
        mine = select(ConsentEntry).where(
            ConsentEntry.shop_id == world.shop.id, ConsentEntry.customer_id == request_mail.customer_id
        )
        assert newest(session.scalars(mine).all()).state is NO


def test_a_newer_word_of_the_shop_is_not_overwritten(world, platform, request_mail) -> None:
    platform.is_down = True
    answer(world, request_mail)
    world.spin(minutes=1)
    shop_says(world, request_mail.customer_id, "subscribed", world.clock.now() + timedelta(minutes=1))
    platform.is_down = False
    world.spin(hours=2)
    assert platform.told == []


def test_trouble_is_tried_again_and_said(world, platform, request_mail) -> None:
    platform.is_down = True
    answer(world, request_mail)
    world.spin(minutes=3)
    waiting = row(world)
    assert (waiting.told_at, waiting.problem, waiting.tries > 1) == (None, "no answer", True)
    platform.is_down = False
    world.spin(hours=1)
    assert len(platform.told) == 1
    assert row(world).problem is None


def test_a_refusal_is_kept_and_not_repeated(world, platform, request_mail) -> None:
    platform.refuses = "consent_email: INVALID at input.customerId"
    answer(world, request_mail)
    world.spin(days=2)
    assert len(platform.told) == 1
    assert row(world).problem == platform.refuses


def test_a_word_that_comes_while_the_first_is_told_is_told_too(world, platform, request_mail) -> None:
    def again() -> None:
        world.clock.move_by(timedelta(seconds=1))
        answer(world, request_mail, yes=True)

    platform.meanwhile = again
    answer(world, request_mail)
    world.spin(minutes=2)
    assert [said.state for said in platform.told] == [NO, YES]


def test_a_crash_after_the_shop_was_told_tells_it_again_and_nothing_else(world, platform, request_mail) -> None:
    class Crash(BaseException):
        """The process dies here."""

    def dies() -> None:
        raise Crash

    platform.meanwhile = dies
    with pytest.raises(Crash):
        _told_at_once(world, request_mail)
    world.spin(minutes=1)
    assert [said.state for said in platform.told] == [NO, NO]
    assert {said.at for said in platform.told} == {platform.told[0].at}


def _told_at_once(world: World, message) -> None:
    answer(world, message)
    drain(world.encore, 10)


def test_what_the_shop_told_us_is_not_told_back(world, platform, request_mail) -> None:
    shop_says(world, request_mail.customer_id, "unsubscribed", world.clock.now())
    world.spin(minutes=5)
    assert platform.told == []
