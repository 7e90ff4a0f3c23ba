"""What a shop pays for, as a connected store tells it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from admin_server import good, status

from plugin.platform.connected import ConnectedPlatform
from plugin.platform.seam import Offer, PlatformDown
from plugin.platform.trouble import NotUnderstood
from plugin.subscription import Subscribed
from plugin.tariffs import GROWTH

ID = "gid://shopify/AppSubscription/7"
ONE = {
    "id": ID, "name": "Encore Growth", "status": "ACTIVE", "test": True, "trialDays": 14,
    "createdAt": "2026-03-01T10:00:00Z", "currentPeriodEnd": "2026-04-14T10:00:00Z",
}  # fmt: skip
OFFER = Offer(GROWTH, "https://admin.shopify.com/store/pots/apps/encore/app/plan", is_test=True)


def active(*listed):
    return good({"currentAppInstallation": {"activeSubscriptions": list(listed)}})


def did(name, errors=(), **more):
    return good({name: {"userErrors": [{"field": None, "message": text} for text in errors], **more}})


@pytest.fixture
def platform(client) -> ConnectedPlatform:
    return ConnectedPlatform(client)


def test_what_is_active_is_read_with_its_trial_and_renewal(server, platform):
    server.say(
        "SubscriptionsActive", active(ONE, ONE | {"id": "gid://shopify/AppSubscription/8", "status": "FROZEN"})
    )
    assert platform.subscriptions(1) == (
        Subscribed(
            ID, "Encore Growth", True, datetime(2026, 3, 15, 10, tzinfo=UTC), datetime(2026, 4, 14, 10, tzinfo=UTC)
        ),
    )


@pytest.mark.parametrize(
    "answer",
    [good({"currentAppInstallation": None}), active({"id": ID}), active(ONE | {"createdAt": "soon"}), active(None)],
)
def test_an_answer_of_another_shape_is_not_an_empty_list(server, platform, answer):
    server.say("SubscriptionsActive", answer)
    with pytest.raises(NotUnderstood):
        platform.subscriptions(1)


def test_no_answer_is_not_an_empty_list(server, platform):
    server.say("SubscriptionsActive", status(500))
    with pytest.raises(PlatformDown):
        platform.subscriptions(1)


def test_an_offer_is_a_price_every_thirty_days_with_a_trial(server, platform):
    server.say("SubscriptionCreate", did("appSubscriptionCreate", confirmationUrl="https://pots/confirm"))
    assert platform.subscribe(1, OFFER) == "https://pots/confirm"
    asked = server.asked[0].variables
    assert (asked["name"], asked["trialDays"], asked["test"]) == ("Encore Growth", 14, True)
    assert asked["lineItems"][0]["plan"]["appRecurringPricingDetails"] == {
        "price": {"amount": "19.00", "currencyCode": "USD"}, "interval": "EVERY_30_DAYS",
    }  # fmt: skip


def test_a_refused_offer_is_told(server, platform):
    server.say("SubscriptionCreate", did("appSubscriptionCreate", ["The shop cannot be charged"]))
    with pytest.raises(PlatformDown, match="refused"):
        platform.subscribe(1, OFFER)


def test_ending_what_is_over_is_fine_and_what_is_not_is_told(server, platform):
    server.say("SubscriptionCancel", did("appSubscriptionCancel", ["Cannot cancel"]))
    server.say("SubscriptionsActive", active(), active(ONE))
    platform.unsubscribe(1, ID)
    with pytest.raises(PlatformDown, match="refused"):
        platform.unsubscribe(1, ID)
