"""Words for discount codes."""

from __future__ import annotations

from typing import Any

from plugin.code_ends import EndReason
from plugin.desk.codes import CodeState, Shown
from ui.i18n import gettext as _
from ui.session import admin

TONES = {CodeState.VALID: "success", CodeState.NOT_ISSUED: "warning", CodeState.ENDING: "warning"}


def code_state_name(state: CodeState) -> str:
    return {
        CodeState.NOT_ISSUED: _("Not issued"), CodeState.SOON: _("Begins later"), CodeState.VALID: _("Valid"),
        CodeState.USED: _("Used"), CodeState.OVER: _("Over"), CodeState.VOID: _("Void"),
        CodeState.ENDING: _("Being ended"),
    }[state]  # fmt: skip


def code_end(one: Shown) -> str:
    """Why it ended before its time; "" where it did not, or was used first."""
    if one.end_reason is None or one.state not in {CodeState.VOID, CodeState.ENDING}:
        return ""
    return {
        EndReason.NOT_SENT: _("Its message did not go."), EndReason.CANCELLED: _("The order was cancelled."),
        EndReason.REFUNDED: _("The order was refunded in full."),
        EndReason.ERASED: _("The customer's data was erased."), EndReason.BY_HAND: _("Your team ended it."),
        EndReason.REFUSED: _("Shopify refused it."),
    }[EndReason(one.end_reason)]  # fmt: skip


def code_text(one: Shown) -> str:
    """The text, or its end for staff who may not see people: a birthday code begins with a first name."""
    return one.code if admin().may_see_people else f"…{one.code[-4:]}"


def code_words() -> dict[str, Any]:
    """What templates of codes use."""
    return {"code_state_name": code_state_name, "code_text": code_text, "code_tones": TONES, "code_end": code_end}
