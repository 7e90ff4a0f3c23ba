"""Pages that show people say so here, and it stands in the access log. Who sees them masked has seen nobody."""

from __future__ import annotations

from plugin.desk import access
from plugin.model.staff import Deed
from ui.doors import encore
from ui.session import admin


def seen_list(people: object) -> None:
    """Names or addresses of several people are shown; none where `people` is empty."""
    if people and admin().may_see_people:
        access.seen(encore(), admin().shop, admin().user_id, Deed.LISTED)


def seen_one(customer_id: int | None) -> None:
    """One person is shown: their page, or what was written to them. None: a guest."""
    if admin().may_see_people:
        access.seen(encore(), admin().shop, admin().user_id, Deed.LOOKED, customer_id)
