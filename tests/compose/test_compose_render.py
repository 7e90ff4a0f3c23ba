"""Whole messages: bytes, headers, wording."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from composing import BASE, PURPOSES, SHOP, context
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.compose.headers import message_id_header
from plugin.compose.message import CodeFacts, ComposeError, Email, Links, Sms
from plugin.compose.render import compose
from plugin.compose.template import parse
from plugin.errors import TemplateError
from plugin.events import Channel, Purpose

FLOWS = list(PURPOSES)


def mail(flow: str = "thank_you", **changes: object) -> Email:
    made = compose(context(flow, **changes))
    assert isinstance(made, Email)
    return made


def text_message(flow: str, **changes: object) -> Sms:
    made = compose(context(flow, channel=Channel.SMS, **changes))
    assert isinstance(made, Sms)
    return made


def read(made: Email) -> EmailMessage:
    parsed = email.message_from_bytes(made.bytes, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def head(made: Email) -> list[str]:
    return made.bytes.split(b"\r\n\r\n", 1)[0].decode("ascii").split("\r\n")


@pytest.mark.parametrize("flow", FLOWS)
def test_the_bytes_are_a_message_of_text_and_html(flow):
    made = mail(flow)
    parsed = read(made)
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    plain, html = (part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts())
    assert plain.rstrip("\n") == made.text.rstrip("\n")
    assert html.rstrip("\n") == made.html.rstrip("\n")
    assert parsed["Subject"] == made.subject
    assert parsed["To"] == "john@example.com"
    assert parsed["From"] == "Blue Jumps <hello@bluejumps.example.com>"
    assert parsed["Reply-To"] == "help@bluejumps.example.com"
    assert parsed["Date"].datetime == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("flow", FLOWS)
def test_lines_are_short_and_end_in_crlf(flow):
    shop = replace(SHOP, name="Ж" * 60, sender_name="Ж" * 60)
    raw = mail(flow, first_name="Ж" * 40, shop=shop).bytes
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 76
    assert raw.isascii()


def test_the_same_message_has_the_same_bytes():
    assert mail().bytes == mail().bytes
    assert mail().bytes != mail(message_id="<other@bluejumps.example.com>").bytes


def test_a_message_id_is_a_keyed_hash():
    made = message_id_header(b"key", "shop", "m1", "example.com")
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.com>", made)
    others = {
        message_id_header(key, shop, m, "example.com") for key in (b"key", b"k2") for shop in "ab" for m in "cd"
    }
    assert len(others | {made}) == 9
    with pytest.raises(ComposeError):
        message_id_header(b"key", "shop", "m1", "a\r\nBcc: x")


def test_one_click_headers_signed():
    """Both headers stand once each, on one line, in the head that a DKIM signer covers; never in service mail."""
    for flow, purpose in PURPOSES.items():
        made = mail(flow)
        names = [line.split(":")[0] for line in head(made) if not line.startswith(" ")]
        wanted = 0 if purpose is Purpose.SERVICE else 1
        assert names.count("List-Unsubscribe") == names.count("List-Unsubscribe-Post") == wanted
        assert made.bytes.count(b"List-Unsubscribe-Post:") == wanted
        if wanted:
            assert f"List-Unsubscribe: <{BASE}/s/unsubscribe/u>" in head(made)
            assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head(made)
            assert f'href="{BASE}/s/unsubscribe/u"' in made.html
            assert f"Unsubscribe: {BASE}/s/unsubscribe/u" in made.text


def test_feedback_and_offers_need_an_unsubscribe_link_and_an_address():
    with pytest.raises(ComposeError, match="unsubscribe"):
        mail("vip_code", links=Links(shop=f"{BASE}/t/1"))
    with pytest.raises(ComposeError, match="postal"):
        mail("vip_code", shop=replace(SHOP, address=" "))
    with pytest.raises(ComposeError, match="https"):
        mail("vip_code", links=Links(shop=f"{BASE}/t/1", unsubscribe="http://encore.example.com/u"))


INJECTIONS = [
    "Ada\r\nBcc: evil@example.com",
    "Ada\nBcc: evil@example.com",
    "=?utf-8?q?Ada=0D=0ABcc=3A_evil=40example.com?=",
    "Ada\r\n\r\n<b>body</b>",
    "Ada\x0bBcc: evil@example.com",
    "Ada\u2028Bcc: evil@example.com",
    "Ada\x00",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_header_injection(name):
    made = mail(first_name=name)
    parsed = read(made)
    names = [header.lower() for header in parsed]
    assert "bcc" not in names
    assert all(names.count(header) == 1 for header in ("to", "subject", "from"))
    assert len(parsed["To"].addresses) == 1
    assert "\r" not in made.subject
    assert "\n" not in made.subject
    # What was typed is shown, a literal encoded word included.
    assert parsed["Subject"] == made.subject


@pytest.mark.parametrize("name", INJECTIONS[:2] + INJECTIONS[3:])
def test_a_sender_name_with_a_line_break_is_refused(name):
    with pytest.raises(ComposeError):
        mail(shop=replace(SHOP, sender_name=name))


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a",
        "",
        "a@b@example.com",
        "@example.com",
        "a..b@example.com",
        ".a@example.com",
        "a@-example.com",
        "a@example..com",
        "a@localhost",
        "a@" + ".".join(["b" * 60] * 4) + ".example.com",
        "ж@example.com",
    ],
)
def test_exactly_one_usable_recipient(address):
    with pytest.raises(ComposeError):
        mail(to=address)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("Jumps, Inc.", '"Jumps, Inc."'),
        ('The "Best"', '"The \\"Best\\""'),
        ("Café Ж", "=?utf-8?B?"),
        ("=?x?=", "=?utf-8?B?"),
    ],
)
def test_a_sender_name_survives_as_written(name, raw):
    made = mail(shop=replace(SHOP, sender_name=name))
    assert any(line.startswith(f"From: {raw}") for line in head(made))
    assert read(made)["From"].addresses[0].display_name == name


@pytest.mark.parametrize("address", ["a.b+c_d-e@example.com", "O'Neill@example.com", "1@sub.example.co.uk"])
def test_an_everyday_address_is_kept_as_written(address):
    assert read(mail(to=address))["To"].addresses[0].addr_spec == address


def test_an_international_domain_is_written_in_ascii():
    assert read(mail(to="john@bücher.example.com"))["To"] == "john@xn--bcher-kva.example.com"


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), st.none()))
def test_no_name_leaves_a_hole_or_markup(name):
    made = mail(first_name=name)
    parsed = read(made)
    assert parsed["Subject"].startswith("Thank you for your purchase")
    assert len(parsed["To"].addresses) == 1
    assert made.html.count("<") == mail().html.count("<")
    sms = text_message("thank_you", first_name=name)
    assert sms.text.startswith("Thank you for your purchase")
    assert "\n" not in sms.text


@pytest.mark.parametrize("name", [None, "", "   ", "\u200b"])
@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("step", [0, 1])
def test_without_a_name_there_is_no_hole(flow, step, name):
    made, sms = mail(flow, first_name=name, step=step), text_message(flow, first_name=name, step=step)
    for text in (made.subject, made.text, sms.text):
        assert not re.search(r"\bHi ?,|[ ,]{2},|None| [,!.?]|,[!?]", text)
        assert text[0].isupper() or text[0].isdigit()


def test_the_thank_you_texts_are_the_articles():
    rest = "Your item will be sent out shortly - hope to hear from you again soon"
    assert text_message("thank_you").text == f"Thank you for your purchase John! {rest}"
    assert text_message("thank_you").segments.count == 1
    assert text_message("thank_you", first_name=None).text == f"Thank you for your purchase! {rest}"


def test_the_vip_and_birthday_texts_say_all_that_counts():
    vip = text_message("vip_code")
    for wanted in ("20%", "VIPCUSTOMER-7K2F9QXM", "16 March", f"{BASE}/t/shop"):
        assert wanted in vip.text
    birthday = text_message("birthday", code=CodeFacts("BDAYJOHN-7K2F9QXM", 50, datetime(2026, 3, 3, tzinfo=UTC)))
    assert "50% off" in birthday.text
    assert "for today only with your birthday present code of BDAYJOHN-7K2F9QXM" in birthday.text
    assert vip.segments.count == birthday.segments.count == 2


@pytest.mark.parametrize("word", ["STOP", "Nonstop", "Reply STOP to opt out", "STOP to opt out"])
def test_no_name_takes_the_opt_out_away(word):
    for made in (text_message("vip_code", first_name=word), text_message("vip_code", shop=replace(SHOP, name=word))):
        assert made.text.endswith("/t/shop Reply STOP to opt out")


def test_an_opt_out_of_the_template_is_not_said_twice():
    template = parse("subject: x\nsms: Hello! Reply STOP to opt out\n---\nx")
    made = compose(context("vip_code", channel=Channel.SMS), template)
    assert made.text == "Hello! Reply STOP to opt out"


ADDRESSES = ["http://evil.example", "evil.com", "WWW.evil", "a@evil.com", "win at evil.com now", "[x](http://evil)"]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_name_that_is_an_address_is_left_out(flow, name):
    for made in (mail(flow, first_name=name), text_message(flow, first_name=name)):
        assert "evil" not in made.text.lower()
    assert "evil" not in mail(flow, first_name=name).html.lower()


@pytest.mark.parametrize("name", ["J.R.", "Dr. No", "Anne-Marie", "O'Neill", "Zoë", "李"])
def test_a_name_with_a_dot_or_mark_stays(name):
    assert f"Hi {name}," in mail("vip_code", first_name=name).text


@pytest.mark.parametrize("flow", FLOWS)
def test_an_opt_out_ends_every_text_but_service(flow):
    ends = text_message(flow).text.endswith(" Reply STOP to opt out")
    assert ends is (PURPOSES[flow] is not Purpose.SERVICE)


def test_the_end_of_a_code_is_said_in_local_words():
    code = CodeFacts("BDAYJOHN-7K2F9QXM", 50, datetime(2026, 3, 2, 13, tzinfo=UTC))  # midnight in Sydney
    made = mail("birthday", code=code, zone="Australia/Sydney", date=datetime(2026, 3, 1, 22, tzinfo=UTC))
    assert "Today only, until 23:59" in made.text
    assert "Valid until Monday 16 March, 23:59" in mail("vip_code").text
    assert "Valid until Montag, 16. März, 23:59" in mail("vip_code", locale="de").text
    assert "Valid until Monday, March 16, 11:59" in mail("vip_code", locale="xx-nowhere").text


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("step", [0, 1])
def test_every_mail_has_exactly_one_button(flow, step):
    assert mail(flow, step=step).html.count('class="button-link"') == 1


def test_a_thank_you_offers_nothing():
    made = mail("thank_you")
    for text in (made.text, made.html, text_message("thank_you").text):
        assert not re.search(
            r"VIPCUSTOMER|\bcode\b|\boff\b|discount|/t/shop|scarf", text.split("</style>")[-1].lower()
        )
    assert mail("thank_you", links=Links()).html.count('href="mailto:help@bluejumps.example.com"') == 1


def test_every_rating_is_asked_for_alike():
    for step in (0, 1):
        made = mail("review_request", step=step)
        assert "Good, bad or in between" in made.text
        assert made.text.count(f"{BASE}/s/review/r") == 1
        assert not re.search(r"\d% |discount|gift|happy|love[d ] it|5 stars", made.text)


def test_a_suggestion_says_why_and_a_bad_picture_is_left_out():
    made = mail("cross_sell")
    assert "Because you bought Fisherman jumper" in made.text
    item = replace(context("cross_sell").suggestions[0], image_url="javascript:alert(1)")
    assert "<img" not in mail("cross_sell", suggestions=(item,)).html
    with pytest.raises(ComposeError):
        mail("cross_sell", suggestions=(replace(item, url="javascript:alert(1)"),))


def test_a_merchants_own_template_still_gets_its_unsubscribe_link():
    made = compose(context("vip_code"), parse("subject: x\n---\n<p>Buy!</p>"))
    assert isinstance(made, Email)
    assert "&lt;p&gt;Buy!&lt;/p&gt;" in made.html
    assert f'href="{BASE}/s/unsubscribe/u"' in made.html
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in made.bytes


def test_a_dead_button_never_leaves():
    with pytest.raises(TemplateError, match="no usable address"):
        mail("review_request", links=Links(unsubscribe=f"{BASE}/s/unsubscribe/u"))


@pytest.mark.parametrize("flow", FLOWS)
def test_a_mail_is_small_enough_not_to_be_clipped(flow):
    assert len(mail(flow).html.encode()) < 40_000  # Gmail clips at 102 kB


@pytest.mark.parametrize(
    ("said", "shown"), [("delivery", ["on-time delivery"]), ("price", ["the price"]), ("design", []), (None, [])]
)
def test_what_matters_most_to_them_is_what_the_next_message_speaks_of(said, shown):
    text = mail("cross_sell", matters_most=said).text
    assert re.findall("on-time delivery|the price", text) == shown


def test_an_answer_keeps_its_lines_and_brings_neither_markup_nor_placeholders():
    made = mail("case_reply", answer="<b>Yes</b> {{ shop.name }}\n\n[x](https://evil.example) {button}")
    assert "<b>Yes</b> {{ shop.name }}\n\n[x](https://evil.example) {button}\n" in made.text
    assert "&lt;b&gt;Yes&lt;/b&gt; {{ shop.name }}<br><br>[x](https://evil.example) {button}</p>" in made.html


def test_a_long_answer_of_many_lines_goes_whole():
    said = "\n".join(f"line {number}" for number in range(600))
    assert said in mail("case_reply", answer=said).text
    assert "y" * 5_000 in mail("case_reply", answer="y" * 5_000).text
