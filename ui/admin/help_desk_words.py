"""Words for what a help desk is told, and what came of it."""

from __future__ import annotations

from plugin.desk.help_desk import Desk, State, Told
from plugin.model.help_desk import Fact
from ui.i18n import gettext as _


def fact_name(fact: Fact) -> str:
    return {
        Fact.CASE_OPENED: _("A case is opened"), Fact.CUSTOMER_WROTE: _("A customer writes again in a case"),
        Fact.CASE_ANSWERED: _("A case is answered"), Fact.CASE_CLOSED: _("A case is closed"),
        Fact.LOW_SCORE: _("A low score: one or two stars, or a low answer to a survey"),
        Fact.REVIEW_SUBMITTED: _("A review is submitted"), Fact.TEST: _("Test"),
    }[fact]  # fmt: skip


def state_name(state: State) -> str:
    return {State.WAITING: _("Waiting"), State.TOLD: _("Told"), State.GIVEN_UP: _("Given up")}[state]


def wrong_words(one: Desk | Told) -> str:
    """What was wrong the last time, "" where nothing was."""
    if one.problem is None:
        return ""
    return _(one.problem) if one.answer is None else f"HTTP {one.answer}: {_(one.problem)}"
