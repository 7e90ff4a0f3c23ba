"""The shopper's basket and the code they came with, kept in their cookie."""

from __future__ import annotations

from flask import session

_BASKET, _CODE = "basket", "code"
_MOST = 20


def contents() -> dict[int, int]:
    """Variant id → pieces, in the order they were put in."""
    return {int(number): pieces for number, pieces in session.get(_BASKET, {}).items()}


def put(variant_id: int, pieces: int) -> None:
    """So many more."""
    basket = contents()
    keep({**basket, variant_id: basket.get(variant_id, 0) + pieces})


def keep(basket: dict[int, int]) -> None:
    """Pieces below one take the thing out."""
    session[_BASKET] = {str(number): min(pieces, _MOST) for number, pieces in basket.items() if pieces > 0}


def empty() -> None:
    session.pop(_BASKET, None)
    session.pop(_CODE, None)


def code() -> str:
    return str(session.get(_CODE, ""))


def bring_code(text: str) -> None:
    session[_CODE] = text
