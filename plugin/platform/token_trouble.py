"""What can go wrong with a shop's tokens, as types: whoever catches one knows whom it takes to get on."""

from __future__ import annotations

from plugin.platform.seam import PlatformDown


class TokensDown(PlatformDown):
    """No token now; the same may work later."""


class NeedsMerchant(PlatformDown):
    """The shop's tokens are dead for good; the next visit of the merchant brings new ones."""


class StaleIdToken(Exception):
    """The platform does not take this id token any more; a fresh one is needed."""
