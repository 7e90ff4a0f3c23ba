"""Consent between Encore and the store, both ways over HTTP: in the end both records say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from both import Both
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from devstore.doings import people
from devstore.doings.people import customer_of
from plugin.clock import SpunClock
from plugin.dossier.consents import newest
from plugin.events import Channel, ConsentSeen, ConsentState
from plugin.model.customer import ConsentEntry, ConsentTelling
from plugin.projection.consent import project_consent
from plugin.projection.work import Work


@pytest.fixture
def both(tmp_path, database) -> Iterator[Both]:
    made = Both(tmp_path / "store", database)
    yield made
    made.close()


def joined(both: Both, number: int = 0) -> int:
    john = both.store.join("John", f"john{number}@example.com", f"+4474001{number:05}")
    both.pass_time(seconds=2)
    both.deliver()
    return john.id


def said_to_us(both: Both, customer_id: int, state: ConsentState, channel: Channel = Channel.EMAIL) -> None:
    with both.encore.database.write(both.shop_id) as session:
        said = ConsentSeen(customer_id, channel, state, "single_opt_in", both.clock.now(), None, "link")
        project_consent(Work(session, both.shop, both.clock.now()), said)


def said_to_the_store(both: Both, customer_id: int, state: str) -> None:
    with both.store.act() as act:
        people.consent(act, customer_of(act.session, customer_id), "email", state)


def in_the_store(both: Both, customer_id: int) -> str:
    with both.store.act() as act:
        return customer_of(act.session, customer_id).email_state


def here(both: Both, customer_id: int) -> str:
    with both.encore.database.read(both.shop_id) as session:
        mine = select(ConsentEntry).where(
            ConsentEntry.shop_id == both.shop_id, ConsentEntry.customer_id == customer_id,
            ConsentEntry.channel == "email",
        )  # fmt: skip
        found = newest(session.scalars(mine).all())
    return "none" if found is None else found.state.value


def problem(both: Both) -> str | None:
    """Why the only word was not told; it is not tried any more."""
    with both.encore.database.read(both.shop_id) as session:
        row = session.scalars(select(ConsentTelling).where(ConsentTelling.shop_id == both.shop_id)).one()
    assert row.due_at is None, row.problem
    return row.problem


def settle(both: Both) -> None:
    """Five minutes in which everything is delivered and told."""
    for _ in range(5):
        both.pass_time(minutes=1)
        both.inline.wake("tell")
        both.deliver()


def test_who_leaves_here_has_left_there_and_the_other_way_round(both: Both) -> None:
    john = joined(both)
    said_to_us(both, john, ConsentState.SUBSCRIBED)
    settle(both)
    assert in_the_store(both, john) == "subscribed"
    said_to_us(both, john, ConsentState.UNSUBSCRIBED)
    settle(both)
    assert in_the_store(both, john) == "unsubscribed"
    said_to_the_store(both, john, "subscribed")
    settle(both)
    assert here(both, john) == "subscribed"


def test_texts_are_told_as_texts(both: Both) -> None:
    john = joined(both)
    said_to_us(both, john, ConsentState.SUBSCRIBED, Channel.SMS)
    settle(both)
    assert problem(both) is None
    with both.store.act() as act:
        row = customer_of(act.session, john)
        assert (row.sms_state, row.email_state == "subscribed") == ("subscribed", False)
        assert row.sms_updated_at.replace(tzinfo=UTC).microsecond == 0


def test_a_customer_the_store_does_not_have_is_told_once_and_kept_with_the_reason(both: Both) -> None:
    said_to_us(both, 404, ConsentState.UNSUBSCRIBED)
    settle(both)
    assert problem(both) == "consent_email: INVALID at input.customerId"


words = st.lists(st.tuples(st.sampled_from(["here", "there"]), st.booleans(), st.integers(0, 40)), max_size=6)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory, sqlite_template) -> Iterator[Both]:
    from shutil import copyfile

    from plugin.db.session import Database

    folder = tmp_path_factory.mktemp("lasting")
    copyfile(sqlite_template, folder / "encore.db")
    database = Database(f"sqlite:///{folder / 'encore.db'}", durable=False)
    made = Both(folder / "store", database)
    assert isinstance(made.clock, SpunClock)
    yield made
    made.close()
    database.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=words)
def test_whatever_is_said_where_both_end_alike_and_a_no_there_stands_against_a_yes_here(lasting: Both, said) -> None:
    """Seconds pass between the words, and nothing is delivered before all are said."""
    both = lasting
    john = joined(both, both.clock.now().toordinal() * 7 % 90_000 + int(both.clock.now().timestamp()) % 9_000)
    last_there, last = None, None
    for where, is_yes, seconds in said:
        both.pass_time(seconds=seconds + 1)
        state = ConsentState.SUBSCRIBED if is_yes else ConsentState.UNSUBSCRIBED
        if where == "here":
            said_to_us(both, john, state)
        else:
            said_to_the_store(both, john, state.value)
            last_there = state
        last = (where, state)
    settle(both)
    assert said == [] or here(both, john) == in_the_store(both, john)
    if last is not None and last[0] == "there":
        assert here(both, john) == last[1]
    if last == ("here", ConsentState.UNSUBSCRIBED):
        assert here(both, john) == "unsubscribed"
    if last == ("here", ConsentState.SUBSCRIBED) and last_there is ConsentState.UNSUBSCRIBED:
        assert here(both, john) == "unsubscribed"
