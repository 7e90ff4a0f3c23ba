"""What can go wrong between Encore and the Admin API, as types: whoever catches one knows whether to try later,
to ask the merchant, or to give this one thing up. Texts name the shop, the document and the next step; never a
body, a token or a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from plugin.platform.seam import PlatformDown


class TryLater(PlatformDown):
    """No usable answer now. `after`: before that there is no point in asking again."""

    def __init__(self, text: str, after: timedelta) -> None:
        super().__init__(text)
        self.after = after


class Throttled(TryLater):
    """The shop's budget of query points is used up for the moment, or Shopify said when to come back."""


class AccessLost(PlatformDown):
    """Shopify does not take the token any more (401): uninstalled, or revoked."""


class AccessDenied(PlatformDown):
    """The token is good, but the app lacks a scope or an approval for this document."""


class ShopClosed(PlatformDown):
    """Shopify answers for no one in this shop: frozen, locked or gone."""


class NotUnderstood(PlatformDown):
    """The document was refused as a whole, or the answer makes no sense: a mistake of ours, for a person."""


@dataclass(frozen=True, slots=True)
class UserError:
    """One entry of `userErrors`. `message` may quote what was sent, so it is not part of any text here."""

    field: str
    code: str | None
    message: str


class Refused(Exception):
    """Shopify understood and will not do it; asking again changes nothing."""

    def __init__(self, document: str, errors: tuple[UserError, ...]) -> None:
        said = ", ".join(f"{one.code or 'refused'} at {one.field or 'the whole'}" for one in errors)
        super().__init__(f"{document}: {said}")
        self.errors = errors

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.errors if one.code)
