"""The scenes about asking for a review: it comes, it works, it waits, it is dropped."""

from __future__ import annotations

from sqlalchemy import select

from plugin.demo.cast import ISLE_CARDIGAN, ISLE_JUMPER, PRIYA, TOM
from plugin.demo.play import Play, clock_of, need
from plugin.model.review import Review

_WORDS = "Warm as toast, and it survived the dog."


def cancelled(play: Play) -> str:
    """Also sends John's and Priya's parcels, so that they can arrive on Friday. Tom's is
    called back before the carrier has it, and his order cancelled."""
    play.at("2026-03-03 12:00")
    bought = play.sell(play.person(TOM), ISLE_JUMPER, ISLE_CARDIGAN)
    play.orders["priya"] = play.sell(play.person(PRIYA), ISLE_JUMPER, ISLE_CARDIGAN)
    play.happens("fulfil", bought, play.orders["john"], play.orders["priya"])
    (planned,) = play.told("review_request", bought)
    need(planned.state == "planned", f"a request is planned once the parcel is on its way, not {planned.state}")
    play.happens("recall", bought)
    play.happens("cancel", bought)
    (dropped,) = play.told("review_request", bought)
    need(dropped.state == "cancelled", f"the request is cancelled, not {dropped.state}")
    told = play.why(dropped)
    need("cancelled" in told, f"explain says why: {told}")
    return f'Tom cancelled: his review request is dropped ("{dropped.why}")'


def refunded(play: Play) -> str:
    play.at("2026-03-06 12:00")
    play.happens("deliver", play.orders["john"], play.orders["priya"])
    play.at("2026-03-09 10:00")
    play.happens("refund", play.orders["priya"])
    (waiting,) = play.told("review_request", play.orders["priya"])
    need(waiting.state == "held", f"the request waits, and is not {waiting.state}")
    told = play.why(waiting)
    need("refunded after delivery, so the request waits" in told, f"explain says why: {told}")
    return f'Priya got money back after delivery: her review request waits ("{waiting.why}")'


def reviewed(play: Play) -> str:
    play.at("2026-03-13 12:30")
    bought = play.orders["john"]
    mail = play.arrived("review_request", bought, "email")
    address = play.follow(mail, "/s/review/")
    need("stars-" in play.get(address), "the link opens a form with stars")
    line = bought.lines[0]["id"]
    thanks = play.post(address, {f"stars-{line}": "5", f"text-{line}": _WORDS})
    play.settle()
    shop = play.world.shop
    with play.world.encore.database.read(shop.id) as session:
        row = session.scalars(
            select(Review).where(Review.shop_id == shop.id, Review.order_id == bought.id)
        ).one_or_none()
    need(row is not None and row.stars == 5, "the review is in the database")
    assert row is not None
    need(shop.keys.open("review.text", row.id, row.text) == _WORDS, "with his words")
    need(_WORDS in thanks, "the page shows what was written")
    return f"review request to John, {mail.when}, seven days after delivery; his five stars are stored"


def late_review(play: Play) -> str:
    mail = play.arrived("review_request", play.orders["priya"], "email")
    need(mail.when.startswith("Wed 8 Apr 2026"), f"30 days after the refund, not {mail.when}")
    return f"Priya is asked all the same, {mail.when} ({clock_of(mail)} where she lives)"
