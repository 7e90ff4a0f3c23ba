"""Hostile words that reach a letter, and birthdays and hours that are hard to tell."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest
from facts_world import World
from hostile_cases import ADA, ORDER_ID, ada, corpus, order
from own_history import text

DAY = timedelta(days=1)
_VALUES = {
    "header_crlf_bcc": "Ada\r\nBcc: evil@example.com",
    "header_encoded_word": "=?utf-8?q?Ada=0D=0ABcc=3A_evil=40example.com?=",
    "html_script_name": "<script>alert(1)</script>",
    "html_img_onerror_name": "<img src=x onerror=alert(1)>",
    "html_json_break_name": "</script><script>alert(1)//",
    "template_liquid_math": "{{ 7 | times: 7 }}",
    "template_liquid_obj": "{{ shop.access_token }}",
    "template_liquid_open": "{{",
    "template_jinja_math": "{{ 7*7 }}",
    "template_format_attr": "{0.__class__.__init__.__globals__}",
    "sql_quote": "Robert'); DROP TABLE customers;--",
    "log_newline": "Ada\n2026-11-20 ERROR root password=hunter2",
    "name_blank": "   ",
    "name_missing": None,
    "name_10kB": "A" * 10_000,
    "name_rlo": "\u202egnp.exe",
    "name_html_entity": "Tom & Jerry\u2019s",
    "csv_eq": "=1+1",
}
_SHARED = {
    case["name"]: case["record"]["value"]
    for case in corpus("text")
    if case["record"]["field"] == "customer.first_name"
}


@pytest.mark.parametrize("name", [*_VALUES, *(f"shared_{name}" for name in _SHARED)])
def test_a_hostile_first_name_in_every_letter(database, name: str) -> None:
    value = _VALUES[name] if name in _VALUES else _SHARED[name.removeprefix("shared_")]
    world = World(database)
    world.tell("orders/create", order(customer=ada(first_name=value)))
    world.tell("orders/updated", order(customer=ada(first_name=value), updated_at="2026-11-20T12:00:00-05:00"))
    world.after(timedelta(hours=12))
    (letter,), (short,) = world.email.letters, world.sms.letters
    _is_one_clean_letter(letter)
    assert "\r" not in short.payload.decode()


@pytest.mark.parametrize("title", ["Kettle\r\nContent-Type: text/html\r\n\r\n<b>x</b>", "<script>alert(1)</script>"])
def test_a_hostile_product_title_in_a_letter(database, title: str) -> None:
    world = World(database)
    world.tell("orders/create", order(line_items=[{**order()["line_items"][0], "title": title}]))
    world.work()
    (letter,) = world.email.letters
    _is_one_clean_letter(letter)


def test_a_customer_without_a_name_is_greeted_without_one(database) -> None:
    world = World(database)
    for n, value in enumerate((None, "   ", "")):
        who = ada(id=ADA["id"] + n, first_name=value, last_name=None, email=f"a{n}@example.com")
        world.tell("orders/create", order(id=ORDER_ID + n, customer=who, email=who["email"]))
    world.work()
    assert len(world.email.letters) == 3
    for letter in world.email.letters:
        read = _body(letter, "plain")
        assert "None" not in read
        assert "Hi ," not in read
        assert "  ," not in read


def _is_one_clean_letter(letter) -> None:
    read = email.message_from_bytes(letter.payload, policy=email.policy.default)
    assert letter.to == "ada@example.com"
    assert "\n" not in letter.to
    assert read["Bcc"] is None
    for one in ("To", "Subject", "From", "Content-Type"):
        assert len(read.get_all(one)) == 1
        assert not any(ord(sign) < 32 for sign in str(read[one]))
    assert read["To"].addresses[0].addr_spec == "ada@example.com"
    assert len(read["To"].addresses) == 1
    html, plain = _body(letter, "html"), _body(letter, "plain")
    assert "<script" not in html.casefold()
    assert "onerror=alert(1)>" not in html
    assert "Thank you, 49" not in plain
    assert "Hi 49" not in plain
    assert "\u202e" not in plain


def _body(letter, kind: str) -> str:
    read = email.message_from_bytes(letter.payload, policy=email.policy.default)
    part = read.get_body((kind,))
    return part.get_content() if part is not None else ""


# --- birthdays and hours ---------------------------------------------------------------------------


def _born(world: World, value: str, at: datetime) -> None:
    field = {
        "namespace": "facts", "key": "birth_date", "value": value, "type": "date", "created_at": text(at),
        "updated_at": text(at),
    }  # fmt: skip
    place = {"country_code": "US", "province_code": "NY", "city": "New York", "zip": "10001"}
    body = {"created_at": text(at), "updated_at": text(at), "default_address": place, "metafields": [field]}
    world.tell("customers/update", {**ada(), **body})


def _greeted(world: World) -> list[str]:
    return [row["about"].partition("@")[2] for row in world.ledger(flow="birthday", state="accepted")]


def _customer_world(database, now: datetime) -> World:
    world = World(database, now=now)
    at = text(now)
    world.tell("orders/create", order(created_at=at, updated_at=at, processed_at=at))
    return world


@pytest.mark.parametrize(
    ("value", "begins", "days"),
    [
        ("2004-02-29", datetime(2027, 1, 20, tzinfo=UTC), ["2027-02-28"]),
        ("2004-02-29", datetime(2028, 1, 20, tzinfo=UTC), ["2028-02-29"]),
        ("1990-05-17", datetime(2027, 4, 20, tzinfo=UTC), ["2027-05-17"]),
        ("1990-05-17T00:00:00-10:00", datetime(2027, 4, 20, tzinfo=UTC), ["2027-05-17"]),
    ],
)
def test_a_birthday_is_kept_on_its_day_and_once(database, value: str, begins: datetime, days: list[str]) -> None:
    world = _customer_world(database, begins)
    _born(world, value, begins)
    world.after(60 * DAY)
    assert _greeted(world) == days


def test_a_birthday_in_a_format_that_can_be_misread_never_swaps_day_and_month(database) -> None:
    begins = datetime(2027, 3, 20, tzinfo=UTC)
    world = _customer_world(database, begins)
    _born(world, "05/06/1990", begins)
    world.after(100 * DAY)
    assert set(_greeted(world)) <= {"2027-05-06"}


def test_moving_the_birthday_brings_no_second_code_within_a_year(database) -> None:
    begins = datetime(2027, 1, 2, tzinfo=UTC)
    world = _customer_world(database, begins)
    for _ in range(7):
        _born(world, f"1990-{world.clock.now() + 20 * DAY:%m-%d}", world.clock.now())
        world.after(30 * DAY)
    assert len(_greeted(world)) == 1


def test_a_text_waits_for_the_morning_where_its_reader_is(database) -> None:
    """Ten at night in New York is the next morning in Tokyo; ten in the morning there is midnight in Tokyo."""
    world = World(database)
    address = {"country_code": "JP", "province_code": "JP-13", "city": "Tokyo", "zip": "100-0001"}
    world.tell("orders/create", order(shipping_address=address))
    world.work()
    assert world.sms.letters == []
    world.after(DAY)
    (sent,) = world.sms.recorded
    assert sent.at == datetime(2026, 11, 20, 23, tzinfo=UTC)  # eight in the morning in Tokyo
