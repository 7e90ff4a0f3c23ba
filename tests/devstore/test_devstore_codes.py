"""The checkout takes a code exactly when Shopify's would."""

from datetime import timedelta

import pytest
from devstore_world import START

from devstore.act import Refused
from devstore.doings import checkout, codes


def make(shop, **values):
    new = {"code": "VIP-7K2F", "title": "VIP", "starts_at": START, "percent": 0.2} | values
    with shop.act() as act:
        return codes.create(act, codes.NewCode(**new))


def refusal(shop, basket):
    with shop.store.database.read() as session:
        return checkout.price(session, basket, shop.store.clock.now()).refusal


def test_a_code_takes_its_share_off_the_goods_and_not_off_the_postage(shop):
    john = shop.join()
    make(shop)
    order = shop.order(john, "vip-7k2f", pieces=2)
    assert (order.discount_pence, order.paid_pence) == (3560, 17800 - 3560 + 495)
    assert order.code == "VIP-7K2F"


def test_a_code_of_nobody_is_refused(shop):
    assert refusal(shop, shop.basket(shop.join(), "NOPE")) == "NOPE is not a code of this shop."


def test_a_bound_code_works_for_its_customer_only(shop):
    john, jane = shop.join(), shop.join("Jane", "jane@example.com", "+447400100102")
    make(shop, customer_ids=(john.id,))
    assert refusal(shop, shop.basket(john, "VIP-7K2F")) is None
    assert refusal(shop, shop.basket(jane, "VIP-7K2F")) == "VIP-7K2F belongs to somebody else."


def test_a_guest_with_the_address_of_the_customer_is_that_customer(shop):
    john = shop.join()
    make(shop, customer_ids=(john.id,))
    from devstore.doings.people import Newcomer

    known = checkout.Basket({shop.variants[0]: 1}, guest=Newcomer(email="JOHN@example.com"), code="VIP-7K2F")
    unknown = checkout.Basket({shop.variants[0]: 1}, guest=Newcomer(email="x@example.com"), code="VIP-7K2F")
    assert refusal(shop, known) is None
    assert refusal(shop, unknown) == "VIP-7K2F belongs to somebody else."


def test_a_code_with_one_use_works_once(shop):
    john = shop.join()
    make(shop, usage_limit=1)
    shop.order(john, "VIP-7K2F")
    with pytest.raises(Refused, match="has been used already"):
        shop.order(john, "VIP-7K2F")


def test_once_for_each_customer(shop):
    john, jane = shop.join(), shop.join("Jane", "jane@example.com", "+447400100102")
    make(shop, once_per_customer=True)
    shop.order(john, "VIP-7K2F")
    assert "you have used it" in refusal(shop, shop.basket(john, "VIP-7K2F"))
    assert refusal(shop, shop.basket(jane, "VIP-7K2F")) is None


@pytest.mark.parametrize(
    ("after", "refused"),
    [(timedelta(hours=-1, seconds=-1), "does not work before 2 March 2026, 08:30"), (timedelta(hours=-1), None),
     (timedelta(hours=1, seconds=-1), None), (timedelta(hours=1), "has expired")],
)  # fmt: skip
def test_a_code_works_from_its_first_instant_until_before_its_last(shop, after, refused):
    basket = shop.basket(shop.join(), "VIP-7K2F")
    make(shop, starts_at=START - timedelta(hours=1), ends_at=START + timedelta(hours=1))
    shop.wall.at = START + after
    said = refusal(shop, basket)
    assert said is None if refused is None else refused in said


def test_a_minimum_counts_the_goods_before_postage(shop):
    john = shop.join()
    make(shop, minimum_pence=8901)
    assert refusal(shop, shop.basket(john, "VIP-7K2F")) == "VIP-7K2F needs an order of at least £89.01."
    assert refusal(shop, shop.basket(john, "VIP-7K2F", pieces=2)) is None


def test_a_deactivated_code_has_expired(shop):
    john = shop.join()
    row = make(shop)
    with shop.act() as act:
        codes.deactivate(act, codes.by_text(act.session, row.code))
    assert refusal(shop, shop.basket(john, "VIP-7K2F")) == "VIP-7K2F has expired."


def test_code_texts_are_unique_whatever_their_case(shop):
    make(shop)
    with pytest.raises(codes.Taken):
        make(shop, code="vip-7k2f")


def test_a_fixed_amount_never_takes_more_than_there_is(shop):
    make(shop, percent=None, amount_pence=20_000)
    assert shop.order(shop.join(), "VIP-7K2F").paid_pence == 495


@pytest.mark.parametrize(("first", "second"), [(False, False), (True, False), (False, True)])
def test_a_code_that_was_not_made_to_combine_works_alone(shop, first, second):
    make(shop, combines=first)
    make(shop, code="TEN", percent=0.1, combines=second)
    said = refusal(shop, shop.basket(shop.join(), "VIP-7K2F, TEN"))
    assert said == f"{'TEN' if first else 'VIP-7K2F'} does not combine with other codes."


def test_codes_that_combine_are_taken_one_after_the_other_and_each_is_used(shop):
    make(shop, combines=True, usage_limit=1)
    make(shop, code="TEN", percent=0.1, combines=True)
    john = shop.join()
    order = shop.order(john, "vip-7k2f, TEN, ten")
    assert order.codes == [["VIP-7K2F", 1780, "percentage"], ["TEN", 712, "percentage"]]
    assert order.discount_pence == 1780 + 712
    assert refusal(shop, shop.basket(john, "TEN, VIP-7K2F")) == "VIP-7K2F has been used already."
