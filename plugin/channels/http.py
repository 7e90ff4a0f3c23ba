"""The one HTTP client of the transports: pooled, with timeouts, no redirects, no cookies, checked TLS.

What it raises and logs never holds an address, a key or a URL.
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

CONNECT_S = 10.0
READ_S = 30.0
MOST_BODY = 65_536  # bytes of an answer that are read; no provider needs more to say yes or no

# At DEBUG urllib3 writes whole URLs, and a look-up's URL holds the key.
logging.getLogger("urllib3").setLevel(logging.INFO)


class NotReached(Exception):
    """No connection came about, so nothing has left."""


class AnswerLost(Exception):
    """The request may have arrived; no answer did."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    body: dict[str, Any]  # the JSON object in it; {} where it is none
    retry_after: timedelta | None

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Http:
    """One pool of connections. `timeout_s` counts for each wait for the server, not for the whole exchange."""

    def __init__(self, timeout_s: float = READ_S, pool: int = 8) -> None:
        self.timeout_s = timeout_s
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=pool, max_retries=0))

    def get(self, url: str) -> HttpAnswer:
        """Raises NotReached or AnswerLost."""
        return self._ask("GET", url, None, {})

    def post_json(self, url: str, values: Mapping[str, Any], headers: Mapping[str, str]) -> HttpAnswer:
        """Raises NotReached (surely nothing arrived) or AnswerLost (it may have)."""
        body = json.dumps(values, ensure_ascii=False).encode()
        return self._ask("POST", url, body, {"Content-Type": "application/json", **headers})

    def close(self) -> None:
        self._session.close()

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> HttpAnswer:
        try:
            answer = self._session.request(
                method, url, data=body, headers={"Accept": "application/json", **headers},
                timeout=(CONNECT_S, self.timeout_s), allow_redirects=False, stream=True,
            )  # fmt: skip
        except requests.RequestException as error:
            if _never_left(error):
                raise NotReached(_why(error)) from None  # the cause quotes the URL
            raise AnswerLost(_why(error)) from None
        with answer:
            return HttpAnswer(answer.status_code, _json(answer), _wait_wished(answer))


def _never_left(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return True
    inner = reason.args[0] if isinstance(reason, HTTPError) and reason.args else None
    return isinstance(inner, ssl.SSLCertVerificationError)


def _why(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "TLS failed"
    if isinstance(error, requests.Timeout):
        return "the provider did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection to the provider, or it broke"
    return f"the exchange with the provider failed ({type(error).__name__})"


def _json(answer: requests.Response) -> dict[str, Any]:
    """A body that breaks off changes nothing: the status has already said what happened."""
    try:
        value = json.loads(answer.raw.read(MOST_BODY, decode_content=True))
    except (ValueError, HTTPError, OSError):
        return {}
    return value if isinstance(value, dict) else {}


def _wait_wished(answer: requests.Response) -> timedelta | None:
    """Retry-After, a day at most; a date is read against the provider's own clock (its Date header)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return timedelta(seconds=min(int(text[:6]), 86_400))
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta(0)), timedelta(days=1))
