"""The kinds of files, by name alone, for whoever must not load what reads and writes them (plugin.moving.formats)."""

from __future__ import annotations

READ = (
    "judgeme-reviews", "klaviyo-profiles", "loox-reviews", "okendo-reviews", "shopify-customers", "smile-points",
    "stamped-points", "stamped-reviews", "yotpo-reviews",
)  # fmt: skip
WRITTEN = ("facebook-reviews", *READ)
