"""The consent matrix, cell by cell, against a table written by hand from the rule book."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from policy_world import NOON, facts, said, settings

from plugin.events import ConsentState
from plugin.policy.consent import consent
from plugin.policy.verdict import ALLOW, Skip

COUNTRIES = {
    "US": ["US", "PR"],
    "CA": ["CA"],
    "EU": ["GB", "FR", "IE", "NO", "IS", "CH", "RE"],
    "DE": ["DE", "AT", None],
    "AU": ["AU", "NZ"],
    "else": ["JP", "BR", "IN"],
}
STATES = ["confirmed", "subscribed", "not_subscribed", "pending", "unsubscribed", "redacted", "invalid", "nothing"]
# How the person came here: never bought, bought long ago, bought lately; without or with a recorded notice.
PASTS = ["never", "long_ago", "lately", "lately_with_notice", "before_the_notice"]

# E-mail: (row, class) -> states that suffice | what a purchase may stand for.
#   lately = within two years; notice = bought while the recorded notice was shown; any = whoever is asked
EMAIL = {
    ("US", "feedback"): ({"confirmed", "subscribed"}, "any"),
    ("US", "promotional"): ({"confirmed", "subscribed"}, "nothing"),
    ("CA", "feedback"): ({"confirmed", "subscribed"}, "lately"),
    ("CA", "promotional"): ({"confirmed", "subscribed"}, "lately"),
    ("EU", "feedback"): ({"confirmed", "subscribed"}, "notice"),
    ("EU", "promotional"): ({"confirmed", "subscribed"}, "notice"),
    ("DE", "feedback"): ({"confirmed", "subscribed"}, "notice"),
    ("DE", "promotional"): ({"confirmed"}, "notice"),
    ("AU", "feedback"): ({"confirmed", "subscribed"}, "customer"),
    ("AU", "promotional"): ({"confirmed", "subscribed"}, "nothing"),
    ("else", "feedback"): ({"confirmed", "subscribed"}, "nothing"),
    ("else", "promotional"): ({"confirmed", "subscribed"}, "nothing"),
}
STANDS_FOR = {
    "any": set(PASTS),
    "nothing": set(),
    "lately": {"lately", "lately_with_notice", "before_the_notice"},
    "notice": {"lately_with_notice"},
    "customer": {"long_ago", "lately", "lately_with_notice", "before_the_notice"},
}


def answer(state):
    if state == "nothing":
        return None
    if state == "confirmed":
        return said("subscribed", "confirmed_opt_in")
    return said(state, "single_opt_in")


def past(name):
    purchase = {"never": None, "long_ago": NOON - timedelta(days=731)}.get(name, NOON - timedelta(days=21))
    notice = {"lately_with_notice": date(2026, 5, 1), "before_the_notice": date(2026, 6, 1)}.get(name)
    wording = "We may write to you about similar goods." if notice else ""
    return {
        "last_purchase_at": purchase,
        "settings": settings(soft_opt_in_on=notice, soft_opt_in_wording=wording),
    }


def is_allowed_by_mail(row, kind, state, history):
    if state in {"redacted", "invalid"}:
        return False
    if kind == "service":
        return True
    if state == "unsubscribed":
        return False
    states, stands_for = EMAIL[row, kind]
    return state in states or history in STANDS_FOR[stands_for]


def is_allowed_by_text(row, kind, state, recorded):
    if state in {"redacted", "invalid", "unsubscribed"}:
        return False
    is_explicit = state in {"confirmed", "subscribed"}
    if kind == "service":
        return is_explicit or recorded == "checkout"
    if kind == "promotional" and row == "US":
        return is_explicit and recorded == "wording"
    return is_explicit


RECORDED = {
    "nothing": {},
    "checkout": {"checkout_sms_on": date(2026, 1, 1)},
    "wording": {"sms_wording": "I agree to texts; not a condition of purchase.", "sms_wording_on": date(2026, 1, 1)},
}


@pytest.mark.parametrize(
    ("row", "country"), [(row, country) for row, countries in COUNTRIES.items() for country in countries]
)
@pytest.mark.parametrize("kind", ["service", "feedback", "promotional"])
def test_consent_matrix_every_cell(row, country, kind):
    for state, history in product(STATES, PASTS):
        mail = consent(
            facts(country=country, purpose=kind, consent=answer(state), address_consent=None, **past(history))
        )
        assert (mail == ALLOW) == is_allowed_by_mail(row, kind, state, history), ("email", state, history, mail)
    if country is None:
        return
    for state, recorded in product(STATES, RECORDED):
        text = consent(
            facts(
                country=country, purpose=kind, channel="sms", consent=answer(state), address_consent=None,
                settings=settings(**RECORDED[recorded]),
            )
        )  # fmt: skip
        assert (text == ALLOW) == is_allowed_by_text(row, kind, state, recorded), ("sms", state, recorded, text)


def test_a_promotional_text_to_an_unknown_country_needs_the_wording_too():
    text = {"country": None, "channel": "sms"}
    assert consent(facts(**text)) == Skip("no_sms_wording")
    assert consent(facts(**text, settings=settings(**RECORDED["wording"]))) == ALLOW
    assert consent(facts(**text, purpose="feedback")) == ALLOW


@pytest.mark.parametrize("country", ["GB", "FR", "CH", "DE", None])
@pytest.mark.parametrize("kind", ["feedback", "promotional"])
def test_soft_optin_off_by_default(country, kind):
    asked = {"country": country, "purpose": kind, "consent": said("not_subscribed"), "address_consent": None}
    assert consent(facts(**asked)) != ALLOW
    date_only = settings(soft_opt_in_on=date(2026, 1, 1))
    wording_only = settings(soft_opt_in_wording="similar goods")
    assert consent(facts(**asked, settings=date_only)) != ALLOW
    assert consent(facts(**asked, settings=wording_only)) != ALLOW
    both = settings(soft_opt_in_on=date(2026, 1, 1), soft_opt_in_wording="similar goods")
    assert consent(facts(**asked, settings=both)) == ALLOW
    assert consent(facts(**asked, settings=both, last_purchase_at=None)) != ALLOW


def test_the_notice_counts_from_its_own_local_day():
    recorded = settings(soft_opt_in_on=date(2026, 6, 1), soft_opt_in_wording="similar goods")
    asked = {
        "country": "FR",
        "consent": None,
        "address_consent": None,
        "settings": recorded,
        "zones": ("Europe/Paris",),
    }
    first_minute = datetime(2026, 5, 31, 22, 0, tzinfo=UTC)  # midnight in Paris
    assert consent(facts(**asked, last_purchase_at=first_minute)) == ALLOW
    assert consent(facts(**asked, last_purchase_at=first_minute - timedelta(seconds=1))) == Skip("no_consent")


@pytest.mark.parametrize("country", ["US", "CA", "GB", "DE", "AU", "JP"])
@pytest.mark.parametrize("kind", ["feedback", "promotional"])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_no_at_the_same_address_stops_everybody_there(country, kind, channel):
    everything = settings(
        soft_opt_in_on=date(2026, 1, 1), soft_opt_in_wording="x", sms_wording="x", sms_wording_on=date(2026, 1, 1)
    )
    asked = {"country": country, "purpose": kind, "channel": channel, "settings": everything}
    yes, no = said("subscribed", "confirmed_opt_in"), said("unsubscribed")
    assert consent(facts(**asked, consent=yes, address_consent=yes)) == ALLOW
    assert consent(facts(**asked, consent=yes, address_consent=no)) == Skip("unsubscribed")
    assert consent(facts(**asked, consent=no, address_consent=yes)) == Skip("unsubscribed")


def test_a_housemate_s_yes_is_not_the_customer_s():
    assert consent(facts(consent=None, address_consent=said("subscribed"))) == Skip("no_consent")
    assert consent(facts(channel="sms", consent=None, address_consent=said("subscribed"))) == Skip("no_sms_consent")


def test_a_guest_s_order_news_may_go_to_a_number_that_agreed():
    guest = {"channel": "sms", "purpose": "service", "consent": None}
    assert consent(facts(**guest, address_consent=said("subscribed"))) == ALLOW
    assert consent(facts(**guest, address_consent=None)) == Skip("no_sms_consent")
    assert consent(facts(**guest, address_consent=said("unsubscribed"))) == Skip("unsubscribed")


def test_checkout_numbers_count_from_the_recorded_day_and_never_after_a_no():
    text = {"channel": "sms", "purpose": "service", "consent": said("not_subscribed"), "address_consent": None}
    assert consent(facts(**text, settings=settings(checkout_sms_on=date(2026, 6, 10)))) == ALLOW
    assert consent(facts(**text, settings=settings(checkout_sms_on=date(2026, 6, 11)))) == Skip("no_sms_consent")
    text["consent"] = said("unsubscribed")
    assert consent(facts(**text, settings=settings(checkout_sms_on=date(2026, 1, 1)))) == Skip("unsubscribed")


def test_american_promotional_texts_need_both_wording_and_date():
    text = {"country": "US", "channel": "sms"}
    assert consent(facts(**text)) == Skip("no_sms_wording")
    assert consent(facts(**text, settings=settings(sms_wording="x"))) == Skip("no_sms_wording")
    assert consent(facts(**text, settings=settings(sms_wording_on=date(2026, 1, 1)))) == Skip("no_sms_wording")
    both = {"sms_wording": "x", "sms_wording_on": date(2026, 1, 1)}
    assert consent(facts(**text, settings=settings(**both))) == ALLOW


def test_canadian_implied_consent_ends_after_two_years():
    asked = {"country": "CA", "consent": said("not_subscribed"), "address_consent": None}
    assert consent(facts(**asked, last_purchase_at=NOON - timedelta(days=730))) == ALLOW
    assert consent(facts(**asked, last_purchase_at=NOON - timedelta(days=730, seconds=1))) == Skip("no_consent")
    assert consent(facts(**{**asked, "consent": said("unsubscribed")})) == Skip("unsubscribed")


@pytest.mark.parametrize("state", [ConsentState.REDACTED, ConsentState.INVALID])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_redacted_and_invalid_get_nothing_whoever_said_it(state, channel):
    asked = {"purpose": "service", "channel": channel}
    assert consent(facts(**asked, consent=said(state))) != ALLOW
    assert consent(facts(**asked, address_consent=said(state))) != ALLOW


def test_each_refusal_says_what_is_missing():
    assert consent(facts(country="DE")) == Skip("no_double_opt_in")
    assert consent(facts(country="US", consent=said("pending"))) == Skip("no_consent")
    assert consent(facts(consent=said("redacted"))) == Skip("redacted")
    assert consent(facts(consent=said("invalid"))) == Skip("invalid_address")
