"""Where a role does not reach: the buttons are not there, and who asks all the same is told what is needed and who
can help."""

from __future__ import annotations

from flask import Response, current_app

from plugin.desk.staff import members
from plugin.roles import Role
from ui.admin.answers import in_json, page, wants_json
from ui.admin.home import pages
from ui.admin.staff_words import member_name, role_does, role_name
from ui.doors import doors, role_needed
from ui.i18n import gettext as _
from ui.session import NotInRole, admin


@pages.app_template_global()
def may_post(address: str) -> bool:
    """Whether the visitor may send a form to this address of ours: the door says so, as it will to the form."""
    endpoint, _values = current_app.url_map.bind("").match(address.partition("?")[0], method="POST")
    return admin().role.includes(role_needed(current_app.view_functions[endpoint], "POST"))


@pages.app_errorhandler(NotInRole)
def not_in_role(error: NotInRole) -> Response:
    """403, as JSON where that was asked for."""
    if wants_json():
        return in_json(403, error="forbidden", role=admin().role, needed=error.needed)
    with doors().database.read(admin().shop.id) as session:
        managers = [one for one in members(session, admin().shop) if one.role is Role.MANAGER]
    return page(
        "not_in_role.html", 403, said=_("This is not part of your role. Nothing was changed."),
        mine=role_name(admin().role), does=role_does(admin().role), needed=role_name(error.needed),
        managers=[member_name(one) for one in managers],
    )  # fmt: skip
