"""How long what is kept, in the words of a merchant; the days are those that plugin.stages.prune works with."""

from __future__ import annotations

from plugin.stages.prune import ACCESS, CLICKS, INBOX_BODIES, MESSAGE_BODIES

KEPT: tuple[tuple[str, int], ...] = (
    ("What Shopify sent us, word for word", INBOX_BODIES.days),
    ("The text of messages, after they were of use", MESSAGE_BODIES.days),
    ("Who clicked which link", CLICKS.days),
    ("Who of your staff saw whose data", ACCESS.days),
)
