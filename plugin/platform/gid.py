"""Platform ids as the Admin API writes them, `gid://shopify/Order/1001`, and as Encore keeps them, 1001."""

from __future__ import annotations


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_of(value: object, kind: str) -> int | None:
    """The number in a gid of this kind; None for anything else."""
    start = f"gid://shopify/{kind}/"
    digits = value.removeprefix(start) if isinstance(value, str) and value.startswith(start) else ""
    return int(digits) if digits.isdecimal() and len(digits) <= 19 else None
