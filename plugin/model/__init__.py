"""The mapped nouns; importing this package maps them all."""

from plugin.model import customer, inbox, message, order, product, replay_run, review, shop, staff, text, watermark
from plugin.model.base import Base, Tenant

__all__ = [
    "Base", "Tenant", "customer", "inbox", "message", "order", "product", "replay_run", "review", "shop", "staff",
    "text", "watermark",
]  # fmt: skip
