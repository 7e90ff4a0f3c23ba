"""Who is signed in to the storefront: a cookie, and no password, for this is a shop of toys."""

from __future__ import annotations

from flask import session

_NAME = "customer"


def shopper_id() -> int | None:
    number = session.get(_NAME)
    return number if isinstance(number, int) else None


def sign_in(customer_id: int | None) -> None:
    """None signs out."""
    if customer_id is None:
        session.pop(_NAME, None)
    else:
        session[_NAME] = customer_id
