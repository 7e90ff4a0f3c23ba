"""What people answered when they were asked one question."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class SurveyKind(StrEnum):
    NPS = "nps"  # would you recommend us, 0 to 10
    CSAT = "csat"  # how content are you with how your case was handled, 1 to 5
    CES = "ces"  # how easy was it, 1 to 7
    VALUES = "values"  # what matters most: a choice
    SOURCE = "source"  # how did you hear of us: a choice
    GOING = "going"  # how is it going, 1 to 3


class SurveyAnswer(Tenant):
    """One answer to one question; a second one of the same person to the same message edits it."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_kind", "shop_id", "kind", "answered_at"),
        Index("ix_survey_answer_customer", "shop_id", "customer_id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of the message and the kind
    kind: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int | None]
    order_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(Word)
    score: Mapped[int | None]
    choice: Mapped[str | None] = mapped_column(Word)
    comment: Mapped[bytes | None] = mapped_column(Sealed)
    answered_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
