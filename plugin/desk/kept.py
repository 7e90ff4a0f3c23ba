"""How long what is kept, in the words of a merchant; the days are those that plugin.stages.prune works with."""

from __future__ import annotations

from plugin.stages.prune import ACCESS, CLICKS, EXPORTS, FACTS, FILES, INBOX_BODIES, MESSAGE_BODIES, VIEWS
from plugin.words import said

KEPT: tuple[tuple[str, int], ...] = (
    (said("What Shopify sent us, word for word"), INBOX_BODIES.days),
    (said("The text of messages, after they were of use"), MESSAGE_BODIES.days),
    (said("Who clicked which link"), CLICKS.days),
    (said("The file for a customer who asked for their data, after you fetched it"), EXPORTS.days),
    (said("A file of another app that you sent, until it is read in"), FILES.days),
    (said("What your help desk was told, without what was written"), FACTS.days),
    (said("Who of your staff saw whose data"), ACCESS.days),
    (said("How often each product was looked at"), VIEWS.days),
)
