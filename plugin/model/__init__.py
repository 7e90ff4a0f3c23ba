"""The mapped nouns; importing this package maps them all."""

from plugin.model import (
    customer,
    flow_trigger,
    history,
    import_run,
    inbox,
    marketing,
    message,
    order,
    product,
    replay_run,
    review,
    review_report,
    review_tally,
    shop,
    staff,
    text,
    watermark,
)  # fmt: skip
from plugin.model.base import Base, Tenant

__all__ = [
    "Base", "Tenant", "customer", "flow_trigger", "history", "import_run", "inbox", "marketing", "message", "order",
    "product", "replay_run", "review", "review_report", "review_tally", "shop", "staff", "text", "watermark",
]  # fmt: skip
