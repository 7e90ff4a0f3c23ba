"""The checker can fail: each rule finds the one ledger line that was made to break it."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from checker import Case, violations
from history_facts import Facts, when
from own_history import (
    PEOPLE,
    ZONES,
    customer,
    email_consent,
    fulfilment,
    order,
    product,
    refund,
    scan,
    sms_consent,
    text,
)

ADA = PEOPLE[0]
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)  # a Monday, noon in New York
DAY = timedelta(days=1)


def _line(topic: str, at: datetime, body: dict) -> dict:
    return {"topic": topic, "at": text(at), "body": body}


def _history(*more: dict) -> list[dict]:
    view = order(1, ADA, NOON, [1])
    lines = [
        _line("products/create", NOON - 9 * DAY, product(1, "Kettle", NOON)),
        _line("customers/create", NOON - DAY, customer(ADA, NOON - DAY, NOON - DAY)),
        _line("customers_email_marketing_consent/update", NOON - DAY, email_consent(ADA, "subscribed", NOON - DAY)),
        _line("customers_marketing_consent/update", NOON - DAY, sms_consent(ADA, "subscribed", NOON - DAY)),
        _line("orders/create", NOON, view),
        _line("fulfillments/create", NOON + DAY, fulfilment(1, view, NOON + DAY)),
        _line("fulfillment_events/create", NOON + 3 * DAY, scan(1, NOON + 3 * DAY)),
        *more,
    ]
    return sorted(lines, key=lambda line: when(line["at"]))


def _row(flow: str, at: datetime, purpose: str = "promotional", channel: str = "email", **more) -> dict:
    row = {
        "id": f"{flow}{at:%Y%m%d%H}{channel}", "flow": flow, "step": 0, "channel": channel, "purpose": purpose,
        "customer_id": ADA.id, "about": "order:5700000000001", "state": "accepted", "reason": None,
        "planned_at": text(at), "due_at": text(at), "useful_until": text(at + DAY), "accepted_at": text(at),
        "time_zone": "America/New_York", "to": ADA.email if channel == "email" else ADA.phone, "text": "Hello",
        "code": None, "code_starts_at": None, "code_ends_at": None, "trace": [],
        "dedupe_key": f"{flow}:order:5700000000001:0:{channel}:{at:%m%d}",
    }  # fmt: skip
    return {**row, **more}


def _judge(ledger: list[dict], *more: dict, codes: dict[str, int] | None = None) -> list[str]:
    case = Case(ledger, Facts(_history(*more)), NOON + 400 * DAY, codes or {}, frozenset({"budget"}), ZONES)
    return violations(case)


def _good() -> list[dict]:
    return [
        _row("thank_you", NOON, "service"),
        _row("review_request", NOON + 10 * DAY, "feedback"),
        _row("vip_code", NOON + 21 * DAY, code="VIPCUSTOMER-23456789", text="Use VIPCUSTOMER-23456789"),
    ]


def test_a_good_ledger_breaks_nothing() -> None:
    assert _judge(_good(), codes={"VIPCUSTOMER-23456789": ADA.id}) == []


def _birthday(at: datetime, **more) -> dict:
    midnight = datetime(2027, 2, 28, 5, tzinfo=UTC)
    code = {"code": "BDAYADA-23456789", "text": "BDAYADA-23456789"}
    times = {"code_starts_at": text(midnight), "code_ends_at": text(midnight + DAY)}
    return _row("birthday", at, about=f"customer:{ADA.id}@2027-02-28", **{**code, **times, **more})


BIRTHDAY = datetime(2027, 2, 28, 14, 30, tzinfo=UTC)  # 09:30 in New York


def test_a_good_birthday_breaks_nothing() -> None:
    assert _judge([_birthday(BIRTHDAY)], codes={"BDAYADA-23456789": ADA.id}) == []


BAD = {
    "one_per_key": [_row("thank_you", NOON, "service"), _row("thank_you", NOON, "service")],
    "consent": [_row("cross_sell", NOON + 21 * DAY, to="someone@example.com", customer_id=PEOPLE[1].id)],
    "orders_alive": [_row("thank_you", NOON - timedelta(seconds=1), "service")],
    "thanks_in_time": [_row("thank_you", NOON + DAY, "service")],
    "reviews_after_arrival": [_row("review_request", NOON + 9 * DAY, "feedback")],
    "vip_apart": [_row("vip_code", NOON + 21 * DAY), _row("vip_code", NOON + 200 * DAY)],
    "birthdays": [_birthday(BIRTHDAY + DAY)],
    "budget": [_row("cross_sell", NOON + 20 * DAY), _row("vip_code", NOON + 20 * DAY + timedelta(hours=3))],
    "ends": [_row("cross_sell", NOON, state="held", accepted_at=None, reason="budget")],
    "contents": [_row("thank_you", NOON, "service", text=None)],
    "codes": [_row("vip_code", NOON + 21 * DAY, code="VIPCUSTOMER-ABCDEFGH", text="VIPCUSTOMER-ABCDEFGH")],
}  # fmt: skip


@pytest.mark.parametrize("rule", BAD)
def test_each_rule_finds_the_line_that_breaks_it(rule: str) -> None:
    found = _judge(deepcopy(BAD[rule]), codes={"VIPCUSTOMER-ABCDEFGH": 1, "BDAYADA-23456789": ADA.id})
    assert rule in {one.partition(":")[0] for one in found}


def test_nothing_promotional_after_a_withdrawal() -> None:
    left = _line(
        "customers_email_marketing_consent/update", NOON + 5 * DAY, email_consent(ADA, "unsubscribed", NOON + 5 * DAY)
    )
    assert _judge([_row("cross_sell", NOON + 4 * DAY)]) == []
    assert "consent" in "".join(_judge([_row("cross_sell", NOON + 6 * DAY)], left))


def test_a_withdrawal_counts_by_its_own_time_not_by_when_an_older_yes_arrived() -> None:
    left = _line("customers_email_marketing_consent/update", NOON + DAY, email_consent(ADA, "unsubscribed", NOON))
    old = _line(
        "customers_email_marketing_consent/update", NOON + 2 * DAY, email_consent(ADA, "subscribed", NOON - DAY)
    )
    assert "consent" in "".join(_judge([_row("cross_sell", NOON + 6 * DAY)], left, old))


@pytest.mark.parametrize("hour", [8, 20])
def test_a_birthday_greeting_stays_inside_the_day(hour: int) -> None:
    assert "birthdays" in "".join(_judge([_birthday(BIRTHDAY.replace(hour=0) + timedelta(hours=hour + 5))]))


def test_a_birthday_code_of_two_days_is_found() -> None:
    assert "birthdays" in "".join(_judge([_birthday(BIRTHDAY, code_ends_at=text(BIRTHDAY + 2 * DAY))]))


def test_no_review_for_what_was_paid_back_before_it_arrived() -> None:
    view = order(1, ADA, NOON, [1])
    back = _line("refunds/create", NOON + 2 * DAY, refund(1, view, NOON + 2 * DAY))
    assert "reviews_after_arrival" in "".join(_judge([_row("review_request", NOON + 11 * DAY, "feedback")], back))


def test_nothing_about_a_cancelled_order() -> None:
    view = {**order(1, ADA, NOON, [1]), "cancelled_at": text(NOON + 4 * DAY), "updated_at": text(NOON + 4 * DAY)}
    gone = _line("orders/cancelled", NOON + 4 * DAY, view)
    assert "orders_alive" in "".join(_judge([_row("review_request", NOON + 11 * DAY, "feedback")], gone))


def test_one_person_with_two_addresses_is_one_person() -> None:
    rows = [
        _row("cross_sell", NOON + 20 * DAY),
        _row("vip_code", NOON + 20 * DAY + timedelta(hours=2), to="b@example.com"),
    ]
    assert "budget" in "".join(_judge(rows))


def test_a_reason_that_nobody_declared_is_found() -> None:
    row = _row("cross_sell", NOON, state="cancelled", accepted_at=None, reason="whatever")
    assert "ends" in "".join(_judge([row]))
