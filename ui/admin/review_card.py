"""The social card of a review as a file."""

from __future__ import annotations

from flask import Response, abort, make_response

from plugin.card_fonts import CannotDraw
from plugin.desk.review_card import card_of
from plugin.social_card import MIME, drawn
from ui.admin.reviews import pages
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.i18n import use
from ui.session import admin


@pages.get("/app/reviews/<id>/card.png")
@door("admin", role="editor")
def card(id: str) -> Response:
    """404 without permission to use it again, 422 where no font here has its letters."""
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found = card_of(session, shop, id, _promised)
    if found is None:
        abort(404)
    try:
        answer = Response(drawn(found), mimetype=MIME)
    except CannotDraw as error:
        return make_response(f"{error}\n", 422, {"Content-Type": "text/plain; charset=utf-8"})
    answer.headers["Content-Disposition"] = f'attachment; filename="review-{id}.png"'
    return answer


def _promised(incentive: str) -> str:
    """Said to those who see the picture: in the shop's language, not in that of who makes it."""
    use(admin().shop.locale)
    return _("For this review, whatever the stars, the shop promised: %(what)s", what=incentive)
