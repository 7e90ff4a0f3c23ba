"""One question to a shop's Admin API: ShopifyAPI says where and how, a pooled `requests.Session` sends it.

Nothing of ShopifyAPI is activated: its sessions are values here, because its global state mixes shops up
(platform notes, the two Python libraries)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import shopify
from requests.adapters import HTTPAdapter

from plugin.config import API_VERSION

TIMEOUT = (3.05, 10.0)  # seconds to connect, and for each wait for the server

# At DEBUG urllib3 names every shop that is asked.
logging.getLogger("urllib3").setLevel(logging.INFO)


class AdminGraphQL(shopify.GraphQL):  # type: ignore[misc]  # ShopifyAPI has no types
    """`base` ("" for Shopify itself) takes the place of https://{shop}; the shop then stands in a header."""

    def __init__(
        self, session: shopify.Session, http: requests.Session, base: str = "", timeout: tuple[float, float] = TIMEOUT
    ) -> None:
        path = session.site.removeprefix(f"https://{session.url}")
        self.endpoint = f"{base.rstrip('/') or f'https://{session.url}'}{path}/graphql.json"
        self.headers = {"X-Shopify-Access-Token": session.token}
        if base:
            self.headers["X-Forwarded-Host"] = session.url
        self._http, self._timeout = http, timeout

    def execute(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> requests.Response:
        """The answer whatever its status. Raises requests.RequestException where there is none."""
        headers = self.merge_headers({"Accept": "application/json"}, self.headers)
        body = {"query": query, "variables": variables or {}, "operationName": operation_name}
        return self._http.post(
            self.endpoint, json=body, headers=headers, timeout=self._timeout, allow_redirects=False
        )


def admin_session(domain: str, token: str) -> shopify.Session:
    return shopify.Session(domain, API_VERSION, token)


def pooled(pool: int = 16) -> requests.Session:
    """Connections for many shops: kept open, without cookies, without proxies and logins from the environment."""
    http = requests.Session()
    http.trust_env = False
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        http.mount(scheme, HTTPAdapter(pool_connections=pool, pool_maxsize=pool, max_retries=0))
    return http
