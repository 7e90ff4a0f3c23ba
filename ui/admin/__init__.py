"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import home, messages

BLUEPRINTS = (home.pages, messages.pages)

__all__ = ["BLUEPRINTS"]
