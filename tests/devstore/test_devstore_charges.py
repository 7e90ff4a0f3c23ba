"""What the app may charge: the offer and its approval, the hosted page of plans, and a bill that is not paid."""

import json

import pytest
from sqlalchemy import select

from devstore.act import Refused
from devstore.doings import charging, installing
from devstore.model.charges import Charge
from devstore.model.events import Event

ACTIVE = "{ currentAppInstallation { activeSubscriptions { id name status test trialDays currentPeriodEnd } } }"
CREATE = """mutation M($items: [AppSubscriptionLineItemInput!]!) { appSubscriptionCreate(
  name: "Encore Growth", returnUrl: "http://localhost/back", lineItems: $items, trialDays: 14, test: true) {
  confirmationUrl appSubscription { id status } userErrors { field message } } }"""
CANCEL = (
    "mutation M($id: ID!) { appSubscriptionCancel(id: $id) { appSubscription { status } userErrors { message } } }"
)


def items(amount="19.00"):
    price = {"amount": amount, "currencyCode": "USD"}
    return [{"plan": {"appRecurringPricingDetails": {"price": price, "interval": "EVERY_30_DAYS"}}}]


def active(shop, token):
    return shop.ask(token, ACTIVE)["data"]["currentAppInstallation"]["activeSubscriptions"]


def told(shop):
    with shop.store.database.read() as session:
        rows = session.scalars(select(Event).where(Event.topic == "app_subscriptions/update").order_by(Event.id))
        return [json.loads(row.body)["app_subscription"]["status"] for row in rows]


def offered(shop, token):
    """The address of the approval."""
    said = shop.ask(token, CREATE, items=items())["data"]["appSubscriptionCreate"]
    assert said["userErrors"] == []
    return said["confirmationUrl"].partition("://")[2].partition("/")[2].removesuffix("/confirm")


def test_an_offer_counts_once_it_is_approved_and_the_app_is_told(shop):
    token, browser = shop.install(), shop.client()
    address = offered(shop, token)
    assert active(shop, token) == []
    assert "$19.00 every 30 days, after 14 days free" in browser.get(f"/{address}/confirm").text
    answer = browser.post(f"/{address}/approve")
    assert answer.headers["Location"].startswith("http://localhost/back?charge_id=")
    (one,) = active(shop, token)
    assert (one["name"], one["status"], one["test"], one["trialDays"]) == ("Encore Growth", "ACTIVE", True, 14)
    assert told(shop) == ["ACTIVE"]


def test_a_declined_offer_is_told_and_costs_nothing(shop):
    token, browser = shop.install(), shop.client()
    address = offered(shop, token)
    browser.post(f"/{address}/decline")
    assert (active(shop, token), told(shop)) == ([], ["DECLINED"])


def test_a_second_approval_takes_the_place_of_the_first(shop):
    token, browser = shop.install(), shop.client()
    for _ in range(2):
        browser.post(f"/{offered(shop, token)}/approve")
    assert len(active(shop, token)) == 1
    assert told(shop) == ["ACTIVE", "CANCELLED", "ACTIVE"]


@pytest.mark.parametrize("wrong", [items("0.10"), [], items() * 2])
def test_an_offer_without_a_price_is_refused(shop, wrong):
    token = shop.install()
    said = shop.ask(token, CREATE, items=wrong)["data"]["appSubscriptionCreate"]
    assert said["confirmationUrl"] is None
    assert said["userErrors"][0]["field"] == ["lineItems"]


def test_an_unpaid_bill_freezes_and_a_paid_one_thaws(shop):
    token, browser = shop.install(), shop.client()
    address = offered(shop, token)
    browser.post(f"/{address}/approve")
    browser.post(f"/{address}/freeze")
    assert active(shop, token) == []
    browser.post(f"/{address}/thaw")
    assert len(active(shop, token)) == 1
    assert told(shop) == ["ACTIVE", "FROZEN", "ACTIVE"]


def test_cancelling_works_once(shop):
    token, browser = shop.install(), shop.client()
    browser.post(f"/{offered(shop, token)}/approve")
    (one,) = active(shop, token)
    assert shop.ask(token, CANCEL, id=one["id"])["data"]["appSubscriptionCancel"]["userErrors"] == []
    assert active(shop, token) == []
    assert shop.ask(token, CANCEL, id=one["id"])["data"]["appSubscriptionCancel"]["userErrors"] != []


def test_the_hosted_page_changes_plans_and_sends_no_webhooks(shop):
    token, browser = shop.install(), shop.client()
    plans = "/admin/charges/encore/pricing_plans"
    confirm = browser.post(plans, data={"plan": "growth"}).headers["Location"]
    back = browser.post(confirm.replace("/confirm", "/approve")).headers["Location"]
    assert back.startswith("/admin/apps/encore/app/plan?charge_id=")
    assert [one["name"] for one in active(shop, token)] == ["Encore Growth"]
    assert "Do not pay the bill" in browser.get(plans).text
    browser.post(plans, data={"plan": "free"})
    assert (active(shop, token), told(shop)) == ([], [])


def test_who_uninstalls_pays_nothing_any_more(shop):
    token, browser = shop.install(), shop.client()
    browser.post(f"/{offered(shop, token)}/approve")
    with shop.act() as act:
        installing.uninstall(act)
    with shop.store.database.read() as session:
        assert charging.active(session) == []


def test_what_is_decided_is_decided(shop):
    token, browser = shop.install(), shop.client()
    browser.post(f"/{offered(shop, token)}/approve")
    with shop.act() as act, pytest.raises(Refused, match="active already"):
        charging.decline(act, act.session.scalars(select(Charge)).one())
