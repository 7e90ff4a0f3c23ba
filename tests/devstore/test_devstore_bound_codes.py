"""Encore's codes in the store, over HTTP: made, adopted, used, ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from both import Both
from sqlalchemy import select

from devstore.doings import aftermath, checkout, codes, parcels, people
from devstore.model.orders import Order as StoreOrder
from plugin.model.message import Code, Message
from plugin.platform.seam import CodeEnd, CodeOrder, CodeRefused


@pytest.fixture
def both(tmp_path, database) -> Iterator[Both]:
    made = Both(tmp_path / "store", database)
    yield made
    made.close()


def _order(both: Both, customer, **changed) -> CodeOrder:
    now = both.clock.now()
    made = CodeOrder(both.shop_id, "VIPCUSTOMER-7K2FM9QX", customer.id, 20, now, now + timedelta(days=14), "Encore")
    return replace(made, **changed)


def _refusal(both: Both, customer, text: str) -> str | None:
    with both.store.store.database.read() as session:
        basket = both.store.basket(customer, text)
        return checkout.price(session, basket, both.store.store.clock.now()).refusal


def _in_store(both: Both, text: str) -> bool:
    with both.store.store.database.read() as session:
        return codes.by_text(session, text) is not None


def test_a_code_is_adopted_on_the_same_terms_and_on_no_others(both):
    john, jane = both.store.join(), both.store.join("Jane", "jane@example.com", "+447400100102")
    order = _order(both, john)
    id = both.encore.platform.issue(order)
    assert both.encore.platform.issue(order) == id
    hour = timedelta(hours=1)
    others = ({"customer_id": jane.id}, {"percent": 30}, {"ends_at": order.ends_at + hour},
              {"starts_at": order.starts_at - hour})  # fmt: skip
    for other in others:
        with pytest.raises(CodeRefused) as caught:
            both.encore.platform.issue(replace(order, **other))
        assert caught.value.reason == "code_taken"
    assert _refusal(both, john, order.code) is None
    assert "somebody else" in (_refusal(both, jane, order.code) or "")


def test_what_was_sent_is_deactivated_and_what_was_not_is_deleted(both):
    john = both.store.join()
    sent, unsent = _order(both, john), _order(both, john, code="VIPCUSTOMER-22222222")
    for order in (sent, unsent):
        both.encore.platform.issue(order)
    both.pass_time(minutes=1)
    for _ in range(2):
        both.encore.platform.void(CodeEnd(sent, None, was_sent=True))
        both.encore.platform.void(CodeEnd(unsent, None, was_sent=False))
    assert "has expired" in (_refusal(both, john, sent.code) or "")
    assert not _in_store(both, unsent.code)
    with pytest.raises(CodeRefused) as caught:
        both.encore.platform.issue(sent)
    assert caught.value.reason == "code_ended"


def test_the_merchants_own_discount_of_the_same_text_is_left_alone(both):
    john = both.store.join()
    order = _order(both, john)
    with both.store.act() as act:
        codes.create(act, codes.NewCode(order.code, "Spring sale", act.at, percent=0.2))
    for was_sent in (True, False):
        both.encore.platform.void(CodeEnd(order, None, was_sent))
    assert _refusal(both, john, order.code) is None


@pytest.mark.parametrize("combines", [False, True])
def test_a_code_works_beside_another_only_where_that_was_chosen(both, combines):
    john = both.store.join()
    with both.store.act() as act:
        codes.create(act, codes.NewCode("SPRING", "Spring sale", act.at, percent=0.1, combines=True))
    order = _order(both, john, combines=combines)
    both.encore.platform.issue(order)
    refusal = _refusal(both, john, f"SPRING, {order.code}")
    assert refusal == (None if combines else f"{order.code} does not combine with other codes.")


def test_a_refund_of_the_order_that_earned_it_ends_a_code_in_the_store(both):
    both.encore.shops.change(
        both.shop_id, flows_on_since={"vip_code": both.clock.now()},
        settings={"flows": {"vip_code": {"channels": ["email"]}}},
    )  # fmt: skip
    john, row = both.store.join(), None
    with both.store.act() as act:
        people.consent(act, people.customer_of(act.session, john.id), "email", "subscribed")
    order_id = both.store.order(john).id
    both.pass_time(minutes=5)
    with both.store.act() as act:
        row = act.session.get_one(StoreOrder, order_id)
        parcels.scan(act, parcels.fulfil(act, row), "delivered")
    both.deliver()
    _days_pass(both, 23)
    code = _code(both)
    assert code.issued_at is not None
    assert code.platform_id
    assert _refusal(both, john, code.code) is None
    with both.store.act() as act:
        row = act.session.get_one(StoreOrder, order_id)
        aftermath.refund(act, row, {row.lines[0].id: 1})
    both.deliver()
    both.inline.wake("codes")
    assert (_code(both).end_reason, _code(both).void_at) == (_expected(both, order_id), both.clock.now())
    assert "has expired" in (_refusal(both, john, code.code) or "")


def _expected(both: Both, order_id: int) -> str:
    with both.store.store.database.read() as session:
        row = session.get_one(StoreOrder, order_id)
        return "cancelled" if row.cancelled_at else "refunded"


def _days_pass(both: Both, days: int) -> None:
    for _ in range(days):
        both.pass_time(days=1)
        for stage in ("inbox", "daily", "outbox_email"):
            both.inline.wake(stage)


def _code(both: Both) -> Code:
    with both.encore.database.read(both.shop_id) as session:
        found = session.scalars(select(Code).where(Code.shop_id == both.shop_id)).all()
        told = session.execute(
            select(Message.flow, Message.state, Message.reason).where(Message.shop_id == both.shop_id)
        ).all()
    assert len(found) == 1, told
    return found[0]
