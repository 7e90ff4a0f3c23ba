"""How a picture of ours is answered: as nothing but a picture, whatever a browser makes of its bytes."""

from __future__ import annotations

from flask import Response, abort, request

from plugin.pictures import MIME

_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)


def picture(content: bytes | None, name: str) -> Response:
    """The picture of that name, which always shows the same; 304 where the browser has it already, 404 where there
    is none."""
    if content is None:
        abort(404)
    answer = Response(content, mimetype=MIME)
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.set_etag(name)
    answer.make_conditional(request)
    return answer
