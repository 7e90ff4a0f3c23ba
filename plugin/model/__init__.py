"""The mapped nouns; importing this package maps them all."""

from plugin.model import (
    case,
    customer,
    flow_trigger,
    help_desk,
    history,
    import_run,
    inbox,
    marketing,
    message,
    moving,
    not_arrived,
    order,
    product,
    product_group,
    product_question,
    ready_answer,
    replay_run,
    review,
    review_report,
    review_tally,
    shop,
    staff,
    survey,
    text,
    watermark,
)  # fmt: skip
from plugin.model.base import Base, Tenant

__all__ = [
    "Base", "Tenant", "case", "customer", "flow_trigger", "help_desk", "history", "import_run", "inbox", "marketing",
    "message", "moving", "not_arrived", "order", "product", "product_group", "product_question", "ready_answer",
    "replay_run", "review", "review_report", "review_tally", "shop", "staff", "survey", "text", "watermark",
]  # fmt: skip
