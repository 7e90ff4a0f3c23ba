"""The shop's settings: who writes, when, how often, and on which consents; and what holds without being set."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from plugin.desk.changed import Changed, Invalid
from plugin.desk.kept import KEPT
from plugin.desk.living import countries
from plugin.desk.pixel import count_views, stop_counting
from plugin.desk.settings import change
from plugin.marketing import SCOPE
from plugin.platform.seam import PlatformDown
from plugin.scopes import are_enough
from plugin.shops import Shop
from plugin.views import most_viewed
from ui.admin.answers import changed, page, refused
from ui.admin.flows import encore
from ui.admin.settings_form import field_problems, patch_of, settings_form
from ui.doors import door, doors
from ui.forms import Form
from ui.i18n import LANGUAGES, nearest
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_settings", __name__)
_TEMPLATE = "settings.html"


@pages.get("/app/settings")
@door("admin")
def settings() -> Response:
    shop = admin().shop
    return page(_TEMPLATE, form=_form(shop), **_shown(shop))


@pages.post("/app/settings")
@door("admin", role="manager")
def save() -> Response:
    """422 with the fields, 409 where somebody else was quicker. What no field is for is refused."""
    shop, form = admin().shop, settings_form(request.form)
    unknown = sorted(set(request.form) - {field.name for field in form})
    if not form.validate() or unknown:
        form.complain({name: _("There is no setting “%(name)s”.", name=name[:60]) for name in unknown})
        return refused(_TEMPLATE, form, **_shown(shop))
    try:
        shop = change(encore(), shop, form.read_version, patch_of(form), by=admin().user_id)
    except Invalid as error:
        form.complain(field_problems(error.fields))
        return refused(_TEMPLATE, form, **_shown(shop))
    except Changed as error:
        current = error.current.settings_version
        return changed(_TEMPLATE, current, form=form, **_shown(error.current))
    return page(_TEMPLATE, said=_("Saved."), at=url_for("admin_settings.settings"), form=_form(shop), **_shown(shop))


@pages.post("/app/settings/pixel")
@door("admin", role="manager")
def pixel() -> Response:
    """Switches the web pixel on (`on=1`) or off. 502 where Shopify does not do it; then all is as it was."""
    shop, is_wanted = admin().shop, request.form.get("on") == "1"
    try:
        shop = (count_views if is_wanted else stop_counting)(encore(), shop)
    except PlatformDown:
        said = _("Shopify did not do it. Nothing has changed: try again in a moment.")
        return page(_TEMPLATE, 502, said=said, form=_form(shop), **_shown(shop))
    said = _("Product views are counted.") if is_wanted else _("Product views are not counted any more.")
    return page(_TEMPLATE, said=said, at=url_for("admin_settings.settings"), form=_form(shop), **_shown(shop))


def _form(shop: Shop) -> Form:
    return settings_form(settings=shop.settings, version=shop.settings_version)


def _shown(shop: Shop) -> dict[str, Any]:
    with doors().database.read(shop.id) as session:
        lived_in = countries(session, shop)
        viewed = most_viewed(session, shop, doors().clock.now())
    return {
        "version": shop.settings_version, "countries": lived_in, "kept": KEPT,
        "spoken": LANGUAGES[nearest(shop.locale)], "viewed": viewed, "is_counting": shop.web_pixel is not None,
        "reports_scope": SCOPE, "is_reporting": are_enough(shop.granted_scopes, SCOPE),
        "may_manage": admin().may_manage,
    }  # fmt: skip
