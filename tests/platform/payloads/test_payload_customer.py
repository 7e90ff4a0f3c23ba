from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from plugin.errors import BadPayload
from plugin.events import Channel, ConsentState, Place
from plugin.platform.payloads import parse

BIRTHDAY = {"namespace": "facts", "key": "birth_date", "value": "1990-05-17", "updated_at": "2026-02-01T00:00:00Z"}


def test_a_customer_is_read_whole(read, a_customer, triggered_at):
    seen = read("customers/update", a_customer(locale="pt-BR", created_at="2025-01-01T00:00:00Z"))
    assert (seen.id, seen.email, seen.phone, seen.is_full) == (730, "ada@example.com", "+12025550123", True)
    assert (seen.first_name, seen.last_name, seen.locale) == ("Ada", None, "pt-BR")
    assert (seen.place, seen.address_phone) == (Place("US", "CO", "Denver", "80202"), "+12025550100")
    assert (seen.updated_at, seen.created_at) == (triggered_at, datetime(2025, 1, 1, tzinfo=UTC))


def test_consent_inside_a_customer_counts_with_its_own_time(read, a_customer):
    (mail,) = read("customers/update", a_customer()).consents
    assert (mail.channel, mail.state, mail.level) == (Channel.EMAIL, ConsentState.SUBSCRIBED, "single_opt_in")
    assert (mail.at, mail.address) == (datetime(2026, 1, 1, tzinfo=UTC), "ada@example.com")
    assert (mail.source, mail.wording) == ("shopify customers/update", None)


@pytest.mark.parametrize("state", ["unsubscribed", "REDACTED", "invalid"])
def test_an_undated_no_counts_as_of_the_body(read, a_customer, triggered_at, state):
    body = a_customer(email_marketing_consent=None, sms_marketing_consent={"state": state})
    (sms,) = read("customers/update", body).consents
    assert (sms.channel, sms.state, sms.at) == (Channel.SMS, ConsentState(state.lower()), triggered_at)


@pytest.mark.parametrize("state", ["subscribed", "pending", "not_subscribed", "something new", None])
def test_an_undated_answer_that_is_not_a_no_is_skipped(read, a_customer, state):
    consent = {"state": state, "consent_updated_at": "some day"}
    assert read("customers/update", a_customer(email_marketing_consent=consent)).consents == ()


def test_the_old_marketing_flags_never_count(read, an_order, a_customer):
    body = a_customer(email_marketing_consent=None, accepts_marketing=True)
    assert read("customers/update", body).consents == ()
    order = read("orders/create", an_order(customer=body, buyer_accepts_marketing=True))
    assert order.customer.consents == ()


@pytest.mark.parametrize(
    ("written", "state"),
    [("subscribed", "subscribed"), ("PENDING", "pending"), (None, "not_subscribed"), ("maybe", "not_subscribed")],
)
def test_email_consent_has_its_own_topic(read, triggered_at, written, state):
    body = {"customer_id": 730, "email_address": "ada@example.com", "email_marketing_consent": {"state": written}}
    seen = read("customers_email_marketing_consent/update", body)
    assert (seen.customer_id, seen.channel, seen.state.value, seen.at) == (730, Channel.EMAIL, state, triggered_at)
    assert (seen.address, seen.source) == ("ada@example.com", "shopify customers_email_marketing_consent/update")


def test_the_topic_that_says_marketing_is_about_sms(read):
    consent = {"state": "unsubscribed", "consent_updated_at": "2026-11-20T12:00:00-05:00"}
    seen = read("customers_marketing_consent/update", {"id": 730, "phone": "+1202", "sms_marketing_consent": consent})
    assert (seen.customer_id, seen.channel, seen.address) == (730, Channel.SMS, "+1202")
    assert (seen.state, seen.at) == (ConsentState.UNSUBSCRIBED, datetime(2026, 11, 20, 17, tzinfo=UTC))


def test_a_consent_topic_without_consent_is_refused(read):
    with pytest.raises(BadPayload, match="consent is missing"):
        read("customers_email_marketing_consent/update", {"customer_id": 730, "email_marketing_consent": None})


def test_a_birthday_comes_as_written_with_the_time_it_was_known(read, a_customer):
    other = {"namespace": "custom", "key": "birth_date", "value": "2000-01-01"}
    seen = read("customers/create", a_customer(metafields=[other, None, BIRTHDAY]))
    assert (seen.birthday, seen.birthday_known_at) == ("1990-05-17", datetime(2026, 2, 1, tzinfo=UTC))
    assert seen.has_birthday_field


def test_an_undated_birthday_was_known_as_of_the_body(read, a_customer, triggered_at):
    field = {**BIRTHDAY, "updated_at": None}
    assert read("customers/create", a_customer(metafields=[field])).birthday_known_at == triggered_at


def test_only_a_list_of_metafields_says_anything_about_birthdays(read, a_customer):
    assert not read("customers/create", a_customer()).has_birthday_field
    assert not read("customers/create", a_customer(metafields=None)).has_birthday_field
    emptied = read("customers/create", a_customer(metafields=[]))
    assert (emptied.has_birthday_field, emptied.birthday) == (True, None)


def test_names_lose_nul_and_spaces_and_are_cut_but_keep_their_composition(read, a_customer):
    seen = read("customers/create", a_customer(first_name=" Zoe\u0308\0 ", last_name="x" * 300))
    assert (seen.first_name, seen.last_name) == ("Zoe\u0308", "x" * 255)


def test_an_address_that_is_too_long_is_none_rather_than_another_address(read, a_customer):
    seen = read("customers/create", a_customer(email="a" * 320 + "@example.com", phone="1" * 65))
    assert (seen.email, seen.phone) == (None, None)


@pytest.mark.parametrize("country", ["USA", "U1", "", None, 7])
def test_a_malformed_country_is_dropped(read, a_customer, country):
    assert read(
        "customers/create", a_customer(default_address={"country_code": country, "city": "Rome"})
    ).place == Place(city="Rome")


def test_a_merge_counts_once_it_is_complete(read):
    ids = {
        "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
        "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2",
    }
    merged = read("customers/merge", {**ids, "status": "completed"})
    assert (merged.kept_id, merged.gone_id) == (1, 2)
    failed = json.dumps({**ids, "status": "failed"}).encode()
    assert parse("customers/merge", failed, triggered_at=datetime(2026, 1, 1, tzinfo=UTC)) == ()


def test_a_deleted_customer_is_only_an_id(read, triggered_at):
    gone = read("customers/delete", {"id": 730, "admin_graphql_api_id": "gid://shopify/Customer/730"})
    assert (gone.customer_id, gone.at) == (730, triggered_at)
