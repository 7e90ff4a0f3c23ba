"""The connection over which Shopify's package asks for tokens: our pool, our time-outs, the development store's
address where that is set, and no answer that the package would misread or repeat at once.

It goes to the package as its `http_client`, of which only `post` is used."""

from __future__ import annotations

from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from plugin.platform.base import at_base

TIMEOUT = httpx.Timeout(10.0, connect=3.05)  # seconds; a merchant is looking at an empty frame meanwhile
_MOST_SECONDS = 10**9


class TokenLine:
    """For one question. Afterwards `status` is what came back, 0 for nothing, and `answer` what is worth reading."""

    def __init__(self, shop_domain: str, base: str) -> None:
        self._shop, self._base = shop_domain, base
        self.status = 0
        self.answer: dict[str, Any] = {}

    def post(self, url: str, headers: dict[str, str], json: dict[str, Any]) -> httpx.Response:
        """Raises httpx.RequestError for what is neither yes nor a final no: the package repeats other failures at
        once or waits in front of the merchant, while ours is kept in a row and tried later."""
        there = {"X-Forwarded-Host": self._shop} if self._base else {}
        response = _pool().post(at_base(url, self._shop, self._base), headers={**headers, **there}, json=json)
        self.status, answer = response.status_code, _object(response)
        if self.status == 429 or self.status >= 500:
            raise httpx.RequestError("not now")
        if not answer or (self.status == 200 and not _is_grant(answer)):
            raise httpx.RequestError("no answer to a question about tokens")
        self.answer = answer
        return response


@lru_cache(maxsize=1)
def _pool() -> httpx.Client:
    """Without cookies, and without proxies and logins from the environment: one pool serves all shops."""
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False, cookies=jar)


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        value = response.json()
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_grant(answer: dict[str, Any]) -> bool:
    token = answer.get("access_token")
    ends = [answer[name] for name in ("expires_in", "refresh_token_expires_in") if name in answer]
    return isinstance(token, str) and token != "" and all(_is_seconds(value) for value in ends)


def _is_seconds(value: object) -> bool:
    return type(value) is int and 0 < value < _MOST_SECONDS
