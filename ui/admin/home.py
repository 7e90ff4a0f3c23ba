"""The page a merchant sees first: which shop Encore works for."""

from __future__ import annotations

from flask import Blueprint, Response

from ui.admin.answers import page
from ui.doors import door

pages = Blueprint("admin_home", __name__)


@pages.get("/")
@pages.get("/app/")
@door("admin")
def home() -> Response:
    return page("home.html")
