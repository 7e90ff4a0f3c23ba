"""One verifier per sender, over the raw bytes. The current and the previous secret both count.

The expected text is made and compared, never the given one decoded: so only the sender's own spelling
passes (no url-safe alphabet, no hex, no second encoding of the same bytes).

Not by Shopify's package, which verifies the rest: it wants the body as text, so bytes that are no UTF-8 could not be
checked before they are decoded, stumbles over a header that is not ASCII, and copies and parses every body for its
log, on the path that has to answer 200 webhooks a second.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence


def verify(secrets: Sequence[str], body: bytes, header: str | None) -> bool:
    """Whether `header` is the platform's signature of `body`: base64 HMAC-SHA256 by one of `secrets`.
    An empty secret signs nothing. Constant time in what was given."""
    if not header or not header.isascii():
        return False
    given = header.encode("ascii")
    return any(
        hmac.compare_digest(b64encode(hmac.digest(secret.encode(), body, "sha256")), given)
        for secret in secrets
        if secret
    )


def verify_hex(secret: str, body: bytes, header: str | None) -> bool:
    """The same for receipts: hex HMAC-SHA256, in either case of letters, by a secret that is not empty."""
    if not secret or not header or not header.isascii():
        return False
    return hmac.compare_digest(hmac.digest(secret.encode(), body, "sha256").hex(), header.lower())
