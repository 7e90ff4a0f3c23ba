"""Blocks run in a frame of Shopify's that has no origin, so any origin may ask; what opens a door is the session
token in the header, and no cookie ever (platform: UI extensions)."""

from __future__ import annotations

from flask import Response, request

PREFIX = "/ext/"
_MAY = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Max-Age": "7200",
}


def is_block() -> bool:
    """Whether the current request is to an address for blocks."""
    return request.path.startswith(PREFIX)


def preflight() -> Response | None:
    """The answer to a browser that asks whether it may ask."""
    if request.method != "OPTIONS" or not is_block():
        return None
    return Response(status=204, headers=_MAY)


def open_to_blocks(response: Response) -> Response:
    """Every answer to a block may be read by it, a refusal too."""
    if is_block():
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
