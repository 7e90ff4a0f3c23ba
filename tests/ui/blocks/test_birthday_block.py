from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.model.customer import Customer
from plugin.model.inbox import InboxItem
from plugin.model.message import Message

PLACE = "/ext/birthday"
UNKNOWN = {"month": None, "day": None, "present_on": None}


def tell(blocks, who, month, day):
    answer = blocks.ask(PLACE, as_=who.id, json={"month": month, "day": day})
    blocks.world.inline.wake("inbox")
    return answer


def take_back(blocks, who):
    answer = blocks.ask(PLACE, as_=who.id, method="DELETE")
    blocks.world.inline.wake("inbox")
    return answer


def buyer(blocks, **more):
    ada = blocks.world.customer("Ada", **more)
    blocks.world.order("jumper", by=ada)
    return ada


def test_a_birthday_is_told_and_the_day_of_the_present_is_said(blocks):
    ada = buyer(blocks)
    assert blocks.ask(PLACE, as_=ada.id).json == UNKNOWN
    answer = tell(blocks, ada, 5, 17)
    assert answer.json == {"month": 5, "day": 17, "present_on": "2026-05-17"}
    assert blocks.ask(PLACE, as_=ada.id).json == answer.json


def test_the_present_comes_on_the_day_that_was_said(blocks):
    ada = buyer(blocks)
    said = tell(blocks, ada, 3, 2).json["present_on"]
    blocks.world.spin(days=40)
    (message,) = blocks.world.outbox(flow="birthday")
    assert (message.state, message.about) == ("accepted", f"customer:{ada.id}@{said}")


def test_a_birthday_within_two_weeks_is_celebrated_next_year(blocks):
    assert tell(blocks, buyer(blocks), 2, 10).json["present_on"] == "2027-02-10"


def test_no_present_is_promised_to_who_may_not_be_written_to(blocks):
    assert tell(blocks, buyer(blocks, consent="unsubscribed"), 5, 17).json["present_on"] is None


def test_no_present_is_promised_while_the_flow_is_off(blocks):
    ada = buyer(blocks)
    blocks.world.encore.shops.change(blocks.world.shop.id, flows_on_since={})
    assert tell(blocks, ada, 5, 17).json["present_on"] is None


def test_no_present_is_promised_to_who_never_bought(blocks):
    assert tell(blocks, blocks.world.customer("Ada"), 5, 17).json["present_on"] is None


def test_a_second_birthday_within_a_year_promises_no_second_present(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 3, 2)
    blocks.world.spin(days=40)
    assert tell(blocks, ada, 6, 1).json["present_on"] == "2027-06-01"


def test_the_last_of_february_is_kept_on_the_28th(blocks):
    answer = tell(blocks, buyer(blocks), 2, 29).json
    assert (answer["month"], answer["day"], answer["present_on"]) == (2, 29, "2026-02-28")


@pytest.mark.parametrize(
    "body", [None, [], {}, {"month": 2, "day": 30}, {"month": "5", "day": 17}, {"month": 5, "day": True},
             {"month": 13, "day": 1}, {"month": 0, "day": 1}, {"month": 5, "day": 10**12}],
)  # fmt: skip
def test_what_is_no_day_is_refused(blocks, body):
    ada = buyer(blocks)
    answer = blocks.ask(PLACE, as_=ada.id, json=body)
    assert (answer.status_code, answer.json) == (422, {"error": "no_such_day"})
    assert blocks.ask(PLACE, as_=ada.id).json == UNKNOWN


def test_nobody_tells_the_birthday_of_somebody_else(blocks):
    ada, eve = buyer(blocks), buyer(blocks)
    blocks.ask(PLACE, as_=eve.id, json={"month": 5, "day": 17, "customer_id": ada.id, "sub": str(ada.id)})
    blocks.world.inline.wake("inbox")
    assert blocks.ask(PLACE, as_=ada.id).json == UNKNOWN
    assert blocks.ask(PLACE, as_=eve.id).json["month"] == 5


def test_a_customer_of_one_shop_is_nobody_in_another(blocks):
    ada = buyer(blocks)
    body = {"month": 5, "day": 17}
    other = blocks.world.other
    assert blocks.ask(PLACE, as_=ada.id, shop=other).status_code == 404
    assert blocks.ask(PLACE, as_=ada.id, shop=other, json=body).status_code == 404
    assert blocks.world.seen_by_other() == {}


def test_without_a_sign_in_there_is_nothing_to_see_or_tell(blocks):
    assert blocks.ask(PLACE).status_code == 401
    assert blocks.ask(PLACE, json={"month": 5, "day": 17}).status_code == 401


def test_whoever_keeps_changing_it_has_to_wait(blocks):
    ada = buyer(blocks)
    for day in range(1, 6):
        assert tell(blocks, ada, 5, day).status_code == 200
    assert tell(blocks, ada, 5, 6).status_code == 429
    assert blocks.ask(PLACE, as_=ada.id).json["day"] == 5


def test_a_shop_without_a_birthday_takes_nothing_away_from_what_they_told(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 5, 17)
    blocks.world.spin(hours=1)
    blocks.world.webhook("customers/update", {**ada.body(blocks.world.clock.now()), "metafields": []})
    assert blocks.ask(PLACE, as_=ada.id).json["month"] == 5


def _from_shop(blocks, ada, day, at):
    field = {"namespace": "facts", "key": "birth_date", "value": day, "updated_at": at.isoformat()}
    blocks.world.webhook("customers/update", {**ada.body(blocks.world.clock.now()), "metafields": [field]})


def test_the_later_of_two_birthdays_counts(blocks):
    ada = buyer(blocks)
    before = blocks.world.clock.now()
    blocks.world.spin(hours=1)
    tell(blocks, ada, 5, 17)
    blocks.world.spin(hours=1)
    _from_shop(blocks, ada, "1990-08-08", before)
    assert blocks.ask(PLACE, as_=ada.id).json["month"] == 5
    _from_shop(blocks, ada, "1990-09-09", blocks.world.clock.now())
    assert blocks.ask(PLACE, as_=ada.id).json["month"] == 9


def test_news_that_overtook_what_they_told_still_counts(blocks):
    """The shop's birthday is of an hour later than what waited in the inbox."""
    ada = buyer(blocks)
    _from_shop(blocks, ada, "1990-09-09", blocks.world.clock.now() + timedelta(hours=1))
    tell(blocks, ada, 5, 17)
    assert blocks.ask(PLACE, as_=ada.id).json["month"] == 9


def test_it_is_kept_without_a_year_and_sealed(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 5, 17)
    with blocks.world.database.read(blocks.world.shop.id) as session:
        row = session.scalars(select(Customer).where(Customer.shop_id == blocks.world.shop.id)).one()
    assert blocks.world.shop.keys.open("customer.birthday", ada.id, row.birthday) == "05-17"
    assert row.birthday_told_at == row.birthday_known_at


def test_a_message_that_tells_nothing_new_changes_no_message(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 5, 17)
    tell(blocks, ada, 5, 17)
    with blocks.world.database.read(blocks.world.shop.id) as session:
        birthdays = select(Message.id).where(Message.shop_id == blocks.world.shop.id, Message.flow == "birthday")
        assert session.scalars(birthdays).all() == []


def test_a_birthday_that_is_taken_back_is_known_no_longer(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 5, 17)
    assert take_back(blocks, ada).json == UNKNOWN
    assert blocks.ask(PLACE, as_=ada.id).json == UNKNOWN
    _from_shop(blocks, ada, "1990-08-08", blocks.world.clock.now() - timedelta(hours=1))
    assert blocks.ask(PLACE, as_=ada.id).json == UNKNOWN


def test_the_present_of_a_birthday_that_was_taken_back_does_not_come(blocks):
    ada = buyer(blocks)
    tell(blocks, ada, 3, 2)
    blocks.world.spin(to="2026-03-01 12:00")
    take_back(blocks, ada)
    blocks.world.spin(days=5)
    assert [one.state for one in blocks.world.outbox(flow="birthday")] in ([], ["suppressed"], ["cancelled"])


def test_taking_back_what_nobody_knows_takes_no_trouble(blocks):
    ada = buyer(blocks)
    for _ in range(20):
        assert blocks.ask(PLACE, as_=ada.id, method="DELETE").json == UNKNOWN
    with blocks.world.database.read(blocks.world.shop.id) as session:
        said = select(InboxItem.id).where(
            InboxItem.shop_id == blocks.world.shop.id, InboxItem.topic == "shopper/no_birthday"
        )
        assert session.scalars(said).all() == []


def test_nobody_takes_back_the_birthday_of_somebody_else(blocks):
    ada, eve = buyer(blocks), buyer(blocks)
    tell(blocks, ada, 5, 17)
    blocks.ask(PLACE, as_=eve.id, method="DELETE", query_string={"customer_id": ada.id})
    assert blocks.ask(PLACE, method="DELETE").status_code == 401
    blocks.world.inline.wake("inbox")
    assert blocks.ask(PLACE, as_=ada.id).json["month"] == 5
