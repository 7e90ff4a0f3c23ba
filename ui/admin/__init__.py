"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import flow, flows, home, messages, settings

BLUEPRINTS = (home.pages, flows.pages, messages.pages, settings.pages)

__all__ = ["BLUEPRINTS", "flow"]
