"""The platform's token address: an id token, a refresh token or a code goes in, a pair of tokens comes out
(platform: tokens).

Plain requests and not Shopify's package, which retries at once, reports the final refusal of a refresh as a 500 and
takes no address but its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from plugin.platform.token_trouble import NeedsMerchant, StaleIdToken, TokensDown

TIMEOUT_S = (3.05, 10.0)  # to connect, and for each wait: a merchant is looking at an empty frame meanwhile
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
_TYPE = "urn:ietf:params:oauth:token-type:id_token"
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"


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
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._base = shopify_base.rstrip("/")

    def exchange(self, shop_domain: str, id_token: str) -> Granted:
        """An expiring offline token for an id token. StaleIdToken if that one counts no more."""
        status, answer = self._ask(
            shop_domain,
            {
                "grant_type": _EXCHANGE, "subject_token": id_token, "subject_token_type": _TYPE,
                "requested_token_type": _OFFLINE, "expiring": 1,
            },
        )  # fmt: skip
        if status == 400 and answer.get("error") == "invalid_subject_token":
            raise StaleIdToken(f"{shop_domain}: the id token counts no more")
        return _granted(shop_domain, status, answer)

    def refresh(self, shop_domain: str, refresh_token: str) -> Granted:
        """A new pair. NeedsMerchant if the refresh token is dead for good."""
        status, answer = self._ask(shop_domain, {"grant_type": "refresh_token", "refresh_token": refresh_token})
        if status == 401 and answer.get("error") == "invalid_request":
            raise NeedsMerchant(f"{shop_domain}: its tokens are dead; the merchant must open Encore once")
        return _granted(shop_domain, status, answer)

    def redeem(self, shop_domain: str, code: str) -> Granted:
        """An expiring offline token for the code of an authorization."""
        status, answer = self._ask(shop_domain, {"code": code, "expiring": 1})
        return _granted(shop_domain, status, answer)

    def _ask(self, shop_domain: str, more: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        import requests  # a web process that never asks does not carry it

        if not _DOMAIN.fullmatch(shop_domain):
            raise TokensDown("a name that is no shop's is asked nothing")
        try:
            answer = requests.post(
                f"{self._base or 'https://' + shop_domain}/admin/oauth/access_token",
                json={**self._app, **more},
                headers={"Accept": "application/json", **({"X-Forwarded-Host": shop_domain} if self._base else {})},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
            return answer.status_code, _object(answer.json())
        except requests.JSONDecodeError:
            return answer.status_code, {}
        except requests.RequestException as error:
            raise TokensDown(f"{shop_domain}: no answer about tokens ({type(error).__name__})") from None


def _granted(shop_domain: str, status: int, answer: dict[str, Any]) -> Granted:
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if status != 200 or not isinstance(access, str) or not access:
        why = answer.get("error") if answer.get("error") in _KNOWN else "no token"
        raise TokensDown(f"{shop_domain}: the token address answered {status} ({why})")
    return Granted(
        access=access,
        lasts=_seconds(answer.get("expires_in")),
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        refresh_lasts=_seconds(answer.get("refresh_token_expires_in")),
        scopes=str(answer.get("scope") or ""),
    )


_KNOWN = frozenset({"invalid_request", "invalid_client", "invalid_grant", "invalid_subject_token"})


def _seconds(value: object) -> timedelta | None:
    return timedelta(seconds=value) if isinstance(value, int) and 0 < value < 10**9 else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
