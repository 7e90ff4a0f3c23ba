"""Words for files of other apps."""

from __future__ import annotations

from plugin.model.import_run import ImportState
from plugin.moving.dates import Order
from plugin.moving.format import Noun
from plugin.moving.formats import FORMATS
from ui.i18n import gettext as _

_APPS = {
    "judgeme": "Judge.me", "loox": "Loox", "yotpo": "Yotpo", "stamped": "Stamped", "okendo": "Okendo",
    "smile": "Smile", "shopify": "Shopify", "klaviyo": "Klaviyo", "facebook": "Facebook",
}  # fmt: skip


def form_name(kind: str) -> str:
    app = _APPS[kind.partition("-")[0]]
    return {
        Noun.REVIEWS: _("%(app)s: reviews", app=app),
        Noun.POINTS: _("%(app)s: points", app=app),
        Noun.PEOPLE: _("%(app)s: customers", app=app),
    }[FORMATS[kind].noun]


def state_name(state: ImportState) -> str:
    return {
        ImportState.RUNNING: _("Being read in"), ImportState.DONE: _("Done"), ImportState.FAILED: _("Failed"),
        ImportState.UNDONE: _("Undone"),
    }[state]  # fmt: skip


def order_name(order: Order) -> str:
    return {Order.DAY_FIRST: _("03/04 is 3 April"), Order.MONTH_FIRST: _("03/04 is March 4")}[order]


def column_name(ours: str) -> str:
    """What a column of a file is taken for; "" for what is only kept."""
    names = {
        "stars": _("Stars"), "title": _("Title"), "text": _("Text"), "written_at": _("Written on"),
        "name": _("Name"), "first_name": _("First name"), "last_name": _("Last name"), "email": _("E-mail"),
        "phone": _("Phone"), "product_id": _("Product"), "handle": _("Product"), "sku": _("Product"),
        "product_title": _("Product"), "reply": _("Reply"), "replied_at": _("Replied on"), "pictures": _("Pictures"),
        "video": _("Video"), "is_published": _("Published"), "is_verified": _("Verified buyer"),
        "user_type": _("Verified buyer"), "is_incentivised": _("Something was given for it"),
        "is_deleted": _("Deleted"), "points": _("Points"), "birthday": _("Birthday"), "tier": _("Tier"),
        "tier_until": _("Tier"), "id": _("Customer"), "email_yes": _("Consent to e-mails"),
        "email_at": _("Consent to e-mails"), "sms_yes": _("Consent to texts"), "sms_at": _("Consent to texts"),
        "country": _("Address"), "province": _("Address"), "city": _("Address"), "postcode": _("Address"),
    }  # fmt: skip
    return names.get(ours, "")
