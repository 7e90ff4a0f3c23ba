"""Addresses of the shop lead to the real internet; whoever reads a message here is led to this machine instead."""

from __future__ import annotations

from devstore import shop


def at_home(words: str, url: str) -> str:
    """A message's HTML or text, with the shop's own addresses (links, pictures) served from `url`."""
    return words.replace(f"https://{shop.DOMAIN}", url.rstrip("/"))
