"""Birthdays between Encore and the store, both ways over HTTP: in the end both say the same, and nothing goes round
in circles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from both import Both
from sqlalchemy import func, select

from devstore.doings import people
from devstore.doings.people import customer_of
from devstore.model.events import Event
from devstore.model.kept import metafield
from devstore.oauth.installed import current_install
from plugin.events import BirthdayTakenBack, BirthdayTold
from plugin.model.customer import Customer, CustomerTelling
from plugin.projection import Work, project


@pytest.fixture
def both(tmp_path, sqlite_database) -> Iterator[Both]:
    made = Both(tmp_path / "store", sqlite_database)
    yield made
    made.close()


@pytest.fixture
def john(both: Both) -> int:
    made = both.store.join("John", "john@example.com", "+447400100001")
    settle(both)
    return made.id


def settle(both: Both) -> None:
    """Five minutes in which everything is delivered and told."""
    for _ in range(5):
        both.pass_time(minutes=1)
        both.inline.wake("tell")
        both.deliver()


def said_here(both: Both, event: BirthdayTold | BirthdayTakenBack) -> None:
    with both.encore.database.write(both.shop_id) as session:
        project(Work(session, both.shop, both.clock.now()), event)


def said_there(both: Both, customer_id: int, born: date) -> None:
    with both.store.act() as act:
        people.birthday(act, customer_of(act.session, customer_id), born)


def there(both: Both, customer_id: int) -> str | None:
    with both.store.act() as act:
        field = metafield(act.session, customer_of(act.session, customer_id).gid, "facts", "birth_date")
        return None if field is None else field.value


def here(both: Both, customer_id: int) -> str | None:
    with both.encore.database.read(both.shop_id) as session:
        mine = select(Customer.birthday).where(Customer.shop_id == both.shop_id, Customer.id == customer_id)
        return both.shop.keys.open("customer.birthday", customer_id, session.scalar(mine))


def problem(both: Both) -> str | None:
    with both.encore.database.read(both.shop_id) as session:
        row = session.scalars(select(CustomerTelling).where(CustomerTelling.shop_id == both.shop_id)).one()
    assert row.due_at is None, row.problem
    return row.problem


def news(both: Both) -> int:
    with both.store.act() as act:
        return act.session.scalar(select(func.count()).select_from(Event).where(Event.topic == "customers/update"))


def test_a_birthday_goes_there_and_back_and_stays(both: Both, john: int) -> None:
    said_here(both, BirthdayTold(john, 5, 17, both.clock.now()))
    settle(both)
    assert (there(both, john), here(both, john)) == ("1004-05-17", "05-17")
    before = news(both)
    settle(both)
    assert news(both) == before
    said_there(both, john, date(1990, 5, 18))
    settle(both)
    assert (there(both, john), here(both, john)) == ("1990-05-18", "05-18")
    said_here(both, BirthdayTold(john, 6, 1, both.clock.now()))
    settle(both)
    assert (there(both, john), here(both, john)) == ("1990-06-01", "06-01")


def test_one_that_is_taken_back_is_gone_there_too(both: Both, john: int) -> None:
    said_there(both, john, date(1990, 5, 18))
    settle(both)
    said_here(both, BirthdayTakenBack(john, both.clock.now()))
    settle(both)
    assert (there(both, john), here(both, john), problem(both)) == (None, None, None)


def test_without_the_scope_the_word_waits_and_says_why(both: Both, john: int) -> None:
    with both.store.act() as act:
        install = current_install(act.session)
        install.scopes = [one for one in install.scopes if one != "write_customers"] + ["read_customers"]
    said_here(both, BirthdayTold(john, 5, 17, both.clock.now()))
    settle(both)
    with both.encore.database.read(both.shop_id) as session:
        row = session.scalars(select(CustomerTelling).where(CustomerTelling.shop_id == both.shop_id)).one()
    assert "has not granted" in row.problem
    assert row.due_at > both.clock.now()
