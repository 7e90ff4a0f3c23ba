"""The HTML of one mail, for the frame it is read in: no script, nothing from elsewhere, links open beside it."""

from __future__ import annotations

import re

from flask import Response, make_response, request
from werkzeug.exceptions import NotFound

from devstore.model.messages import Message
from devstore.pages import blueprint
from devstore.provider.at_home import at_home
from devstore.web.app import the_store

_NEW_TAB = '<base target="_blank">'
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' {app} data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


@blueprint.get("/mailbox/messages/<int:message_id>.html")
def mail_html(message_id: int) -> Response:
    with the_store().database.read() as session:
        row = session.get(Message, message_id)
    if row is None or row.html is None:
        raise NotFound("There is no such mail.")
    answer = make_response(_with_new_tabs(here(row.html)))
    answer.headers["Content-Security-Policy"] = _POLICY.format(app=the_store().settings.app_url)
    return answer


@blueprint.app_template_filter()
def here(words: str) -> str:
    """The shop's addresses lead to this machine."""
    return at_home(words, request.host_url)


def _with_new_tabs(html: str) -> str:
    head = _HEAD.search(html)
    place = head.end() if head else 0
    return html[:place] + _NEW_TAB + html[place:]
