"""What providers and shoppers tell about a message: receipts, replies, clicks, withdrawals, reviews."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import delete, select, update

from plugin import ledger
from plugin.cases import open_case
from plugin.events import (
    Channel,
    ConsentSeen,
    ConsentState,
    LinkClicked,
    MessageReported,
    ProblemTold,
    ReviewWritten,
    SurveyAnswered,
    TextReceived,
    Unsubscribed,
)
from plugin.flow_triggers import review_written
from plugin.model.case import Cause
from plugin.model.customer import Customer, Suppression
from plugin.model.message import Message, MessageEvent, State
from plugin.model.order import OrderLine
from plugin.model.review import Review, ReviewState
from plugin.places import normal_phone
from plugin.projection.consent import project_consent, suppress
from plugin.projection.work import Work
from plugin.published import rating_changed
from plugin.surveys import take_answer

_FATAL = {"bounced": "bounced", "complained": "complained", "opted_out": "opted_out"}
_GRAVITY = ("delivered", "failed", "blocked", "clicked", "bounced", "opted_out", "complained")
_STOP = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "revoke",
        "arret",
        "arreter",
        "parar",
        "baja",
        "cancelar",
        "alto",
        "stopp",
        "ende",
        "abmelden",
        "afmelden",
        "cancella",
    ]
)
_START = frozenset(["start", "unstop", "yes", "oui", "si", "ja"])


def project_report(work: Work, event: MessageReported) -> None:
    """A provider's receipt, by the key we issued; a key we never issued is nobody's."""
    message = _message(work, event.key.rpartition(".")[2])
    if message is None:
        return
    _note(work, message, event.provider, event.provider_event_id, event.kind, event.at, event.detail)
    _arrived(work, message)
    if event.kind in _FATAL and message.to_hash:
        suppress(work, message.to_hash, Channel(message.channel), _FATAL[event.kind])
    if event.kind == "opted_out":
        _withdraw(work, message, Channel(message.channel), f"receipt/{event.provider}")


def project_text(work: Work, event: TextReceived) -> None:
    """STOP and its kin end all texts of this shop; START begins them again."""
    word = _word(event.text)
    if word not in _STOP | _START:
        return
    number = normal_phone(event.sender, None)
    if number is None:
        return
    state = ConsentState.UNSUBSCRIBED if word in _STOP else ConsentState.SUBSCRIBED
    hashed = work.keys.lookup("phone", number)
    owners = work.session.scalars(
        select(Customer.id).where(Customer.shop_id == work.shop.id, Customer.phone_hash == hashed)
    ).all()
    speakers: list[int | None] = [*owners] if owners else [None]
    for owner in speakers:
        said = ConsentSeen(owner, Channel.SMS, state, "single_opt_in", event.at, number, "reply", event.text[:160])
        project_consent(work, said)
    if word in _START:
        _lift_opt_out(work, hashed)


def _word(text: str) -> str:
    """The first line as one word without case, accents or punctuation: "Arrêt !" is "arret"."""
    plain = unicodedata.normalize("NFKD", text.strip().split("\n")[0]).casefold()
    return re.sub(r"[^a-z]", "", plain)


def _lift_opt_out(work: Work, hashed: str) -> None:
    """A provider's "opted out" ends with the same person's START; a bounce or a complaint does not."""
    work.session.execute(
        delete(Suppression).where(
            Suppression.shop_id == work.shop.id, Suppression.address_hash == hashed,
            Suppression.channel == Channel.SMS.value, Suppression.reason == "opted_out",
        )
    )  # fmt: skip


def project_click(work: Work, event: LinkClicked) -> None:
    message = _message(work, event.message_id)
    if message is not None:
        at = event.at.replace(second=0, microsecond=0)
        _note(work, message, "click", f"{event.message_id}.{event.link}@{at.isoformat()}", "clicked", event.at, None)
        _arrived(work, message)


def project_unsubscribe(work: Work, event: Unsubscribed) -> None:
    message = _message(work, event.message_id)
    if message is None:
        return
    _arrived(work, message)
    if event.resubscribed:
        _say(work, message, event.channel, ConsentState.SUBSCRIBED, event.at)
    else:
        left = f"{event.message_id}.left.{event.channel}@{event.at.isoformat()}"
        _note(work, message, "link", left, "unsubscribed", event.at, None)
        _say(work, message, event.channel, ConsentState.UNSUBSCRIBED, event.at)


def project_review(work: Work, event: ReviewWritten) -> None:
    """One review per order line; writing again edits it. Lines of another order are nobody's to review."""
    message = _message(work, event.message_id)
    kind, _, order = (message.about if message is not None else "").partition(":")
    if message is None or kind != "order":
        return
    _arrived(work, message)
    lines = {
        line.id: line.product_id
        for line in work.session.execute(
            select(OrderLine.id, OrderLine.product_id).where(
                OrderLine.shop_id == work.shop.id, OrderLine.order_id == int(order)
            )
        )
    }
    for line_id, stars, title, text in event.items:
        if lines.get(line_id) is not None:
            _write_review(work, message, int(order), line_id, lines[line_id], stars, title, text, event)


def project_problem(work: Work, event: ProblemTold) -> None:
    """A person sees to it; what was bought is the order that the message was about."""
    message = _message(work, event.message_id)
    if message is None:
        return
    _arrived(work, message)
    kind, _, order = message.about.partition(":")
    open_case(
        work, customer_id=message.customer_id, order_id=int(order) if kind == "order" else None,
        cause=Cause.PROBLEM_TOLD, text=event.text, at=event.at, message_id=message.id,
        once=f"problem.{message.id}.{event.at.isoformat()}",
    )  # fmt: skip


def project_answer(work: Work, event: SurveyAnswered) -> None:
    message = _message(work, event.message_id)
    if message is not None:
        _arrived(work, message)
        take_answer(work, event, message)


def _write_review(
    work: Work, message: Any, order_id: int, line_id: int, product_id: int, stars: int, title: str, text: str,
    event: ReviewWritten,
) -> None:  # fmt: skip
    """An edited review waits like a new one, whatever became of it before."""
    id = work.keys.name("review", f"{order_id}.{line_id}", 12).hex()
    said = {
        "stars": stars, "title": work.keys.seal("review.title", id, title or None),
        "text": work.keys.seal("review.text", id, text or None),
        "name": work.keys.seal("review.name", id, event.name or None),
        "state": ReviewState.WAITING.value, "hidden_for": None,
    }  # fmt: skip
    mine = (Review.shop_id == work.shop.id, Review.id == id)
    before = work.session.scalar(select(Review.state).where(*mine))
    if before is None:
        fixed = {
            "order_id": order_id, "line_id": line_id, "product_id": product_id, "customer_id": message.customer_id,
            "message_id": message.id, "is_verified": True, "written_at": event.at,
        }  # fmt: skip
        work.insert_new(Review, [{"shop_id": work.shop.id, "id": id, **fixed, **said}])
        review_written(
            work.session, work.shop, id, event.at, customer_id=message.customer_id, order_id=order_id,
            product_id=product_id, stars=stars,
        )  # fmt: skip
        return
    work.session.execute(update(Review).where(*mine).values(**said, edited_at=event.at))
    if before == ReviewState.PUBLISHED:
        rating_changed(work.session, work.shop.id, [product_id], work.now)


def _message(work: Work, id: str) -> Any | None:
    return work.session.execute(
        select(
            Message.id, Message.version, Message.chain, Message.state, Message.channel, Message.customer_id,
            Message.about, Message.to_hash, Message.outcome, Message.sent_at,
        ).where(Message.shop_id == work.shop.id, Message.id == id)
    ).one_or_none()  # fmt: skip


def _arrived(work: Work, message: Any) -> None:
    """Whoever answers with our key has the message, so a provider took it: the evidence that an unclear
    hand-over waits for (trust: message life, 6)."""
    state = State(message.state)
    if state in {State.SENDING, State.UNKNOWN}:
        columns = {"wake_at": None, "accepted_at": message.sent_at}
        move = ledger.Move(message.id, message.version, message.chain, state, State.ACCEPTED, None, columns)
        ledger.move(work.session, work.shop, [move], work.now)


def _note(work: Work, message: Any, provider: str, event_id: str, kind: str, at: Any, detail: str | None) -> None:
    row = {
        "provider": provider[:64], "provider_event_id": event_id, "message_id": message.id, "kind": kind, "at": at,
        "detail": detail,
    }  # fmt: skip
    work.insert_new(MessageEvent, [{"shop_id": work.shop.id, **row}])
    if _gravity(kind) > _gravity(message.outcome):
        work.session.execute(
            update(Message).where(Message.shop_id == work.shop.id, Message.id == message.id).values(outcome=kind)
        )


def _gravity(kind: str | None) -> int:
    return _GRAVITY.index(kind) if kind in _GRAVITY else -1


def _withdraw(work: Work, message: Any, channel: Channel, source: str) -> None:
    _say(work, message, channel, ConsentState.UNSUBSCRIBED, work.now, source)


def _say(work: Work, message: Any, channel: Channel, state: ConsentState, at: Any, source: str = "link") -> None:
    said = ConsentSeen(message.customer_id, channel, state, "single_opt_in", at, None, source)
    project_consent(work, said, address=message.to_hash if message.channel == channel.value else None)
