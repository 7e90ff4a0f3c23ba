"""The headers of every answer: no script, no frame, no cookie, nothing from elsewhere but product pictures. Only the
admin pages, which live in Shopify's frame, carry Shopify's scripts and may be framed by their one shop."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, g, request

from ui.doors import doors

ALWAYS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATIC = "/static/"
SHOPIFY_CDN = "https://cdn.shopify.com"
SHOPIFY_ADMIN = "https://admin.shopify.com"


def framed_by(shop_domain: str) -> None:
    """The answer to the current request may be shown in the admin of that shop, whose name is well-formed."""
    g.framed_by = shop_domain


def kept_for(seconds: int) -> None:
    """The answer to the current request holds nothing of a person: whoever gets it may keep it that long."""
    g.kept = f"public, max-age={seconds}"


def kept_by_the_browser() -> None:
    """The answer to the current request is always the same: who has it need not ask again, nobody else keeps it."""
    g.kept = "private, max-age=31536000, immutable"


def protect(response: Response) -> Response:
    """Adds what the view has not set itself. Nothing is indexed, and only what says so and the stylesheet is kept."""
    base = doors().settings.shopify_base
    policy = admin_policy(g.framed_by, base) if "framed_by" in g else plain_policy(base)
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(STATIC) and response.status_code < 400:
        return response
    response.headers["Cache-Control"] = g.get("kept", "no-store") if response.status_code < 400 else "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def plain_policy(shopify_base: str) -> str:
    """The policy of a page for shoppers and operators: nothing but our stylesheet and the pictures of products."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"img-src 'self' data: {_pictures(shopify_base)}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def admin_policy(shop_domain: str, shopify_base: str) -> str:
    """The policy of a page in the admin of that shop. Scripts come from us and from Shopify; the development store,
    where its address is set, takes the place of both of Shopify's."""
    scripts = origin(shopify_base) if shopify_base else SHOPIFY_CDN
    frame = origin(shopify_base) if shopify_base else SHOPIFY_ADMIN
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}",
            f"style-src 'self' {scripts}",
            f"font-src 'self' {scripts}",
            f"img-src 'self' data: {_pictures(shopify_base)}",
            "connect-src 'self'",
            "form-action 'self'",
            f"frame-ancestors https://{shop_domain} {frame}",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def _pictures(shopify_base: str) -> str:
    """A shop's pictures may be anywhere; those of the development store are with it: nothing leaves the machine."""
    return origin(shopify_base) if shopify_base else "https:"


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
