"""One file for each foreign product; `FORMATS` are all of them, by their kinds."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.moving.format import Format, likeness
from plugin.moving.formats import (
    facebook,
    judgeme,
    klaviyo,
    loox,
    okendo,
    shopify_customers,
    smile,
    stamped_points,
    stamped_reviews,
    yotpo,
)

FORMATS: dict[str, Format] = {
    one.FORMAT.kind: one.FORMAT
    for one in (
        judgeme, loox, yotpo, stamped_reviews, okendo, smile, stamped_points, shopify_customers, klaviyo, facebook,
    )
}  # fmt: skip
IMPORTED = tuple(kind for kind, form in FORMATS.items() if form.is_read)


def likeliest(header: Sequence[str]) -> str | None:
    """The kind that a header looks most like; None where it looks like none."""
    best = max(FORMATS.values(), key=lambda form: likeness(form, header))
    return best.kind if likeness(best, header) else None
