"""The queries behind a dossier: a handful of statements for any number of people.

No ORDER BY on a key and no OR: SQLite, which keeps no statistics here, would walk the whole shop for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.types import UtcDateTime
from plugin.model.case import CaseEntry, EntryKind, SupportCase
from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.model.message import COUNTS, Code, Message
from plugin.model.not_arrived import NotArrived
from plugin.model.order import Order, OrderEdit, OrderLine, Parcel, Refund, Return
from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion, QuestionState
from plugin.model.review import Review
from plugin.model.survey import SurveyAnswer

_COUNTS = frozenset(state.value for state in COUNTS)
_id = attrgetter("id")
_REMEMBERED = timedelta(days=400)  # the longest look-back of any flow is a year

_CUSTOMERS = Prepared(
    select(
        Customer.id, Customer.email, Customer.email_hash, Customer.phone, Customer.phone_hash, Customer.first_name,
        Customer.locale, Customer.country, Customer.province, Customer.city, Customer.postcode, Customer.birthday,
        Customer.birthday_known_at, Customer.gone_at,
    ).where(Customer.shop_id == SHOP, Customer.id.in_(keys("ids")))
)  # fmt: skip
_ORDER = select(
    Order.id, Order.customer_id, Order.name, Order.created_at, Order.seen_at, Order.paid_at, Order.cancelled_at,
    Order.deleted_at, Order.is_test, Order.is_gift, Order.source, Order.currency, Order.total,
    Order.fulfilment_status, Order.email, Order.email_hash, Order.phone, Order.phone_hash, Order.locale,
    Order.country, Order.province, Order.city, Order.postcode, Order.status_url,
).where(Order.shop_id == SHOP)  # fmt: skip
_OF_CUSTOMERS = Prepared(_ORDER.where(Order.customer_id.in_(keys("ids"))))
_ORDERS = Prepared(_ORDER.where(Order.id.in_(keys("ids"))))
_LINES = Prepared(
    select(
        OrderLine.order_id, OrderLine.id, OrderLine.product_id, OrderLine.variant_id, OrderLine.title,
        OrderLine.variant_title, OrderLine.quantity, OrderLine.current_quantity, OrderLine.price,
        OrderLine.is_gift_card, OrderLine.needs_shipping,
    )
    .where(OrderLine.shop_id == SHOP, OrderLine.order_id.in_(keys("ids")))
    .order_by(OrderLine.order_id, OrderLine.position)
)  # fmt: skip
_PARCELS = Prepared(
    select(
        Parcel.order_id, Parcel.id, Parcel.shipped_at, Parcel.delivered_at, Parcel.failed_at, Parcel.status,
        Parcel.line_ids,
    ).where(Parcel.shop_id == SHOP, Parcel.order_id.in_(keys("ids")))
)  # fmt: skip
_REFUNDS = Prepared(
    select(Refund.order_id, Refund.at, Refund.amount, Refund.currency, Refund.lines)
    .where(Refund.shop_id == SHOP, Refund.order_id.in_(keys("ids")))
    .order_by(Refund.at, Refund.id)
)
_RETURNS = Prepared(
    select(Return.order_id, Return.id, Return.requested_at, Return.state).where(
        Return.shop_id == SHOP, Return.order_id.in_(keys("ids"))
    )
)
_EDITS = Prepared(
    select(OrderEdit.order_id, OrderEdit.at, OrderEdit.changes).where(
        OrderEdit.shop_id == SHOP, OrderEdit.order_id.in_(keys("ids"))
    )
)
_REVIEWS = Prepared(
    select(Review.order_id, Review.line_id).where(
        Review.shop_id == SHOP, Review.order_id.in_(keys("ids")), Review.line_id.is_not(None)
    )
)
_NOT_ARRIVED = Prepared(
    select(NotArrived.order_id, NotArrived.told_at).where(
        NotArrived.shop_id == SHOP, NotArrived.order_id.in_(keys("ids"))
    )
)
_RARE = (Refund, Return, OrderEdit, Review, NotArrived)  # what few orders have: asked for only where there is any
_HAVE_RARE = Prepared(
    select(
        union_all(
            *(
                select(literal(table.__tablename__).label("kind"), table.order_id).where(
                    table.shop_id == SHOP, table.order_id.in_(keys("ids"))
                )
                for table in _RARE
            )
        ).subquery()
    )
)
_SENT = (  # the state is looked at here, not there: SQLite would walk all messages of that state
    select(
        Message.customer_id, Message.to_hash, Message.id, Message.flow, Message.step, Message.about, Message.channel,
        Message.purpose, Message.state, Message.first_sent_at, Message.accepted_at, Message.code,
        Message.code_ends_at, Message.product_ids, Code.used_at, Code.void_at, Code.end_at,
    )
    .outerjoin(Code, and_(Code.shop_id == Message.shop_id, Code.code == Message.code))
    .where(
        Message.shop_id == SHOP, Message.first_sent_at > bindparam("since", type_=UtcDateTime),
    )
)  # fmt: skip
_CODED = Prepared(select(Code.message_id).where(Code.shop_id == SHOP, Code.customer_id.in_(keys("ids"))))
_SENT_TO_CUSTOMERS = Prepared(_SENT.where(Message.customer_id.in_(keys("ids"))))
_SENT_TO_HASHES = Prepared(_SENT.where(Message.to_hash.in_(keys("ids"))))
_CONSENT = select(
    ConsentEntry.id, ConsentEntry.customer_id, ConsentEntry.address_hash, ConsentEntry.channel, ConsentEntry.state,
    ConsentEntry.level, ConsentEntry.at,
).where(ConsentEntry.shop_id == SHOP)  # fmt: skip
_SAID_BY_CUSTOMERS = Prepared(_CONSENT.where(ConsentEntry.customer_id.in_(keys("ids"))))
_SAID_BY_HASHES = Prepared(_CONSENT.where(ConsentEntry.address_hash.in_(keys("ids"))))
_SUPPRESSIONS = Prepared(
    select(Suppression.address_hash, Suppression.channel, Suppression.reason).where(
        Suppression.shop_id == SHOP, Suppression.address_hash.in_(keys("ids"))
    )
)


_CASE = select(
    SupportCase.id, SupportCase.customer_id, SupportCase.order_id, SupportCase.cause, SupportCase.opened_at,
    SupportCase.first_answer_at, SupportCase.closed_at,
).where(SupportCase.shop_id == SHOP)  # fmt: skip
_CASES_OF_CUSTOMERS = Prepared(_CASE.where(SupportCase.customer_id.in_(keys("ids"))))
_CASES_OF_ORDERS = Prepared(_CASE.where(SupportCase.order_id.in_(keys("ids"))))
_CASE_ANSWERS = Prepared(
    select(CaseEntry.case_id, CaseEntry.number, CaseEntry.at).where(
        CaseEntry.shop_id == SHOP, CaseEntry.case_id.in_(keys("ids")), CaseEntry.kind == EntryKind.ANSWERED.value,
        CaseEntry.text.is_not(None),
    )
)  # fmt: skip
_ANSWERS = Prepared(
    select(
        SurveyAnswer.customer_id, SurveyAnswer.kind, SurveyAnswer.score, SurveyAnswer.choice, SurveyAnswer.answered_at
    ).where(SurveyAnswer.shop_id == SHOP, SurveyAnswer.customer_id.in_(keys("ids")))
)
_OPEN_QUESTIONS = Prepared(
    select(
        AskedOwner.customer_id, ProductQuestion.id, ProductQuestion.product_id, ProductQuestion.published_at
    )
    .join(
        ProductQuestion,
        and_(ProductQuestion.shop_id == AskedOwner.shop_id, ProductQuestion.id == AskedOwner.question_id),
    )
    .where(
        AskedOwner.shop_id == SHOP, AskedOwner.customer_id.in_(keys("ids")),
        ProductQuestion.state == QuestionState.PUBLISHED.value,
        ~exists().where(
            ProductAnswer.shop_id == AskedOwner.shop_id, ProductAnswer.question_id == AskedOwner.question_id,
            ProductAnswer.state != QuestionState.HIDDEN.value,
        ),
    )
)  # fmt: skip


Answered = list[tuple[int, datetime]]  # number of the entry, when it was written


class Reader:
    """Reads of one shop inside one open transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def customers(self, ids: Collection[int]) -> dict[int, Any]:
        return {row.id: row for row in self._rows(_CUSTOMERS, ids)}

    def orders(self, customer_ids: Collection[int], order_ids: Collection[int]) -> list[Any]:
        """Every order of these customers and these single orders, oldest first."""
        rows = [*self._rows(_OF_CUSTOMERS, customer_ids), *self._rows(_ORDERS, order_ids)]
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def rare(self, order_ids: Collection[int]) -> dict[str, set[int]]:
        """Which of these orders have any row of the tables above, by the name of the table."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in self._rows(_HAVE_RARE, order_ids):
            found[row.kind].add(row.order_id)
        return found

    def lines(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(self._rows(_LINES, order_ids))

    def parcels(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(sorted(self._rows(_PARCELS, order_ids), key=_id))

    def refunds(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(self._rows(_REFUNDS, order_ids))

    def returns(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(sorted(self._rows(_RETURNS, order_ids), key=_id))

    def edits(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(self._rows(_EDITS, order_ids))

    def reviews(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(self._rows(_REVIEWS, order_ids))

    def not_arrived(self, order_ids: Collection[int]) -> dict[int, datetime]:
        """When the buyer last said that the order has not arrived."""
        return {row.order_id: row.told_at for row in self._rows(_NOT_ARRIVED, order_ids)}

    def sent(self, customer_ids: Collection[int], hashes: Collection[str]) -> list[Any]:
        """Messages that a provider has or may have, oldest first."""
        found: dict[str, Any] = {}
        for statement, wanted in ((_SENT_TO_CUSTOMERS, customer_ids), (_SENT_TO_HASHES, hashes)):
            if wanted:
                rows = statement.rows(self._session, ids=wanted, since=self._now - _REMEMBERED)
                found.update((row.id, row) for row in rows if row.state in _COUNTS)
        return sorted(found.values(), key=lambda row: (row.first_sent_at, row.id))

    def coded(self, customer_ids: Collection[int]) -> frozenset[str]:
        """Messages to these customers that have a code already, issued or about to be."""
        return frozenset(row.message_id for row in self._rows(_CODED, customer_ids))

    def consents(self, customer_ids: Collection[int], hashes: Collection[str]) -> list[Any]:
        rows = [*self._rows(_SAID_BY_CUSTOMERS, customer_ids), *self._rows(_SAID_BY_HASHES, hashes)]
        return list({row.id: row for row in rows}.values())

    def suppressions(self, hashes: Collection[str]) -> dict[tuple[str, str], str]:
        return {(row.address_hash, row.channel): row.reason for row in self._rows(_SUPPRESSIONS, hashes)}

    def cases(self, customer_ids: Collection[int], order_ids: Collection[int]) -> list[Any]:
        """Of these customers, and of guests by their orders, oldest first; open ones have no `closed_at`."""
        rows = [*self._rows(_CASES_OF_CUSTOMERS, customer_ids), *self._rows(_CASES_OF_ORDERS, order_ids)]
        return sorted(rows, key=lambda row: (row.opened_at, row.id))

    def case_answers(self, case_ids: Collection[str]) -> dict[str, Answered]:
        """When each answer was written that is still there, by its number, for each case."""
        found: dict[str, Answered] = defaultdict(list)
        for row in self._rows(_CASE_ANSWERS, case_ids):
            found[row.case_id].append((row.number, row.at))
        return found

    def answers(self, customer_ids: Collection[int]) -> list[Any]:
        """What they answered to surveys, oldest first."""
        return sorted(self._rows(_ANSWERS, customer_ids), key=attrgetter("answered_at"))

    def open_questions(self, customer_ids: Collection[int]) -> list[Any]:
        """Those that these customers were chosen to be asked, as long as nobody has answered."""
        return self._rows(_OPEN_QUESTIONS, customer_ids)

    def _rows(self, statement: Prepared, ids: Collection[Any]) -> list[Any]:
        return statement.rows(self._session, ids=ids) if ids else []


def _by_order(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.order_id].append(row)
    return grouped
