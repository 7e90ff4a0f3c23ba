"""Evidence from a provider: does it have a message? A URL with `{message_id}` and `{key}` (trust: providers)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from plugin.channels.http import AnswerLost, Http, NotReached
from plugin.errors import ConfigError


def http_url(url: str, name: str) -> str:
    """`url`, if it is one of http or https with a host. ConfigError, which never repeats it, otherwise."""
    try:
        parts = urlsplit(url.strip())
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or any(sign.isspace() for sign in url.strip()):
        raise ConfigError(f"the {name} URL cannot be used; write https://host/path")
    return url.strip()


class LookUp:
    """200 means has it, 404 has it not; anything else says nothing."""

    def __init__(self, url: str, http: Http) -> None:
        self._url = http_url(url, "look-up")
        if "{key}" not in url and "{message_id}" not in url:
            raise ConfigError("the look-up URL asks about no message; put {message_id} or {key} into it")
        self._http = http

    def find(self, message_id: str, key: str) -> bool | None:
        url = self._url.replace("{message_id}", quote(message_id, safe="")).replace("{key}", quote(key, safe=""))
        try:
            status = self._http.get(url).status
        except (NotReached, AnswerLost):
            return None
        return {200: True, 404: False}.get(status)
