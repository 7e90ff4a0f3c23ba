"""What others say about the products that a batch of messages suggests, read once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plugin.encore import Encore
from plugin.events import Channel
from plugin.shops import Shop
from plugin.social_proof import Proof, proofs
from plugin.stages.outbox.judge import Go

Proofs = Mapping[int, Proof]  # by product


def proofs_for(encore: Encore, shop: Shop, going: Iterable[Go]) -> Proofs:
    """Text messages have no room for it."""
    letters = (go for go in going if go.channel is Channel.EMAIL)
    wanted = {one.product_id for go in letters for one in go.plan.suggestions}
    if not wanted:
        return {}
    with encore.database.read(shop.id) as session:
        return proofs(session, shop, wanted)
