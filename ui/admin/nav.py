"""The menu of the admin pages, in the order in which they are listed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from ui.doors import doors, role_needed
from ui.i18n import gettext as _
from ui.session import admin


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    address: str
    is_current: bool


def address_of(endpoint: str) -> str:
    """The address of a page; "" where this installation has none of that name."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def entries() -> list[Entry]:
    """The pages that exist and that the visitor may open, with the one that is shown marked."""
    titles = {
        "admin_home.home": _("Home"),
        "admin_flows.flows": _("Flows"),
        "admin_outbox.outbox": _("Outbox"),
        "admin_people.people": _("Customers"),
        "admin_cases.cases": _("Inbox and tasks"),
        "admin_codes.codes": _("Codes"),
        "admin_reviews.reviews": _("Reviews"),
        "admin_questions.questions": _("Questions"),
        "admin_surveys.surveys": _("Surveys"),
        "admin_health.health": _("Health"),
        "admin_settings.settings": _("Settings"),
        "admin_staff.staff": _("Staff"),
        "admin_moving.data": _("Import and export"),
        "admin_help_desk.help_desk": _("Help desk"),
        "admin_privacy.privacy": _("Data and privacy"),
        "admin_plan.plan": _("Plan"),
    }
    shown = (request.endpoint or "").partition(".")[0]
    return [
        Entry(title, url_for(endpoint), shown == endpoint.partition(".")[0])
        for endpoint, title in titles.items()
        if endpoint in current_app.view_functions and _opens(endpoint) and _is_of_use(endpoint)
    ]


def _is_of_use(endpoint: str) -> bool:
    return endpoint != "admin_plan.plan" or doors().settings.billing != "none"


def _opens(endpoint: str) -> bool:
    return admin().role.includes(role_needed(current_app.view_functions[endpoint], "GET"))
