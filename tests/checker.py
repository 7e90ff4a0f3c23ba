"""An independent judge of a ledger: LEDGER lines and the history they came from in, violations out.

It shares no code with the flows, the policy or the projection; it only knows the published rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from history_facts import Facts, Order, when
from history_rules import PROMOTIONAL, celebrated, email_is_agreed, may_arrive, sms_is_agreed

FINAL = {"accepted", "suppressed", "expired", "cancelled", "failed", "unknown"}
QUIET_STATES = {"planned", "sending", "accepted"}  # those without a reason
CAPS = ((timedelta(hours=24), 1, None), (timedelta(days=7), 2, None), (timedelta(days=30), 6, None),
        (timedelta(days=7), 1, "sms"), (timedelta(days=30), 4, "sms"))  # fmt: skip
DAY = timedelta(days=1)


@dataclass
class Case:
    """A ledger to judge. `codes`: code text -> customer it is bound to. `zones`: customer -> IANA zone."""

    ledger: list[dict]
    facts: Facts
    end: datetime
    codes: Mapping[str, int]
    reasons: frozenset[str] = frozenset()
    zones: Mapping[int, str] = field(default_factory=dict)
    sms_wording_recorded: bool = False

    def zone(self, row: dict) -> ZoneInfo:
        return ZoneInfo(self.zones.get(row["customer_id"]) or row["time_zone"])

    @property
    def accepted(self) -> list[dict]:
        return sorted((row for row in self.ledger if row["state"] == "accepted"), key=lambda row: row["accepted_at"])


def violations(case: Case) -> list[str]:
    """Every broken rule, as "rule: message". An empty list is the proof."""
    return [f"{check.__name__.strip('_')}: {found}" for check in CHECKS for found in check(case)]


def _one_per_key(case: Case) -> Iterator[str]:
    for key in ("dedupe_key", "id"):
        yield from (f"{key} {name}" for name, n in Counter(row[key] for row in case.ledger).items() if n > 1)


def _consent(case: Case) -> Iterator[str]:
    for row in case.accepted:
        at, who = when(row["accepted_at"]), row["customer_id"]
        own, level = case.facts.answer((who, row["channel"]), at)
        there, there_level = case.facts.answer((row["to"].casefold(), row["channel"]), at)
        state = there if there in {"unsubscribed", "redacted", "invalid"} else own
        if who is None:
            state, level = there, there_level
        country, province = case.facts.place(who, at)
        if not may_arrive(
            row["channel"], row["purpose"], row["flow"], country, province, at.astimezone(case.zone(row))
        ):
            yield f"{name(row)} outside the hours, {at.astimezone(case.zone(row))}"
        if row["channel"] == "sms":
            agreed = sms_is_agreed(row["purpose"], country, state, case.sms_wording_recorded)
        else:
            bought = [paid for order in case.facts.orders.values() for paid in _valid_payment(order, who, at)]
            agreed = email_is_agreed(row["purpose"], country, state, level, bought, at)
        if not agreed:
            yield f"{name(row)} to {country} with consent {state} {level}"


def _orders_alive(case: Case) -> Iterator[str]:
    for row, order in _about_orders(case):
        at = when(row["accepted_at"])
        if order.is_test or not any(known <= at for _, known in order.paid):
            yield f"{name(row)} about an order that was not paid, or a test"
        if any(known <= at for _, known in order.cancelled):
            yield f"{name(row)} about a cancelled order"


def _thanks_in_time(case: Case) -> Iterator[str]:
    for row, order in _about_orders(case):
        if row["flow"] == "thank_you":
            late = when(row["accepted_at"]) - min((paid for paid, _ in order.paid), default=when(row["accepted_at"]))
            if not timedelta(0) <= late < DAY:
                yield f"{name(row)} {late} after the payment"


def _reviews_after_arrival(case: Case) -> Iterator[str]:
    for row, order in _about_orders(case):
        if row["flow"] != "review_request":
            continue
        at = when(row["accepted_at"])
        if at < _review_due(order, at):
            yield f"{name(row)} before {_review_due(order, at)}"
        if _was_paid_back_before_arrival(order, at):
            yield f"{name(row)} for goods that never arrived"


def _vip_apart(case: Case) -> Iterator[str]:
    last: dict[int, datetime] = {}
    for row in case.accepted:
        if (row["flow"], row["step"]) == ("vip_code", 0):
            at = when(row["accepted_at"])
            if at - last.get(row["customer_id"], datetime.min.replace(tzinfo=UTC)) < timedelta(days=180):
                yield name(row)
            last[row["customer_id"]] = at


def _birthdays(case: Case) -> Iterator[str]:
    for row in case.accepted:
        if row["flow"] != "birthday":
            continue
        zone, at = case.zone(row), when(row["accepted_at"])
        local, told = (
            at.astimezone(zone),
            [value for known, value in case.facts.birthdays[row["customer_id"]] if known <= at],
        )
        day = celebrated(int(told[-1][5:7]), int(told[-1][8:10]), local.year) if told else None
        if local.date() != day or not time(9) <= local.time() < time(20):
            yield f"{name(row)} at {local}, birthday {day}"
        begins, ends = (datetime.combine(local.date() + n * DAY, time(), zone) for n in (0, 1))
        if (when(row["code_starts_at"]), when(row["code_ends_at"])) != (begins, ends):
            yield f"{name(row)} code from {row['code_starts_at']} to {row['code_ends_at']}"
        if not row["code"].startswith("BDAY"):
            yield f"{name(row)} code {row['code']}"


def _budget(case: Case) -> Iterator[str]:
    for person, rows in _people(case).items():
        for window, most, channel in CAPS:
            times = [
                when(row["accepted_at"]) for row in rows
                if row["purpose"] == PROMOTIONAL and channel in {None, row["channel"]}
            ]  # fmt: skip
            for one, other in zip(times, times[most:], strict=False):
                if other - one < window:
                    yield f"{person}: more than {most} {channel or 'messages'} in {window}, until {other}"


def _ends(case: Case) -> Iterator[str]:
    for row in case.ledger:
        if when(row["useful_until"]) + DAY <= case.end and row["state"] not in FINAL:
            yield f"{name(row)} still {row['state']}"
        if row["state"] not in QUIET_STATES and not row["reason"]:
            yield f"{name(row)} is {row['state']} without a reason"
        told = {row["reason"], *(step["reason"] for step in row["trace"])} - {None}
        if case.reasons and told - case.reasons:
            yield f"{name(row)} unknown reasons {told - case.reasons}"


def _contents(case: Case) -> Iterator[str]:
    for row in case.accepted:
        if not row["to"] or not row["text"] or not row["accepted_at"]:
            yield f"{name(row)} without recipient, text or time"
        if row["step"] == 0 and row["flow"] in {"vip_code", "birthday"} and not row["code"]:
            yield f"{name(row)} without its code"
        if row["step"] == 0 and row["code"] and row["code"] not in row["text"]:
            yield f"{name(row)} does not tell its code"


def _codes(case: Case) -> Iterator[str]:
    owners = defaultdict(set)
    for row in case.ledger:
        if row["code"]:
            owners[row["code"]].add((row["flow"], row["about"], row["customer_id"]))
            if (
                case.codes.get(row["code"], row["customer_id"] if row["state"] != "accepted" else None)
                != row["customer_id"]
            ):
                yield f"{name(row)}: {row['code']} is bound to {case.codes.get(row['code'])}"
    yield from (f"{code} is used for {sorted(map(str, who))}" for code, who in owners.items() if len(who) > 1)


CHECKS = (_one_per_key, _consent, _orders_alive, _thanks_in_time, _reviews_after_arrival, _vip_apart, _birthdays,
          _budget, _ends, _contents, _codes)  # fmt: skip


def name(row: dict) -> str:
    return f"{row['dedupe_key']} ({row['accepted_at'] or row['due_at']})"


def _about_orders(case: Case) -> Iterator[tuple[dict, Order]]:
    for row in case.accepted:
        kind, _, number = row["about"].partition(":")
        if kind == "order":
            yield row, case.facts.orders[int(number)]


def _valid_payment(order: Order, who: int | None, at: datetime) -> list[datetime]:
    if who is None or order.customer_id != who or order.is_test or any(known <= at for _, known in order.cancelled):
        return []
    return [paid for paid, known in order.paid[:1] if known <= at]


def _review_due(order: Order, at: datetime) -> datetime:
    """The earliest moment, by what was known at `at`: delivery + 7 d, else shipping + 14 d (21 d abroad)."""
    if order.source == "pos" or not order.needs_parcel:
        return order.paid[0][0] + DAY
    if not order.parcels:
        return datetime.max.replace(tzinfo=UTC)
    return max(_parcel_due(parcel, at) for parcel in order.parcels.values())


def _parcel_due(parcel, at: datetime) -> datetime:
    delivered = [moment for moment, known in parcel.deliveries if known <= at]
    return min(delivered) + 7 * DAY if delivered else parcel.shipped_at + (21 if parcel.is_abroad else 14) * DAY


def _was_paid_back_before_arrival(order: Order, at: datetime) -> bool:
    there = _review_due(order, at) - 7 * DAY
    back = sum(amount for moment, known, amount in order.refunds if known <= at and moment < there)
    return bool(order.parcels) and order.total > 0 and back >= order.total - 0.001


def _people(case: Case) -> dict[object, list[dict]]:
    """Accepted messages by person: one customer, or one address, joined where they meet."""
    head: dict[object, object] = {}

    def root(key: object) -> object:
        while head.setdefault(key, key) != key:
            key = head[key]
        return key

    for row in case.accepted:
        head[root(row["customer_id"] or row["to"])] = root(row["to"])
    people = defaultdict(list)
    for row in case.accepted:
        people[root(row["to"])].append(row)
    return people
