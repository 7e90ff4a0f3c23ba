"""Words for roles, members of staff, and what they did."""

from __future__ import annotations

from plugin.desk.staff import Member
from plugin.model.staff import ENCORE, OPERATOR, Deed
from plugin.roles import Role
from ui.i18n import gettext as _


def role_name(role: str) -> str:
    return {Role.VIEWER: _("Viewer"), Role.EDITOR: _("Editor"), Role.MANAGER: _("Manager")}[Role(role)]


def role_does(role: str) -> str:
    return {
        Role.VIEWER: _(
            "Looks at flows, messages and figures, without names, addresses and what customers were sent."
        ),
        Role.EDITOR: _("Sees customers as well, changes flows and messages, exports and erases a customer."),
        Role.MANAGER: _("Everything: also the settings, the roles of others, and the access log."),
    }[Role(role)]


def member_name(one: Member) -> str:
    return one.name or unnamed(one.user_id)


def unnamed(user_id: str) -> str:
    """Shopify tells a number and no name; whoever works at the console has not even that."""
    if user_id == ENCORE:
        return _("Encore by itself")
    if user_id == OPERATOR:
        return _("Operator of Encore")
    return _("Staff member %(id)s", id=user_id)


def deed_word(deed: Deed) -> str:
    return {
        Deed.INSTALLED: _("Came first after the install"), Deed.OPENED: _("Opened Encore"),
        Deed.LISTED: _("Looked at a list of people"), Deed.LOOKED: _("Looked at one person"),
        Deed.EXPORTED: _("Exported one person"), Deed.ERASED: _("Erased one person"),
        Deed.GAVE_ROLE: _("Changed a role"), Deed.REMOVED: _("Removed from the staff"),
        Deed.PUBLISHED: _("Published reviews"), Deed.HID: _("Hid a review"), Deed.SHOWED: _("Showed a hidden review"),
        Deed.ANSWERED: _("Answered a review"), Deed.FEATURED: _("Featured a review, or no longer"),
        Deed.PUBLISHED_QUESTION: _("Published a question or an answer to one"),
        Deed.HID_QUESTION: _("Hid a question or an answer to one"),
        Deed.ANSWERED_QUESTION: _("Answered a question"),
        Deed.CLEARED: _("Cleared the reports about a review"),
        Deed.TOOK_IN: _("Imported a file"), Deed.TOOK_BACK: _("Undid an import"),
        Deed.WROTE_FILE: _("Took a file of everybody along"), Deed.CHANGED: _("Changed settings"),
    }[deed]  # fmt: skip
