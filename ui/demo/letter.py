"""One message as it arrived: the e-mail in a frame that may do nothing, light and dark; or the text on a phone."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for

from plugin.demo import shown
from plugin.explain import explain_message
from ui.demo.stage import CHANNELS, FLOWS, STATES, stage
from ui.doors import door
from ui.headers import POLICY

_PAGE = f"{POLICY}; frame-src 'self'"
_FRAME = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # mail programs know no other style
        "img-src https: data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)
_NEW_WINDOW = '<base target="_blank">'


@door("operator")
def show(id: str) -> Response:
    world = stage().world
    shop = world.shop
    with world.encore.database.read(shop.id) as session:
        message = shown.one(session, shop, id)
        if message is None:
            abort(404)
        story = [line.strip() for line in explain_message(session, shop, id)[1:]]  # the page itself is the headline
        has_html = shown.html_of(session, shop, id) is not None
    page = render_template(
        "demo/message.html", shop=shop, message=message, story=story, channels=CHANNELS, flows=FLOWS, states=STATES,
        frame=url_for("demo.html", id=id) if has_html else None,
    )  # fmt: skip
    return Response(page, headers={"Content-Security-Policy": _PAGE})


@door("operator")
def html(id: str) -> Response:
    """The HTML part, byte for byte but for one line: its links open beside the demo."""
    world = stage().world
    with world.encore.database.read(world.shop_id) as session:
        found = shown.html_of(session, world.shop, id)
    if found is None:
        abort(404)
    return Response(found.replace("<head>", f"<head>{_NEW_WINDOW}", 1), headers={"Content-Security-Policy": _FRAME})
