"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import (
    access_log,
    case_answer,
    cases,
    codes,
    customers,
    flow,
    flows,
    health,
    help_desk,
    home,
    messages,
    moving,
    not_in_role,
    one_customer,
    one_message,
    outbox,
    plan,
    privacy,
    questions,
    ready_answers,
    review_card,
    review_groups,
    reviews,
    rights,
    settings,
    staff,
    surveys,
)

BLUEPRINTS = (
    home.pages, flows.pages, messages.pages, outbox.pages, customers.pages, codes.pages, health.pages, settings.pages,
    staff.pages, plan.pages, reviews.pages, questions.pages, privacy.pages, moving.pages, cases.pages, surveys.pages,
    help_desk.pages,
)  # fmt: skip

__all__ = [
    "BLUEPRINTS", "access_log", "case_answer", "flow", "not_in_role", "one_customer", "one_message", "ready_answers",
    "review_card", "review_groups", "rights",
]  # fmt: skip
