"""The platform's token address: an id token, a refresh token or a code goes in, a pair of tokens comes out
(platform: tokens).

Shopify's package asks, over a line of ours (token_line). What came back is judged here and not by its result, which
reports the final refusal of a refresh as a 500 and takes a token without an end for one that has ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from plugin.platform.token_trouble import NeedsMerchant, StaleIdToken, TokensDown

if TYPE_CHECKING:  # a web process that never asks carries neither the package nor its HTTP client
    from shopify_app import ShopifyApp

    from plugin.platform.token_line import TokenLine

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
_KNOWN = frozenset({"invalid_request", "invalid_client", "invalid_grant", "invalid_subject_token"})


@dataclass(frozen=True, slots=True)
class Granted:
    """A pair of tokens, fresh. Without `lasts` the access token does not expire."""

    access: str = field(repr=False)
    lasts: timedelta | None
    refresh: str | None = field(repr=False)
    refresh_lasts: timedelta | None
    scopes: str  # as Shopify writes them: comma-separated


class TokenEndpoint:
    """Speaks for the app. All calls raise TokensDown where the answer is neither yes nor a final no."""

    def __init__(self, client_id: str, client_secret: str, shopify_base: str = "") -> None:
        self._client_id, self._client_secret = client_id, client_secret
        self._base = shopify_base

    def exchange(self, shop_domain: str, id_token: str) -> Granted:
        """An expiring offline token for an id token that has been checked. StaleIdToken if it counts no more."""
        subject = {"exchangeable": True, "token": id_token, "claims": {"dest": f"https://{shop_domain}"}}
        line = self._ask(
            shop_domain, lambda app, http: app.exchange_using_token_exchange("offline", subject, http_client=http)
        )
        if (line.status, line.answer.get("error")) == (400, "invalid_subject_token"):
            raise StaleIdToken(f"{shop_domain}: the id token counts no more")
        return _granted(shop_domain, line)

    def refresh(self, shop_domain: str, refresh_token: str) -> Granted:
        """A new pair. NeedsMerchant if the refresh token is dead for good."""
        shop = shop_domain.removesuffix(".myshopify.com")
        held = {"shop": shop, "refresh_token": refresh_token, "access_mode": "offline"}  # when it is due, we know
        line = self._ask(
            shop_domain, lambda app, http: app.refresh_token_exchanged_access_token(held, http_client=http)
        )
        if (line.status, line.answer.get("error")) == (401, "invalid_request"):
            raise NeedsMerchant(f"{shop_domain}: its tokens are dead; the merchant must open Encore once")
        return _granted(shop_domain, line)

    def redeem(self, shop_domain: str, code: str) -> Granted:
        """An expiring offline token for the code of an authorization, which Shopify's package does not know."""
        address = f"https://{shop_domain}/admin/oauth/access_token"
        asked = {
            "client_id": self._client_id, "client_secret": self._client_secret, "code": code, "expiring": 1
        }  # fmt: skip
        line = self._ask(shop_domain, lambda _, http: http.post(address, {"Accept": "application/json"}, asked))
        return _granted(shop_domain, line)

    def _ask(self, shop_domain: str, ask: Callable[[ShopifyApp, Any], object]) -> TokenLine:
        if not _DOMAIN.fullmatch(shop_domain):
            raise TokensDown("a name that is no shop's is asked nothing")
        if not self._client_id or not self._client_secret:
            raise TokensDown("no tokens without SHOPIFY_API_KEY and SHOPIFY_API_SECRET: set both")
        import httpx
        from shopify_app import ShopifyApp

        from plugin.platform.token_line import TokenLine

        line = TokenLine(shop_domain, self._base)
        with suppress(httpx.RequestError):  # as the package does; the line says what came back
            ask(ShopifyApp(self._client_id, self._client_secret), line)
        return line


def _granted(shop_domain: str, line: TokenLine) -> Granted:
    access, refresh = line.answer.get("access_token"), line.answer.get("refresh_token")
    if line.status != 200 or not isinstance(access, str):
        said = str(line.answer.get("error"))
        why = said if said in _KNOWN else "no token"
        raise TokensDown(f"{shop_domain}: the token address answered {line.status or 'nothing'} ({why})")
    return Granted(
        access=access,
        lasts=_seconds(line.answer.get("expires_in")),
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        refresh_lasts=_seconds(line.answer.get("refresh_token_expires_in")),
        scopes=str(line.answer.get("scope") or ""),
    )


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)
