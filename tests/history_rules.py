"""What the law and the merchant's rules say about one message, written down a second time for the checker.

Nothing here comes from the product: a rule that both got wrong in the same way would have to be wrong twice.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

US = {"US", "PR", "VI", "GU", "AS", "MP", "UM"}
EU_EEA = {
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
}  # fmt: skip
FEEDBACK, PROMOTIONAL, SERVICE = "feedback", "promotional", "service"
PHONE_COUNTRY = (("+44", "GB"), ("+49", "DE"), ("+33", "FR"), ("+61", "AU"), ("+81", "JP"), ("+43", "AT"))


def email_is_agreed(purpose, country, state, level, purchases, at) -> bool:
    """One cell of the e-mail matrix. `purchases` are the times of valid payments up to `at`."""
    if purpose == SERVICE:
        return True
    if state in {"unsubscribed", "redacted", "invalid"}:
        return False
    yes = state == "subscribed"
    if country is None or country in {"DE", "AT"}:
        return yes and (purpose == FEEDBACK or level == "confirmed_opt_in")
    if country in US:
        return purpose == FEEDBACK or yes
    if country == "CA":
        return yes or any(at - bought <= timedelta(days=730) for bought in purchases)
    if country in {"AU", "NZ"} and purpose == FEEDBACK:
        return yes or bool(purchases)
    return yes


def sms_is_agreed(purpose, country, state, wording_recorded) -> bool:
    if state != "subscribed":
        return False
    return purpose != PROMOTIONAL or wording_recorded or (country is not None and country not in US)


def may_arrive(channel, purpose, flow, country, province, local: datetime) -> bool:
    """Whether the hour is allowed, by the recipient's wall clock."""
    hour, sunday, weekend = local.hour, local.weekday() == 6, local.weekday() >= 5
    if flow == "review_request" and not 10 <= hour < 19:
        return False
    if channel == "email":
        return purpose != PROMOTIONAL or 9 <= hour < 20
    if purpose == SERVICE:
        return 8 <= hour < 21
    if country in US:
        closes = (17 if weekend else 18) if province == "RI" else 20
        return (12 if sunday else 10) <= hour < closes
    if country == "CA":
        return 10 <= hour < (18 if weekend else 20)
    if country == "FR":
        return not sunday and 10 <= hour < 20
    return 9 <= hour < 20 and not (sunday and country in EU_EEA | {"GB"})


def celebrated(month: int, day: int, year: int) -> date:
    """29 February is kept on the 28th of a common year."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)
