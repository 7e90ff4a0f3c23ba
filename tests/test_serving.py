"""The server in front of the pages."""

from __future__ import annotations

import threading

import requests

from plugin.serving import listening, reserve


def test_what_proxies_wrote_down_reaches_the_pages():
    def told(environ, start):
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ.get("HTTP_X_FORWARDED_FOR", "").encode()]

    place = reserve("127.0.0.1", 0)
    server = listening(told, place, threads=1)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{place.getsockname()[1]}/"
    assert requests.get(address, headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"}, timeout=5).text == (
        "192.0.2.1, 198.51.100.7"
    )
    server.close()
