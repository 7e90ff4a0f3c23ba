"""The life of messages under everything that may happen in any order: each key is taken by the provider at most
once, the ledger holds after each step, and nothing leaves that may not."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from delivering import LOST_ALL, LOST_REPLY, Scripted
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from world import World

from plugin.channels.transport import Accepted, Fault, NotSent
from plugin.db.session import Database
from plugin.model.message import Message

_names = count(1)
_A_SECOND = timedelta(seconds=1)
FLOWS = ("thank_you", "review_request", "vip_code")
EMAIL_ONLY = {"flows": {name: {"channels": ["email"]} for name in FLOWS}}
ANSWERS = [
    Accepted(), LOST_REPLY, LOST_ALL, *(NotSent(fault, "no") for fault in Fault if fault is not Fault.UNKNOWN),
]  # fmt: skip
MAY_HAVE = {"sending", "unknown", "accepted"}


class Crash(BaseException):
    """The worker dies after the hand-over and before it could write down the answer."""


class Messages(RuleBasedStateMachine):
    database: Database
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.provider = Scripted(lanes=3, can_find=True)
        self.world = World(
            self.database, email=self.provider, flows_on=FLOWS, settings=EMAIL_ONLY, name=f"pots{next(_names)}"
        )
        self.withdrawn: set[int] = set()
        self.cancelled: set[str] = set()
        self.is_paused = False
        self.checked = 0
        self.bytes: dict[str, bytes] = {}

    def teardown(self) -> None:
        for shop in (self.world.shop, self.world.other):  # the next example's worker must not go on with them
            self.world.encore.shops.change(shop.id, uninstalled_at=self.world.clock.now())
        self.world.close()

    # --- what may happen

    @rule(target=orders, answer=st.sampled_from(ANSWERS), is_delivered=st.booleans())
    def somebody_orders(self, answer: Any, is_delivered: bool) -> Any:
        self.provider.answers.append(answer)
        order = self.world.order()
        if is_delivered:
            self.world.delivered(order)
        return order

    @rule(order=orders)
    def it_is_told_again(self, order: Any) -> None:
        """The platform repeats itself: nothing may be planned twice."""
        before = len(self.world.outbox())
        self.world.webhook("orders/paid", order.body(order.created_at))
        assert len(self.world.outbox()) == before

    @rule(order=orders)
    def it_is_delivered(self, order: Any) -> None:
        self.world.delivered(order)

    @rule(order=orders)
    def it_is_cancelled(self, order: Any) -> None:
        self.world.cancel(order)
        self.cancelled.add(order.about)

    @rule(order=orders, share=st.sampled_from([0.5, 1]))
    def money_is_paid_back(self, order: Any, share: float) -> None:
        self.world.refund(order, int(order.total * share))

    @rule(order=orders)
    def they_leave(self, order: Any) -> None:
        self.world.clock.move_by(_A_SECOND)
        self.world.consent(order.customer, "unsubscribed")
        self.withdrawn.add(order.customer.id)

    @rule(on=st.booleans())
    def the_merchant_pauses_or_resumes(self, on: bool) -> None:
        self.is_paused = on
        (self.world.pause if on else self.world.resume)()

    @rule(
        hours=st.sampled_from([0, 0.01, 0.3, 2, 30, 24 * 8, 24 * 25]),
        answers=st.lists(st.sampled_from(ANSWERS), max_size=4),
    )
    def time_passes(self, hours: float, answers: list[Any]) -> None:
        self.provider.answers += answers
        self.world.spin(hours=hours)

    @rule(hours=st.sampled_from([0.01, 24 * 8]), order=orders)
    def the_worker_crashes(self, hours: float, order: Any) -> None:
        def die() -> None:
            self.provider.before_answer = lambda: None
            raise Crash

        self.provider.before_answer = die
        try:
            self.world.spin(hours=hours)
        except Crash:
            self.world.spin(hours=0)
        self.provider.before_answer = lambda: None

    @rule(kind=st.sampled_from(["delivered", "bounced", "complained"]), place=st.integers(0, 50))
    def the_provider_reports(self, kind: str, place: int) -> None:
        taken = [message for message in self.world.outbox() if self._key(message) in self.provider.stored]
        if taken:
            self.world.report(taken[place % len(taken)], kind)

    # --- what must hold

    @invariant()
    def the_ledger_holds(self) -> None:
        assert self.world.audit() == []
        messages = self.world.outbox()
        assert len({message.dedupe_key for message in messages}) == len(messages)

    @invariant()
    def a_provider_takes_each_message_at_most_once(self) -> None:
        assert len(set(self.provider.stored)) == len(self.provider.stored)
        for message in self.world.outbox():
            has_it = self._key(message) in self.provider.stored
            assert not has_it or message.state in MAY_HAVE, f"{message.state}, but the provider has it"
            assert message.state != "accepted" or has_it, "accepted, but the provider has it not"

    @invariant()
    def what_left_was_allowed_and_always_the_same(self) -> None:
        fresh, self.checked = self.provider.delivered[self.checked :], len(self.provider.delivered)
        by_key = {self._key(message): message for message in self.world.outbox()}
        for letter in fresh:
            assert self.bytes.setdefault(letter.key, letter.payload) == letter.payload
            message = by_key[letter.key]
            assert not self.is_paused
            assert message.about not in self.cancelled
            assert message.purpose == "service" or message.customer_id not in self.withdrawn

    def _key(self, message: Message) -> str:
        return f"{self.world.shop.public_id}.{message.id}"


def run(database: Database, examples: int, steps: int) -> None:
    machine = type("MessagesHere", (Messages,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=examples < 20,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


def test_message_state_machine(database) -> None:
    run(database, examples=10, steps=15)


@pytest.mark.slow
def test_message_state_machine_long(database) -> None:
    run(database, examples=25, steps=30)
