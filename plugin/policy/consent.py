"""Rule: nobody is written to without the consent that the content and the country ask for.

The matrix of trust, section 5, as data. As of 2026-11-22. Sources: US CAN-SPAM (15 USC 7704) and TCPA
(47 CFR 64.1200(f)(9)); Canada CASL s. 10(9)-(10); ePrivacy Directive art. 13(2), UK PECR reg. 22, Swiss UWG
3(1)(o); German UWG § 7, Austrian TKG § 174; Australian Spam Act sch. 2, NZ Unsolicited Electronic Messages
Act s. 9. "Unsubscribed", by this person or by anybody at this address, always stops all but service mail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from plugin.clock import local_date
from plugin.events import Channel, ConsentState, Purpose
from plugin.policy.regions import AUSTRALIA_NEW_ZEALAND, DOUBLE_OPT_IN, SOFT_OPT_IN, UNITED_STATES
from plugin.policy.verdict import ALLOW, Facts, Skip, Verdict

# CASL: two years; in days, so that it is never longer than the law's.
IMPLIED_BY_PURCHASE = timedelta(days=730)


class Region(StrEnum):
    US = "us"
    CA = "ca"
    EUROPE = "europe"  # UK, EU, EEA, CH
    DE_AT = "de_at"  # also where the country is unknown: the strictest row
    AU_NZ = "au_nz"
    ELSEWHERE = "elsewhere"


def consent(facts: Facts) -> Verdict:
    """Allow where the matrix says so; Skip with what is missing."""
    states = _states(facts)
    if ConsentState.REDACTED in states:
        return Skip("redacted")
    if ConsentState.INVALID in states:
        return Skip("invalid_address")
    if facts.channel is Channel.SMS:
        return _sms(facts)
    return _email(facts)


def region_of(country: str | None) -> Region:
    """The row of the e-mail matrix; an unknown country gets the strictest."""
    if country is None or country in DOUBLE_OPT_IN:
        return Region.DE_AT
    if country in UNITED_STATES:
        return Region.US
    if country == "CA":
        return Region.CA
    if country in SOFT_OPT_IN:
        return Region.EUROPE
    return Region.AU_NZ if country in AUSTRALIA_NEW_ZEALAND else Region.ELSEWHERE


def _email(facts: Facts) -> Verdict:
    if facts.purpose is Purpose.SERVICE:
        return ALLOW
    if ConsentState.UNSUBSCRIBED in _states(facts):
        return Skip("unsubscribed")
    grounds, missing = _EMAIL[region_of(facts.country), facts.purpose]
    return ALLOW if any(ground(facts) for ground in grounds) else Skip(missing)


def _sms(facts: Facts) -> Verdict:
    if ConsentState.UNSUBSCRIBED in _states(facts):
        return Skip("unsubscribed")
    if facts.purpose is Purpose.SERVICE:
        return ALLOW if _service_sms_is_agreed(facts) else Skip("no_sms_consent")
    if not _subscribed(facts):
        return Skip("no_sms_consent")
    if facts.purpose is Purpose.PROMOTIONAL and not _sms_wording_is_enough(facts):
        return Skip("no_sms_wording")
    return ALLOW


def _service_sms_is_agreed(facts: Facts) -> bool:
    # A guest has no answer of their own; what was said for this very number then counts.
    given = facts.consent or facts.address_consent
    if given is not None and given.state is ConsentState.SUBSCRIBED:
        return True
    return _is_recorded(facts, facts.settings.consent.checkout_sms_on)


def _sms_wording_is_enough(facts: Facts) -> bool:
    if facts.country is not None and facts.country not in UNITED_STATES:
        return True
    recorded = facts.settings.consent
    return bool(recorded.sms_wording) and _is_recorded(facts, recorded.sms_wording_on)


def _states(facts: Facts) -> set[ConsentState]:
    return {answer.state for answer in (facts.consent, facts.address_consent) if answer is not None}


def _anybody(_: Facts) -> bool:
    return True


def _subscribed(facts: Facts) -> bool:
    return facts.consent is not None and facts.consent.state is ConsentState.SUBSCRIBED


def _confirmed(facts: Facts) -> bool:
    return _subscribed(facts) and facts.consent is not None and facts.consent.level == "confirmed_opt_in"


def _customer(facts: Facts) -> bool:
    return facts.last_purchase_at is not None


def _bought_within_two_years(facts: Facts) -> bool:
    return facts.last_purchase_at is not None and facts.now - facts.last_purchase_at <= IMPLIED_BY_PURCHASE


def _soft_opt_in(facts: Facts) -> bool:
    """They bought while the recorded checkout notice was shown, and have not objected since."""
    recorded = facts.settings.consent
    if recorded.soft_opt_in_on is None or not recorded.soft_opt_in_wording or facts.last_purchase_at is None:
        return False
    return local_date(facts.last_purchase_at, _zone(facts)) >= recorded.soft_opt_in_on


def _is_recorded(facts: Facts, on: date | None) -> bool:
    return on is not None and local_date(facts.now, _zone(facts)) >= on


def _zone(facts: Facts) -> str:
    return facts.zones[0] if facts.zones else "UTC"


Ground = Callable[[Facts], bool]
_Row = tuple[tuple[Ground, ...], str]  # any one of these grounds, else this reason

_EMAIL: dict[tuple[Region, Purpose], _Row] = {
    (Region.US, Purpose.FEEDBACK): ((_anybody,), "no_consent"),
    (Region.US, Purpose.PROMOTIONAL): ((_subscribed,), "no_consent"),
    (Region.CA, Purpose.FEEDBACK): ((_subscribed, _bought_within_two_years), "no_consent"),
    (Region.CA, Purpose.PROMOTIONAL): ((_subscribed, _bought_within_two_years), "no_consent"),
    (Region.EUROPE, Purpose.FEEDBACK): ((_subscribed, _soft_opt_in), "no_consent"),
    (Region.EUROPE, Purpose.PROMOTIONAL): ((_subscribed, _soft_opt_in), "no_consent"),
    (Region.DE_AT, Purpose.FEEDBACK): ((_subscribed, _soft_opt_in), "no_consent"),
    (Region.DE_AT, Purpose.PROMOTIONAL): ((_confirmed, _soft_opt_in), "no_double_opt_in"),
    (Region.AU_NZ, Purpose.FEEDBACK): ((_subscribed, _customer), "no_consent"),
    (Region.AU_NZ, Purpose.PROMOTIONAL): ((_subscribed,), "no_consent"),
    (Region.ELSEWHERE, Purpose.FEEDBACK): ((_subscribed,), "no_consent"),
    (Region.ELSEWHERE, Purpose.PROMOTIONAL): ((_subscribed,), "no_consent"),
}
