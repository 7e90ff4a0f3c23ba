"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import flow, flows, health, home, messages, one_message, outbox, settings

BLUEPRINTS = (
    home.pages, flows.pages, messages.pages, outbox.pages, health.pages, settings.pages,
)  # fmt: skip

__all__ = ["BLUEPRINTS", "flow", "one_message"]
