"""What is refused before a shop's own text may be used, and on which line."""

from dataclasses import replace

import pytest
from composing import BASE, PURPOSES, context
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.compose import problems as p
from plugin.compose.addresses import addresses, could_exist
from plugin.compose.check import Case, _way_out, problems
from plugin.compose.languages import LANGUAGES
from plugin.compose.message import Email, Links, Sms
from plugin.compose.probe import Probe
from plugin.compose.render import compose
from plugin.compose.source import Source
from plugin.compose.template import shipped_source
from plugin.events import Channel

GOOD = Source(
    subject="Hello", body="Hi!\n\n{code}\n\n[Go]({{ links.shop }}){button}", sms="{{ code.text }} {{ links.shop }}"
)
NAMES = ["John", None, "<b>x</b>", "{{ 7 }}", 'O\'N "x"', "🎉" * 9, "مريم", "M" * 255]


def case(flow: str = "vip_code", who: str = "Ada", language: str = "en", **changes: object) -> Case:
    made = context(flow, lang=language, locale=language, **changes)
    if flow != "review_request":
        made = replace(made, links=replace(made.links, review=None))
    if flow not in {"vip_code", "birthday"}:
        made = replace(made, code=None)
    return Case(who, made, replace(made, channel=Channel.SMS))


def found(flow: str = "vip_code", cases: list[Case] | None = None, **fields: str) -> list[tuple[str, int, str]]:
    source = replace(GOOD, **fields)
    return [(one.field, one.line, one.says) for one in problems(source, "en", cases or [case(flow)])]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", PURPOSES)
@pytest.mark.parametrize("step", [0, 1])
def test_what_encore_ships_is_good_for_everybody(flow, step, language):
    people = [case(flow, str(name), language, first_name=name, step=step) for name in NAMES]
    told = problems(shipped_source(flow, language, step), language, people)
    assert [one.sentence for one in told] == []


@pytest.mark.parametrize(
    ("fields", "field", "line", "says"),
    [
        ({"body": "ok\n\n{% if %}{{ }"}, "body", 3, p.SYNTAX),
        ({"body": "ok {code}\n{% if step == 1 %}"}, "body", 2, p.SYNTAX),
        ({"subject": "Hi {{ custommer.first_name }}"}, "subject", 1, p.UNKNOWN_NEAR),
        ({"subject": "Hi {{ xyzzyx }}"}, "subject", 1, p.UNKNOWN),
        ({"body": "a\nHi {{ order.nam }}"}, "body", 2, p.UNKNOWN_NEAR),
        ({"sms": "{{ first_name | base64_decode }}"}, "sms", 1, p.SYNTAX),
        ({"body": "a\n\n[x](javascript:alert)"}, "body", 3, p.SYNTAX),
        ({"body": "a\n\nHere it is: {code}"}, "body", 3, p.ALONE),
        ({"body": "{code}\n\nsee {picture}"}, "body", 3, p.NO_PART),
        ({"body": "{code}\n\n[x](http://shop.example.com)"}, "body", 3, p.DEAD_LINK),
        ({"body": "{code}\n\n[x](https://localhost/a)"}, "body", 3, p.DEAD_LINK),
        ({"body": "{code}\n\nor https://shop.example/a or not"}, "body", 3, p.DEAD_LINK),
        ({"body": "{code}\n[x]()"}, "body", 2, p.DEAD_LINK),
        ({"body": "{code}\n\n[x]({{ first_name }})"}, "body", 3, p.LINK_VALUE),
        ({"sms": "{{ code.text }} http://a.example.com"}, "sms", 1, p.DEAD_LINK),
        ({"subject": " "}, "subject", 1, p.NO_SUBJECT),
        ({"body": ""}, "body", 1, p.NO_BODY),
        ({"sms": ""}, "sms", 1, p.NO_SMS),
        ({"body": "{code}\n\nYour order\n\n{{ links.order }} {{ order.items[9].title }}"}, "body", 5, p.BLANK),
        ({"body": f"{GOOD.body}\n\n[Two]({{{{ links.shop }}}}){{button}}"}, "body", 7, p.ONE_BUTTON),
        ({"body": "Hello\n\nthere"}, "body", 3, p.NO_CODE),
        ({"sms": "Hello there"}, "sms", 1, p.NO_CODE),
        ({"sms": "{{ code.text }}" + " many words" * 50}, "sms", 1, p.SEGMENTS),
        ({"body": "{code}\n\n" + "many words " * 2500 + "\n\n" + "{{ shop.name }} " * 40}, "body", 5, None),
        ({"body": "{code}\n\n{% for i in (1..900) %}\n*" + "x" * 99 + "*\n\n{% endfor %}"}, "body", 6, p.TOO_HEAVY),
        ({"body": "{code}\n\n{% for i in (1..9999) %}" + "x" * 100 + "{% endfor %}"}, "body", None, p.SYNTAX),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(fields, field, line, says):
    told = found(**fields)
    if says is None:
        assert told == []
        return
    assert told, "nothing was found"
    assert (told[0][0], told[0][2]) == (field, says)
    assert line is None or told[0][1] == line


def test_a_greeting_without_a_fallback_is_a_hole_for_those_without_a_name():
    both = [case(who="Ada"), case(who="Nobody", first_name=None)]
    (only,) = problems(replace(GOOD, body="{code}\n\nHi {{ first_name }},"), "en", both)
    assert (only.field, only.line, only.says) == ("body", 3, p.BLANK)
    assert only.sentence.startswith("For Nobody, {{ first_name }} is empty")
    for kept in ("{{ first_name | default: 'you' }}", "{% if first_name %}{{ first_name }}{% endif %}"):
        assert found(cases=both, body=f"{{code}}\n\nHi {kept},") == []


def test_a_review_request_needs_its_form():
    told = found("review_request", body="Hello\n\nthere", sms="Hello")
    assert told == [("sms", 1, p.NO_REVIEW), ("body", 3, p.NO_REVIEW)]


def test_a_message_that_would_leave_without_a_way_out_is_refused():
    one = case()
    mail, text = compose(one.email), compose(one.sms)
    assert isinstance(mail, Email)
    assert isinstance(text, Sms)
    assert list(_way_out(mail, text, one)) == []
    told = list(_way_out(replace(mail, html="<p>"), replace(text, text="Hello"), one))
    assert [(one.field, one.says) for one in told] == [("body", p.NO_OPT_OUT), ("sms", p.NO_OPT_OUT)]
    other = replace(one, email=replace(one.email, links=Links(unsubscribe=f"{BASE}/s/unsubscribe/another")))
    assert [one.field for one in _way_out(mail, text, other)] == ["body"]


@pytest.mark.parametrize(
    ("url", "can"),
    [
        ("https://shop.example.com/a?b=c", True), ("https://bücher.de/", True), ("https://a.co", True),
        ("https://shop.example.com/?n={{ first_name }}", True),
        ("mailto:help@shop.example.com?subject=Hi", True), ("tel:+44 20", False), ("tel:+442079460000", True),
        ("http://shop.example.com", False), ("https://shop", False), ("https://a.test", False),
        ("https://192.168.0.1/", False), ("https://-a.com", False), ("https://a..com", False),
        ("https://a_b.com", False), ("mailto:help", False), ("ftp://a.com", False), ("https://[::1", False),
        ("https://" + "a" * 64 + ".com", False), ("www.shop.com", False),
    ],
)  # fmt: skip
def test_an_address_could_exist_or_not(url, can):
    assert could_exist(url) is can


def test_links_are_found_with_their_lines_even_behind_long_placeholders():
    text = "a [b]({{ links.shop }})\n{% if\nfirst_name %}\n[c](https://x.example.com) and https://y.example.com.\n"
    told = [(one.line, one.url) for one in addresses(text)]
    assert told == [(1, "{{ links.shop }}"), (4, "https://x.example.com"), (4, "https://y.example.com")]


def test_a_blank_says_which_placeholder_and_where():
    probe = Probe("a {{ b }}\n{% if c %}{{ d }}{% endif %}\n{{ e.f }}")
    assert [(one.line, one.tag) for one in probe.blanks({"b": "x", "c": True, "d": " "})] == [
        (2, "{{ d }}"), (3, "{{ e.f }}"),
    ]  # fmt: skip
    assert probe.blanks({"b": "x", "c": False, "e": {"f": 0}}) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["subject", "body", "sms"]))
def test_whatever_is_typed_is_answered_and_never_crashes(typed, field):
    for one in problems(replace(GOOD, **{field: typed}), "en", [case()]):
        assert one.line >= 1
        assert one.sentence


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.none(), st.text(max_size=300)))
def test_a_good_text_is_good_for_every_name(name):
    assert problems(shipped_source("vip_code", "en", 0), "en", [case(first_name=name)]) == ()


def test_a_text_for_answers_without_the_answer_is_refused():
    told = found("case_reply", body="Hello\n\nthere", sms="Hello")
    assert told == [("body", 3, p.NO_ANSWER)]
    assert found("case_reply", body="Hello\n\n{answer}", sms="Hello") == []
