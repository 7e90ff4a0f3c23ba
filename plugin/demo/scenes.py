"""The scenes, in the order in which they happen. Each plays its part and says what arrived, or raises Missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from plugin.demo.birthdays import two_johns
from plugin.demo.cast import BEANIE, GUEST, ISLE_CARDIGAN, ISLE_JUMPER, JANE, JOHN, JUMPER, NAMELESS, SOCKS
from plugin.demo.play import Play, clock_of, need
from plugin.demo.reviews import cancelled, late_review, refunded, reviewed

Scene = Callable[[Play], str]
_MINUTE = timedelta(seconds=60)


def thanked(play: Play) -> str:
    play.at("2026-03-02 10:00")
    bought = play.orders["john"] = play.sell(play.person(JOHN), JUMPER, twice=True)
    text, mail = play.arrived("thank_you", bought, "sms"), play.arrived("thank_you", bought, "email")
    need(text.at - bought.at <= _MINUTE and mail.at - bought.at <= _MINUTE, "both arrive within 60 s")
    need((text.text or "").startswith("Thank you for your purchase John!"), f"it is for John: {text.text!r}")
    need(text.segments == 1, f"it is one segment, not {text.segments}")
    return f'one text to John, {clock_of(text)}, and one e-mail, each webhook twice: "{text.text}" (1 segment)'


def thanked_in_the_morning(play: Play) -> str:
    play.at("2026-03-02 23:00")
    bought = play.sell(play.person(JANE), ISLE_JUMPER, ISLE_CARDIGAN)
    play.arrived("thank_you", bought, "email")
    (text,) = play.told("thank_you", bought, "sms")
    need(text.state == "held", f"the text of 23:00 is held, not {text.state}")
    waits = text.why
    play.at("2026-03-03 08:01")
    text = play.arrived("thank_you", bought, "sms")
    need(clock_of(text) == "08:00", f"it goes at 08:00, not {clock_of(text)}")
    return f'Jane paid at 23:00: e-mail at once, the text at {clock_of(text)} next morning ("{waits}")'


def thanked_without_a_name(play: Play) -> str:
    play.at("2026-03-03 11:00")
    bought, as_guest = play.sell(play.person(NAMELESS), SOCKS), play.sell(GUEST, SOCKS)
    text = play.arrived("thank_you", bought, "sms")
    mails = play.arrived("thank_you", bought, "email"), play.arrived("thank_you", as_guest, "email")
    need((text.text or "").startswith("Thank you for your purchase!"), f"it needs no name: {text.text!r}")
    said = [text.text, *(part for mail in mails for part in (mail.subject, mail.text))]
    need(not any("Hi ," in (part or "") for part in said), "nobody is greeted with an empty name")
    return f'without a name: text "{(text.text or "")[:28]}"; e-mail, also to a guest, "{mails[1].subject}"'


def suggested(play: Play) -> str:
    play.at("2026-03-20 12:30")
    mail = play.arrived("cross_sell", play.orders["john"], "email")
    need(BEANIE in (mail.text or "") or SOCKS in (mail.text or ""), "what goes with his jumper is suggested")
    need(JUMPER in (mail.text or ""), "the reason names what he has")
    reason = next(line.strip() for line in (mail.text or "").splitlines() if JUMPER in line)
    return f'cross-sell to John, {mail.when}, with its reason "{reason}"'


def vip(play: Play) -> str:
    play.at("2026-03-23 10:25")
    john, jane = play.person(JOHN), play.person(JANE)
    text = play.arrived("vip_code", play.orders["john"])
    code = text.code or "-"
    need(text.channel == "sms", "it is a text")
    need(code.startswith("VIPCUSTOMER-") and len(code) == 20, f"a code of its own: {code}")
    need(code in (text.text or ""), "the text names the code")
    refused = play.refusal(code, jane)
    need(refused is not None, "Jane cannot use it")
    need(play.refusal(code, john) is None, "John can use it")
    return f'three weeks later, {text.when}: {code} to John; the checkout takes it for him; Jane: "{refused}"'


def thanked_again(play: Play) -> str:
    play.at("2026-03-26 12:00")
    john = play.person(JOHN)
    code = play.arrived("vip_code", play.orders["john"]).code
    bought = play.orders["john again"] = play.sell(john, SOCKS, code=code)
    text = play.arrived("thank_you", bought, "sms")
    again = play.refusal(code, john)
    need(again is not None, "John cannot use it twice")
    play.happens("fulfil", bought)
    play.at("2026-03-28 12:00")
    play.happens("deliver", bought)
    play.at("2026-04-17 12:30")
    codes = [one for step in (0, 1) for one in play.told("vip_code", bought, step=step)]
    need(not any(one.has_arrived or one.code for one in codes), "no second VIP code comes")
    said = (text.text or "")[:33]
    return f'John bought with it, once (again: "{again}"): "{said}", and no second VIP code in 22 days'


SCENES: tuple[tuple[str, Scene], ...] = (
    ("4.1", thanked),
    ("4.1 night", thanked_in_the_morning),
    ("4.2", thanked_without_a_name),
    ("cancel", cancelled),
    ("refund", refunded),
    ("review", reviewed),
    ("cross-sell", suggested),
    ("4.4", vip),
    ("4.6", thanked_again),
    ("refund +30", late_review),
    ("4.9", two_johns),
)
