"""The page a merchant sees first: which shop Encore works for."""

from __future__ import annotations

from flask import Blueprint, render_template

from ui.doors import door, doors
from ui.patch_page import app_bridge
from ui.session import admin

pages = Blueprint("admin_home", __name__)


@pages.get("/")
@pages.get("/app/")
@door("admin")
def home() -> str:
    settings = doors().settings
    return render_template(
        "admin/home.html", shop=admin().shop, client_id=settings.api_key, app_bridge=app_bridge(settings.shopify_base)
    )
