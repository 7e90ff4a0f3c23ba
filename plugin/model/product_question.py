"""What visitors of the storefront ask about a product, which of its owners were asked, and what was answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class QuestionState(StrEnum):
    """Of a question, and of an answer."""

    WAITING = "waiting"  # for the merchant to look at
    PUBLISHED = "published"
    HIDDEN = "hidden"  # for one of the listed reasons


class ProductQuestion(Tenant):
    __tablename__ = "product_question"
    __table_args__ = (
        Index("ix_product_question_product", "shop_id", "product_id", "state", "asked_at", "id"),
        Index("ix_product_question_state", "shop_id", "state", "asked_at", "id"),
        Index("ix_product_question_customer", "shop_id", "customer_id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of product, asker and text: sent twice is asked once
    product_id: Mapped[int]
    customer_id: Mapped[int | None]  # as the shop said who asks, so that an erasure finds it; None: not signed in
    text: Mapped[bytes] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed)  # to be shown with it, as the asker chose; None: no name
    state: Mapped[str] = mapped_column(Word)
    hidden_for: Mapped[str | None] = mapped_column(Word)
    asked_at: Mapped[datetime]
    published_at: Mapped[datetime | None]  # for the first time: owners are asked once


class ProductAnswer(Tenant):
    """Of the shop, or of an owner of the product; each of them has one, and writing again edits it."""

    __tablename__ = "product_answer"
    __table_args__ = (
        Index("ix_product_answer_question", "shop_id", "question_id", "written_at"),
        Index("ix_product_answer_state", "shop_id", "state", "question_id"),
        Index("ix_product_answer_customer", "shop_id", "customer_id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of the question and who answers
    question_id: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int | None]  # None: the shop
    text: Mapped[bytes] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(Word)
    hidden_for: Mapped[str | None] = mapped_column(Word)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class AskedOwner(Tenant):
    """Who was asked to answer a question: nobody is asked it twice."""

    __tablename__ = "asked_owner"
    __table_args__ = (Index("ix_asked_owner_customer", "shop_id", "customer_id", "at"),)

    question_id: Mapped[str] = mapped_column(Word, primary_key=True)
    customer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class QuestionReport(Tenant):
    """Somebody thinks that a question or an answer to it should not be shown."""

    __tablename__ = "question_report"

    question_id: Mapped[str] = mapped_column(Word, primary_key=True)
    reporter_hash: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]
