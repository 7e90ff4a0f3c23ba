"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import health, home, message, outbox

BLUEPRINTS = (home.pages, outbox.pages, message.pages, health.pages)

__all__ = ["BLUEPRINTS"]
