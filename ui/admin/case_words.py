"""Cases in words."""

from __future__ import annotations

from datetime import timedelta

from plugin.desk.case_answers import Fate
from plugin.desk.cases import Entry
from plugin.model.case import Cause, EntryKind
from plugin.model.message import State
from ui.admin.words import happened_word, why
from ui.i18n import gettext as _
from ui.i18n import ngettext


def cause_name(cause: Cause) -> str:
    return {
        Cause.LOW_SCORE: _("Low score"), Cause.PROBLEM_TOLD: _("Told of a problem"), Cause.REPLY: _("Reply"),
        Cause.CALL: _("Call"), Cause.REVIEW: _("Review"), Cause.PARCEL: _("Parcel in trouble"),
        Cause.BY_HAND: _("Opened by your team"),
    }[cause]  # fmt: skip


def entry_words(one: Entry) -> str:
    """Who did what."""
    who = {"who": one.user}
    if one.kind is EntryKind.ASSIGNED:
        return (
            _("%(who)s gave it to %(owner)s", owner=one.text, **who) if one.text else _("%(who)s gave it back", **who)
        )
    return {
        EntryKind.SAID: _("The customer"), EntryKind.NOTED: _("%(who)s noted", **who),
        EntryKind.ANSWERED: _("%(who)s answered", **who), EntryKind.CLOSED: _("%(who)s closed it", **who),
        EntryKind.REOPENED: _("%(who)s opened it again", **who),
    }[one.kind]  # fmt: skip


def came_words(one: Entry) -> list[str]:
    """What to know of a mail besides its words."""
    told = [_("Written from another address than the one you wrote to.")] if one.came.from_elsewhere else []
    if one.came.left_out:
        count = one.came.left_out
        told.append(ngettext("%(num)s attachment was not kept.", "%(num)s attachments were not kept.", count))
    return told


def fate_words(one: Fate, zone: str) -> list[str]:
    """Why an answer waits or did not go, and what was reported of it."""
    waits = one.state in {State.HELD, State.RETRY}
    told = [why(one.reason, one.due_at if waits else None, zone)] if one.reason else []
    return [*told, happened_word(one.outcome)] if one.outcome else told


def wait_words(wait: timedelta | None) -> str:
    """Roughly how much working time, never in days: nobody knows at once how long such a day is."""
    if wait is None:
        return "–"
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 120:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", round(minutes / 60))
