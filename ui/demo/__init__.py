"""The demo's own pages: the outbox of the sample shop's customers, and its shop floor. `encore serve` never has
them."""

from ui.demo.pages import demo_pages

__all__ = ["demo_pages"]
