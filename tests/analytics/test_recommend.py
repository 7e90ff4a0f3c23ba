"""Learning what is bought together, and suggesting from it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from order_books import OrderBook, at
from sqlalchemy import select

from plugin.analytics.recommend import learn, learned_lists, replace_lists, suggestions
from plugin.model.product import BoughtTogether

AS_OF, NOW = at("2026-02-01"), at("2026-02-02")
JUMPER, SCARF, HAT, SOCKS, BAG = 1, 2, 3, 4, 5


@pytest.fixture
def book(database):
    book = OrderBook(database)
    for product_id in (JUMPER, SCARF, HAT, SOCKS):
        book.product(product_id)
    return book


def buy(book, times, *products, when="2026-01-10", **columns):
    for _ in range(times):
        book.order(1, when, products=products, **columns)


def lists(book):
    """What is stored after learning: (product, other) -> row."""
    book.save()
    with book.database.write(book.shop.id) as session:
        assert learn(session, book.shop.id, AS_OF, NOW) == len(stored(session, book))
        return stored(session, book)


def stored(session, book):
    rows = session.scalars(select(BoughtTogether).where(BoughtTogether.shop_id == book.shop.id))
    return {(row.product_id, row.other_id): row for row in rows}


def suggest(book, owned, excluded=()):
    lists(book)
    with book.database.read(book.shop.id) as session:
        return suggestions(session, book.shop.domain, {"her": (owned, excluded)})["her"]


def test_a_pair_is_learned_in_both_directions_with_count_lift_and_score(book):
    buy(book, 5, JUMPER, SCARF)
    buy(book, 3, SCARF)
    buy(book, 2, HAT)
    learned = lists(book)
    assert set(learned) == {(JUMPER, SCARF), (SCARF, JUMPER)}
    row = learned[JUMPER, SCARF]
    assert (row.count, row.lift, row.learned_at) == (5, pytest.approx(5 * 10 / (5 * 8)), NOW)
    assert row.score == pytest.approx(5 / (5 * 8**0.2))
    assert learned[SCARF, JUMPER].score == pytest.approx(5 / (8 * 5**0.2))


def test_four_orders_together_prove_nothing(book):
    buy(book, 4, JUMPER, SCARF)
    buy(book, 9, JUMPER)
    assert lists(book) == {}


def test_orders_after_the_moment_and_invalid_ones_teach_nothing(book):
    buy(book, 4, JUMPER, SCARF)
    buy(book, 1, JUMPER, SCARF, when=AS_OF)
    buy(book, 1, JUMPER, SCARF, is_test=True)
    buy(book, 1, JUMPER, SCARF, cancelled_at=at("2026-01-11"))
    assert lists(book) == {}


def test_learning_again_replaces_what_was_learned_and_nothing_of_another_shop(database, book):
    other = OrderBook(database)
    buy(other, 5, JUMPER, SCARF)
    lists(other)
    buy(book, 5, JUMPER, HAT)
    first = set(lists(book))
    buy(book, 5, JUMPER, SOCKS)
    assert set(lists(book)) == first | {(JUMPER, SOCKS), (SOCKS, JUMPER)}
    with database.read(other.shop.id) as session:
        assert set(stored(session, other)) == {(JUMPER, SCARF), (SCARF, JUMPER)}


def test_nothing_is_lost_when_the_writing_half_fails(book):
    buy(book, 5, JUMPER, SCARF)
    before = set(lists(book))
    with pytest.raises(ZeroDivisionError), book.database.write(book.shop.id) as session:
        replace_lists(session, book.shop.id, (1 // 0 for _ in "x"), NOW)
    with book.database.read(book.shop.id) as session:
        assert set(stored(session, book)) == before


def test_a_shop_without_orders_learns_nothing(book):
    assert lists(book) == {}


def test_a_list_holds_twenty_and_equal_scores_go_by_id(book):
    buy(book, 5, *range(100, 130))
    learned = lists(book)
    assert [other for product, other in sorted(learned) if product == 100] == list(range(101, 121))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(1, 6), max_size=4), max_size=40))
def test_the_lists_are_those_of_counting_by_hand(database, bought):
    book = OrderBook(database)
    for products in bought:
        book.order(None, "2026-01-10", products=sorted(products))
    book.save()
    with database.read(book.shop.id) as session:
        blocks = learned_lists(session, book.shop.id, AS_OF)
    columns = [(b.product_id, b.other_id, b.count, b.score) for b in blocks]
    found = {(i, j): (c, s) for block in columns for i, j, c, s in zip(*(x.tolist() for x in block), strict=True)}
    alone = Counter(product for products in bought for product in products)
    both = Counter(frozenset(pair) for products in bought for pair in combinations(products, 2))
    assert found == {
        (i, j): (both[frozenset((i, j))], pytest.approx(both[frozenset((i, j))] / (alone[i] * alone[j] ** 0.2)))
        for i, j in permutations(range(1, 7), 2)
        if both[frozenset((i, j))] >= 5
    }


def test_a_suggestion_says_why_and_where(book):
    buy(book, 6, JUMPER, SCARF)
    buy(book, 6, HAT)
    (scarf,) = suggest(book, [JUMPER])
    assert (scarf.product_id, scarf.title, scarf.price) == (SCARF, "Product 2", "10.00")
    assert scarf.url == f"https://{book.shop.domain}/products/product-2"
    assert (scarf.because, scarf.because_id, scarf.count, scarf.lift) == ("Product 1", JUMPER, 6, 2.0)


def test_what_is_owned_or_excluded_is_not_suggested(book):
    buy(book, 5, JUMPER, SCARF, HAT, SOCKS)
    buy(book, 9)
    assert [one.product_id for one in suggest(book, [JUMPER, SCARF], {HAT})] == [SOCKS]


def test_a_pair_no_likelier_than_chance_is_not_suggested(book):
    buy(book, 10, JUMPER, SCARF)
    buy(book, 1, HAT)  # lift 1.1
    assert suggest(book, [JUMPER]) == ()
    buy(book, 1, HAT)  # lift 1.2
    assert [one.product_id for one in suggest(book, [JUMPER])] == [SCARF]


@pytest.mark.parametrize(
    "columns", [{"is_active": False}, {"in_stock": False}, {"gone_at": at("2026-01-20")}, {"handle": None}]
)
def test_only_what_can_be_bought_is_suggested(book, columns):
    book.product(BAG, **columns)
    buy(book, 5, JUMPER, SCARF, BAG)
    buy(book, 5, HAT)
    assert [one.product_id for one in suggest(book, [JUMPER])] == [SCARF]


def test_a_product_that_is_unknown_gives_no_reason(book):
    buy(book, 5, 99, SCARF)
    buy(book, 5, HAT)
    assert suggest(book, [99]) == ()


def test_what_fits_two_owned_products_goes_first_and_names_the_better_reason(book):
    buy(book, 6, JUMPER, SOCKS)
    buy(book, 6, JUMPER, HAT)
    buy(book, 5, SCARF, HAT)
    buy(book, 30)
    hat, socks = suggest(book, [JUMPER, SCARF])
    assert (hat.product_id, hat.because_id, hat.count) == (HAT, SCARF, 5)
    assert socks.product_id == SOCKS
    assert hat.score == pytest.approx(6 / (12 * 11**0.2) + 5 / (5 * 11**0.2))


def test_of_equal_reasons_the_newest_is_named(book):
    buy(book, 5, JUMPER, SCARF, HAT)
    buy(book, 5, SOCKS)
    (by_scarf,) = suggest(book, [SCARF, JUMPER])
    (by_jumper,) = suggest(book, [JUMPER, SCARF])
    assert (by_scarf.because_id, by_jumper.because_id) == (SCARF, JUMPER)


def test_twelve_at_most_and_each_customer_their_own(book):
    for product_id in range(100, 120):
        book.product(product_id)
    buy(book, 5, *range(100, 120))
    buy(book, 5, JUMPER, SCARF)
    lists(book)
    with book.database.read(book.shop.id) as session:
        found = suggestions(session, book.shop.domain, {1: ([100], ()), 2: ([SCARF], ()), 3: ([], ())})
    assert [one.product_id for one in found[1]] == list(range(101, 113))
    assert [one.product_id for one in found[2]] == [JUMPER]
    assert found[3] == ()
