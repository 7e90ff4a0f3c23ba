"""What a shop pays for after every kind of answer and webhook."""

from datetime import UTC, datetime, timedelta

import pytest

from plugin.subscription import Standing, Subscribed, Subscription, after_answer, after_webhook, kept, read
from plugin.tariffs import FREE, GROWTH

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
ID = "gid://shopify/AppSubscription/7"
PAID = Subscription(GROWTH, Standing.ACTIVE, ID, False, NOON + timedelta(days=14), None, NOON)


def found(name=GROWTH.name):
    return Subscribed(ID, name, False, NOON + timedelta(days=14), None)


def test_an_active_subscription_is_the_paid_tariff():
    assert after_answer(Subscription(), [found()], NOON) == PAID


def test_an_empty_list_is_the_free_tariff():
    assert after_answer(PAID, [], NOON) == Subscription(read_at=NOON)


def test_a_subscription_that_nobody_knows_changes_nothing():
    assert after_answer(PAID, [found("Encore Gold")], NOON) is None


def test_a_frozen_shop_keeps_its_tariff_until_shopify_ends_it():
    frozen = after_webhook(PAID, ID, "frozen")
    still = after_answer(frozen, [], NOON)
    assert still is not None
    assert (still.tariff, still.standing) == (GROWTH, Standing.FROZEN)
    ended = after_answer(after_webhook(still, ID, "cancelled"), [], NOON)
    assert ended == Subscription(read_at=NOON)


def test_a_declined_offer_is_remembered_and_costs_nothing():
    declined = after_webhook(Subscription(), ID, "declined")
    after = after_answer(declined, [], NOON)
    assert after is not None
    assert (after.tariff, after.standing) == (FREE, Standing.DECLINED)


@pytest.mark.parametrize("status", ["declined", "frozen", "cancelled", "expired", "pending", "", "no such word"])
def test_news_of_another_subscription_leaves_a_paid_one_alone(status):
    assert after_webhook(PAID, "gid://shopify/AppSubscription/8", status) == PAID


@pytest.mark.parametrize("state", [Subscription(), PAID, after_webhook(PAID, ID, "frozen")])
def test_what_is_kept_reads_back(state):
    assert read(kept(state)) == state


def test_a_row_that_never_asked_is_free():
    assert read({}) == Subscription()
