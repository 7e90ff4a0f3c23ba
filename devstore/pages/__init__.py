"""Pages for people: the start page with the clock, the app's listing, the admin shell with its desks, the storefront,
mailboxes and phones. Every button is a form; what it does is done by `doings/`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("pages", "devstore")

from devstore.pages import (  # noqa: E402  (they add their routes)
    accounts,
    addresses,
    around,
    carts,
    charges,
    checkouts,
    clock,
    customers,
    filters,
    listing,
    mailboxes,
    messages,
    order_status,
    orders,
    shell,
    shelves,
    start,
    theme,
    webhooks,
)

__all__ = [
    "accounts", "addresses", "around", "blueprint", "carts", "charges", "checkouts", "clock", "customers", "filters",
    "listing", "mailboxes", "messages", "order_status", "orders", "shell", "shelves", "start", "theme", "webhooks",
]  # fmt: skip
