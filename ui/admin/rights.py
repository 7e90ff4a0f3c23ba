"""What one customer may ask for: everything held about them as a file, and to be erased. Only staff who may see
people do either."""

from __future__ import annotations

from flask import Response, abort

from plugin.desk.person_rights import erase_person, export_person
from ui.admin.answers import page
from ui.admin.customers import list_page, pages
from ui.admin.one_customer import person_of
from ui.admin.words import who_address, who_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin


@pages.get("/app/customers/<int:id>/export")
@door("admin", role="editor")
def export(id: int) -> Response:
    """A JSON file."""
    found = person_of(id)
    held = export_person(encore(), admin().shop, found.id, user_id=admin().user_id) or abort(404)
    answer = Response(held, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="customer-{found.id}.json"'
    return answer


@pages.get("/app/customers/<int:id>/erase")
@door("admin", role="editor")
def ask_erase(id: int) -> Response:
    found = person_of(id)
    return page("customer_erase.html", person=found, who_name=who_name, who_address=who_address)


@pages.post("/app/customers/<int:id>/erase")
@door("admin", role="editor")
def erase(id: int) -> Response:
    found = person_of(id)
    erase_person(encore(), admin().shop, found.id, user_id=admin().user_id)
    return list_page(said=_("Erased. Nothing personal is kept here any more."), at="/app/customers")
