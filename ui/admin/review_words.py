"""The words for reviews: why one is hidden, what speaks against one, and how long they wait for the shop."""

from __future__ import annotations

from plugin.desk.review_list import Choice
from plugin.desk.review_speed import DAYS, Speed, Waited
from plugin.desk.reviews import Why
from plugin.hints import Hint
from plugin.model.review import ReviewState
from ui.i18n import gettext as _
from ui.i18n import ngettext


def reason_name(why: Why) -> str:
    return {
        Why.INSULT: _("Insults or threatens somebody"), Why.PRIVATE: _("Tells private details"),
        Why.ADVERTISING: _("Is advertising"), Why.UNRELATED: _("Is not about the product"),
        Why.UNLAWFUL: _("Is against the law"),
    }[why]  # fmt: skip


def hint_name(hint: Hint) -> str:
    return {
        Hint.LINK: _("contains a link"), Hint.CONTACT: _("contains an address or a phone number"),
        Hint.CAPITALS: _("is mostly in capitals"), Hint.REPEATS: _("repeats a sign or a word"),
        Hint.CROWD: _("one of many by this person in an hour"), Hint.TWIN: _("somebody else wrote the same"),
    }[hint]  # fmt: skip


def speed_line(speed: Speed) -> str:
    """How quickly the shop looks and answers; "" as long as it did neither."""
    if not speed.look.count and not speed.answer.count:
        return ""
    look = _waited(speed.look, ngettext("(%(num)s review)", "(%(num)s reviews)", speed.look.count))
    answer = _waited(speed.answer, ngettext("(%(num)s answer)", "(%(num)s answers)", speed.answer.count))
    return _(
        "In the last %(days)s days, time until the first look: %(look)s; until your answer: %(answer)s. Each is the"
        " median.", days=DAYS, look=look, answer=answer,
    )  # fmt: skip


def nothing_here(chosen: Choice) -> tuple[str, str]:
    """What stands in the place of an empty list: that it is, and what to do."""
    if not chosen.is_any:
        return _("No review is like this"), _("Choose less, or look among the others.")
    return {
        ReviewState.WAITING: (_("No review is waiting"), _("Reviews appear here as soon as customers write them.")),
        ReviewState.PUBLISHED: (_("No review is published yet"), _("Look at what waits, and publish it.")),
        ReviewState.HIDDEN: (_("No review is hidden"), _("A review may be hidden only for one of a few reasons.")),
        ReviewState.WITHDRAWN: (_("No review is withdrawn"), _("Whoever wrote a review may take it back.")),
    }[chosen.state]


def _waited(waited: Waited, of: str) -> str:
    from ui.cldr import span  # Babel, only where a page needs it

    return f"{span(waited.median)} {of}" if waited.count else _("none yet")
