"""The merchant's pages, shown inside the Shopify admin. Each has the door `admin`:
`ui.session` has checked who asks."""

from ui.admin import home

BLUEPRINTS = (home.pages,)

__all__ = ["BLUEPRINTS"]
