"""`POST /receipts/<provider>`: what email and SMS providers report, and texts and mails that shoppers send.

The signature is ours to give out (`ENCORE_RECEIPT_SECRET`). A report carries the key we issued, whose first
part is the shop's public id; each shop's reports go to its own inbox, to be read by `plugin.receipts`.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from plugin.arrivals import SOURCE, put_for, put_mail
from plugin.errors import BadPayload
from plugin.receipts import PROVIDERS, Record, records, shop_named
from webhooks.door import (
    NOT_ALLOWED,
    NOT_FOUND,
    UNAUTHORIZED,
    Door,
    Environ,
    Refused,
    read_body,
)
from webhooks.signatures import verify_hex

PREFIX = "/receipts/"


class Receipts(Door):
    """The WSGI app of these addresses."""

    def _receive(self, environ: Environ) -> None:
        provider = environ.get("PATH_INFO", "").removeprefix(PREFIX)
        if provider not in PROVIDERS and provider != "mail":
            raise Refused(NOT_FOUND)
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(NOT_ALLOWED)
        body = read_body(environ)
        if not verify_hex(self._settings.receipt_secret, body, environ.get("HTTP_X_SIGNATURE")):
            raise Refused(UNAUTHORIZED)
        if provider == "mail":
            if put_mail(self._inbox, self._shops, body, self._clock.now()):
                self._wake("inbox")
        else:
            self._take_in(f"receipts/{provider}", body, self._clock.now())

    def _take_in(self, topic: str, body: bytes, now: datetime) -> None:
        try:
            by_shop = _by_shop(records(body))
        except BadPayload as error:
            self._inbox.put_rejected(SOURCE, topic, str(error), sha256(body).hexdigest(), now)
            return
        for public_id, share in by_shop.items():
            # a body about one shop is kept as it was signed; of a mixed one each shop gets only its own part
            part = body if len(by_shop) == 1 else msgspec.json.encode(share)
            put_for(self._inbox, self._shops, public_id, topic, part, now)
        self._wake("inbox")


def _by_shop(found: list[Record]) -> dict[str, list[Record]]:
    shares: dict[str, list[Record]] = {}
    for record in found:
        shares.setdefault(shop_named(record), []).append(record)
    return shares
