"""What the holder of a review link tells: reviews with their pictures, taken back or not, and that an order has not
arrived or is not as it should be."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from plugin.cases import open_case
from plugin.events import (
    ArrivalDenied,
    Milestone,
    OrderTroubled,
    ProblemTold,
    ReviewWithdrawn,
    ReviewWritten,
    Written,
)
from plugin.flow_triggers import review_written
from plugin.flows.flow import order_in
from plugin.help_desk import review_told
from plugin.hinted import AS_NEW
from plugin.model.case import Cause
from plugin.model.not_arrived import NotArrived
from plugin.model.order import OrderLine
from plugin.model.review import Review, ReviewOf, ReviewPhoto, ReviewState
from plugin.projection.told_message import arrived, message_of, note
from plugin.projection.work import Work
from plugin.published import rating_changed
from plugin.review_photos import sealed

_SAID = ("title", "text", "name")


def project_review(work: Work, event: ReviewWritten) -> None:
    """One review per order line, and one of the shop; writing again edits it. Lines of another order are nobody's
    to review."""
    message, order_id = _asked(work, event.message_id)
    if order_id is None:
        return
    lines = work.session.execute(
        select(OrderLine.id, OrderLine.product_id).where(
            OrderLine.shop_id == work.shop.id, OrderLine.order_id == order_id
        )
    )
    products: dict[int | None, int | None] = {line.id: line.product_id for line in lines if line.product_id}
    products[None] = None  # the shop
    for item in event.items:
        if item.line_id in products:
            _write(work, message, order_id, products[item.line_id], item, event)


def project_withdrawal(work: Work, event: ReviewWithdrawn) -> None:
    """Its pictures go at once, and nobody but the shop sees the words any more."""
    _, order_id = _asked(work, event.message_id)
    if order_id is None:
        return
    row = _row(work, review_id(work, order_id, event.line_id))
    if row is None or _is_newer(row, event.at) or row.state == ReviewState.WITHDRAWN:
        return
    gone = {"state": ReviewState.WITHDRAWN.value, "hidden_for": None, "edited_at": event.at,
            "video": None, "may_reuse": False}  # fmt: skip
    work.update(Review, row.id, gone)
    work.session.execute(
        delete(ReviewPhoto).where(ReviewPhoto.shop_id == work.shop.id, ReviewPhoto.review_id == row.id)
    )
    _tell_if_shown(work, row)


def project_not_arrived(work: Work, event: ArrivalDenied) -> list[Milestone]:
    """Questions about the order wait; the newest word counts."""
    message, order_id = _asked(work, event.message_id)
    if order_id is None:
        return []
    work.insert_new(NotArrived, [{"shop_id": work.shop.id, "order_id": order_id, "told_at": event.at}])
    work.session.execute(
        update(NotArrived)
        .where(NotArrived.shop_id == work.shop.id, NotArrived.order_id == order_id, NotArrived.told_at < event.at)
        .values(told_at=event.at)
    )
    _note(work, message, "not_arrived", event.at)
    return [OrderTroubled(order_id, event.at)]


def project_problem(work: Work, event: ProblemTold) -> None:
    """A person sees to it; what was bought is the order that the message asks about."""
    message, order_id = _asked(work, event.message_id)
    if order_id is None:
        return
    _note(work, message, "problem", event.at)
    open_case(
        work, customer_id=message.customer_id, order_id=order_id, cause=Cause.PROBLEM_TOLD, text=event.text,
        at=event.at, message_id=message.id, once=f"problem.{message.id}.{event.at.isoformat()}",
    )  # fmt: skip


def review_id(work: Work, order_id: int, line_id: int | None) -> str:
    """Of the review of that line, or of the shop by the buyer of that order."""
    return work.keys.name("review", f"{order_id}.{'shop' if line_id is None else line_id}", 12).hex()


def _asked(work: Work, message_id: str) -> tuple[Any, int | None]:
    """The message, which whoever answers it surely has, and the order it asks about. No order where it asks about
    none, or whom it went to has been erased meanwhile."""
    message = message_of(work, message_id)
    if message is None or (message.customer_id is None and message.to_hash is None):
        return None, None
    order_id = order_in(message.about)
    if order_id is None:
        return None, None
    arrived(work, message)
    return message, order_id


def _write(
    work: Work, message: Any, order_id: int, product_id: int | None, item: Written, event: ReviewWritten
) -> None:
    """An edited review waits like a new one, whatever became of it before; one that is sent again as it is stays
    as it is."""
    id = review_id(work, order_id, item.line_id)
    before = _row(work, id)
    if before is not None and (_is_newer(before, event.at) or _is_same(work, before, item, event)):
        return None
    said = {
        "stars": item.stars, "title": work.keys.seal("review.title", id, item.title or None),
        "text": work.keys.seal("review.text", id, item.text or None),
        "name": work.keys.seal("review.name", id, event.name or None), "video": item.video or None,
        "may_reuse": event.may_reuse, "state": ReviewState.WAITING.value, "hidden_for": None, **AS_NEW,
    }  # fmt: skip
    _change_photos(work, id, item, event.at)
    if before is not None:
        work.update(Review, id, {**said, "edited_at": event.at})
        return _tell_if_shown(work, before)
    fixed = {
        "of": (ReviewOf.SHOP if item.line_id is None else ReviewOf.ITEM).value, "order_id": order_id,
        "line_id": item.line_id, "product_id": product_id, "customer_id": message.customer_id,
        "message_id": message.id, "is_verified": True, "incentive": event.incentive or None, "written_at": event.at,
    }  # fmt: skip
    work.insert_new(Review, [{"shop_id": work.shop.id, "id": id, **fixed, **said}])
    if product_id is not None:
        review_written(
            work.session, work.shop, id, event.at, customer_id=message.customer_id, order_id=order_id,
            product_id=product_id, stars=item.stars,
        )  # fmt: skip
    review_told(
        work, id, event.at, customer_id=message.customer_id, order_id=order_id, product_id=product_id,
        stars=item.stars,
    )  # fmt: skip
    return None


def _row(work: Work, id: str) -> Review | None:
    return work.session.scalar(select(Review).where(Review.shop_id == work.shop.id, Review.id == id))


def _is_newer(row: Review, at: datetime) -> bool:
    return (row.edited_at or row.written_at) > at


def _is_same(work: Work, row: Review, item: Written, event: ReviewWritten) -> bool:
    if row.state == ReviewState.WITHDRAWN or item.photos or item.without:
        return False
    kept = [work.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in _SAID]
    known = (row.stars, *kept, row.video or "", row.may_reuse)
    return known == (item.stars, item.title, item.text, event.name, item.video, event.may_reuse)


def _change_photos(work: Work, review_id: str, item: Written, at: datetime) -> None:
    """A picture is named by its review and its content: the same one sent twice is one."""
    mine = (ReviewPhoto.shop_id == work.shop.id, ReviewPhoto.review_id == review_id)
    work.session.execute(delete(ReviewPhoto).where(*mine, ReviewPhoto.id.in_(item.without)))
    last = work.session.scalar(
        select(ReviewPhoto.position).where(*mine).order_by(ReviewPhoto.position.desc()).limit(1)
    )
    for position, photo in enumerate(item.photos, 0 if last is None else last + 1):
        name = f"{review_id}.{hashlib.sha256(photo.content).hexdigest()}"
        id = work.keys.name("review_photo", name, 16).hex()
        row = {"review_id": review_id, "position": position, "added_at": at, **sealed(work.keys, id, photo)}
        work.insert_new(ReviewPhoto, [{"shop_id": work.shop.id, "id": id, **row}])


def _tell_if_shown(work: Work, before: Review) -> None:
    if before.state == ReviewState.PUBLISHED and before.product_id is not None:
        rating_changed(work.session, work.shop.id, [before.product_id], work.now)


def _note(work: Work, message: Any, kind: str, at: datetime) -> None:
    note(work, message, "link", f"{message.id}.{kind}@{at.isoformat()}", kind, at, None)
