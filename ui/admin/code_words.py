"""Words for discount codes."""

from __future__ import annotations

from typing import Any

from plugin.desk.codes import CodeState, Shown
from ui.i18n import gettext as _
from ui.session import admin

TONES = {CodeState.VALID: "success", CodeState.NOT_ISSUED: "warning"}


def code_state_name(state: CodeState) -> str:
    return {
        CodeState.NOT_ISSUED: _("Not issued"), CodeState.SOON: _("Begins later"), CodeState.VALID: _("Valid"),
        CodeState.USED: _("Used"), CodeState.OVER: _("Over"), CodeState.VOID: _("Void"),
    }[state]  # fmt: skip


def code_text(one: Shown) -> str:
    """The text, or its end for staff who may not see people: a birthday code begins with a first name."""
    return one.code if admin().may_see_people else f"…{one.code[-4:]}"


def code_words() -> dict[str, Any]:
    """What templates of codes use."""
    return {"code_state_name": code_state_name, "code_text": code_text, "code_tones": TONES}
