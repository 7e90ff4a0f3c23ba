"""Who is asking: every request to an admin route carries an id token, which is checked here before the view runs.
No cookie, nothing kept: the shop of a request is the `dest` of its token and nothing else (platform: requests from
the admin)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode

import structlog
from flask import abort, current_app, g, jsonify, redirect, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from plugin.desk.hidden import hidden_flows
from plugin.desk.staff import arrived
from plugin.platform.token_trouble import StaleIdToken
from plugin.roles import Role
from plugin.shops import Shop
from ui.blocks.cors import is_block
from ui.doors import READS, Door, doors, role_needed
from ui.headers import framed_by
from ui.id_token import BadToken, claims
from ui.shop_domain import shop_domain
from ui.verifier import verifier

PATCH_PAGE = "/auth/patch-id-token"
RETRY = "X-Shopify-Retry-Invalid-Session-Request"
_BEARER = "Bearer "
_TOKEN, _RELOAD = "id_token", "shopify-reload"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a member of staff of a shop."""

    shop: Shop
    user_id: str  # Shopify's id of the member of staff
    role: Role
    id_token: str = field(repr=False)

    @property
    def may_see_people(self) -> bool:
        return self.role.may_see_people

    @property
    def hidden_flows(self) -> tuple[str, ...]:
        return hidden_flows(self.role)

    @property
    def may_change(self) -> bool:
        return self.role.may_change

    @property
    def may_manage(self) -> bool:
        return self.role.may_manage


class NotInRole(Forbidden):
    """The visitor's role does not open this door; `needed` is the least that does."""

    def __init__(self, needed: Role) -> None:
        super().__init__(f"this needs the role {needed}")
        self.needed = needed


def admin() -> Visit:
    """The visit behind the current request of an admin route."""
    return cast(Visit, g.visit)


def guard() -> AnyResponse | None:
    """Lets a request to an admin route through only with a good id token and a role that opens it (NotInRole); other
    routes are none of its business."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "door", None) is not Door.ADMIN:
        return None
    try:
        token = _token()
        claimed = claims(token, verifier(), in_block=is_block())
    except BadToken as error:
        log.info("admin request without session", page=request.endpoint, reason=str(error))
        return session_expired()
    framed_by(claimed.shop_domain)
    try:
        shop = doors().installs.visited(claimed.shop_domain, token)
    except StaleIdToken:
        return session_expired()
    role = arrived(doors().database, shop, claimed.user_id, doors().clock.now())
    g.visit = Visit(shop, claimed.user_id, role, token)
    needed = role_needed(view, request.method)
    if not role.includes(needed):
        raise NotInRole(needed)
    return None


def session_expired() -> AnyResponse:
    """Ask for a fresh id token: App Bridge gets one and repeats the request, or reloads the page with it."""
    if _is_navigation():
        return _to_patch_page()
    answer = jsonify(error="session_expired")
    answer.status_code = 401
    answer.headers[RETRY] = "1"
    return answer


def _token() -> str:
    """The token of the request. In the address only a page may carry it: a change, and a block, need the header,
    which no other site can set."""
    given = request.headers.get("Authorization")
    if given is not None:
        if not given.startswith(_BEARER):
            raise BadToken("authorization of another kind")
        return given.removeprefix(_BEARER)
    if request.method not in READS or is_block():
        raise BadToken("a change or a block without the Authorization header")
    in_address = request.args.getlist(_TOKEN)
    if len(in_address) != 1:
        raise BadToken("no token" if not in_address else "two tokens")
    return in_address[0]


def _is_navigation() -> bool:
    if request.method not in READS or "Authorization" in request.headers:
        return False
    to = request.headers.get("Sec-Fetch-Dest")
    return to in ("document", "iframe") or "text/html" in request.headers.get("Accept", "")


def _to_patch_page() -> AnyResponse:
    """302 to the page whose App Bridge comes back here with a new token."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in (_TOKEN, _RELOAD)]
    named = request.args.get("shop")
    if named is not None:
        shop = shop_domain(named)
        if shop is None or len(request.args.getlist("shop")) > 1:
            abort(400)
        framed_by(shop)
    back = f"{request.path}?{urlencode(kept)}" if kept else request.path
    return redirect(f"{PATCH_PAGE}?{urlencode([*kept, (_RELOAD, back)])}")
