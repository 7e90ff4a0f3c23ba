"""Hangs the demo's routes: looking (GET) and doing (POST)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for

from plugin.demo.notebook import Notebook
from plugin.demo.world import World
from ui.demo import deeds, letter, outbox
from ui.demo.stage import NAME, Stage
from ui.doors import door


def demo_pages(world: World, notebook: Notebook) -> Blueprint:
    """The blueprint for `create_app`; it works with this world and writes to this notebook."""
    pages = Blueprint("demo", __name__)
    pages.record(lambda setup: setup.app.extensions.update({NAME: Stage(world, notebook)}))
    pages.before_request(_own_forms_only)
    pages.add_url_rule("/", "home", home)
    pages.add_url_rule("/demo", "outbox", outbox.show)
    pages.add_url_rule("/demo/message/<id>", "message", letter.show)
    pages.add_url_rule("/demo/message/<id>/html", "html", letter.html)
    pages.add_url_rule("/demo/clock", "clock", deeds.move_clock, methods=["POST"])
    pages.add_url_rule("/demo/order", "order", deeds.place_order, methods=["POST"])
    pages.add_url_rule("/demo/order/<int:number>", "deed", deeds.do, methods=["POST"])
    return pages


@door("operator")
def home() -> Response:
    return redirect(url_for("demo.outbox"), 302)  # type: ignore[return-value]


def _own_forms_only() -> None:
    """Another site that is open in the same browser must not play with the demo."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in _OURS:
        abort(400)


_OURS = frozenset({"same-origin", "none"})
