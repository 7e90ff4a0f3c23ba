"""The app's page in the toy app store: what it is, what it asks for, install and uninstall."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from devstore.doings import installing
from devstore.model.installs import Install
from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.web.app import the_store

_THINGS = {
    "orders": "Orders, to know what was bought and when",
    "all_orders": "Orders older than two months, to learn how often people come back",
    "fulfillments": "Parcels and where they are",
    "returns": "Returns, so that nobody is asked about what they sent back",
    "customers": "Customers: name, address, number, and what they agreed to",
    "discounts": "Discount codes, to make one that belongs to one person",
    "products": "Products, their pictures and their stock",
    "customer_merge": "Which customers were merged into one",
    "locales": "The languages of the shop",
    "metaobjects": "Small records of its own in the shop",
    "pixels": "Which pages of the shop are looked at, where visitors agreed to that",
    "customer_events": "What visitors do in the shop, where they agreed to that",
    "app_proxy": "Pages under the shop's own address",
}


@blueprint.get("/apps/encore-listing")
def listing() -> str:
    store = the_store()
    with store.database.read() as session:
        now = current_install(session)
        was_here = bool(session.scalar(select(func.count()).select_from(Install)))
    asks = [(_thing(scope), scope.startswith("write_")) for scope in store.settings.app.scopes]
    return render_template("listing.html", install=now, was_here=was_here, asks=asks)


@blueprint.post("/apps/encore-listing/install")
def install() -> Response:
    """Into the shell: the app learns of it from the first visit."""
    with the_store().act() as act:
        installing.install(act)
    return redirect("/admin", 303)


@blueprint.post("/apps/encore-listing/uninstall")
def uninstall() -> Response:
    with the_store().act() as act:
        installing.uninstall(act)
        flash(f"{act.app.name} is uninstalled. Its tokens no longer work, and it has been told.", "good")
    return redirect(url_for("pages.listing"), 303)


def _thing(scope: str) -> str:
    name = scope.partition("_")[2]
    return _THINGS.get(name, name.replace("_", " ").capitalize())
