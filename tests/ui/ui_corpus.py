"""Tokens as attackers and broken mail programs make them; texts that want to be more than text."""

from __future__ import annotations

ODD_TOKENS = (
    "gASVEQAAAAAAAACMAjw8lC4=",
    "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.",
    "..",
    "%00",
    "a" * 5000,
    "ünïcode",
    "{{7*7}}",
    "' OR 1=1 --",
    "1.2.3.4.5",
)
MARKUP = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)//",
    "<img src=x onerror=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "</textarea><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "{% for x in (1..9) %}",
    "javascript:alert(1)",
)


def tampered(token: str) -> list[str]:
    """A good token with one thing wrong each: a sign changed everywhere, cut, doubled, its parts dropped."""
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token) - 1, 3)
    ]
    parts = token.split(".")
    dropped = [".".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))] if len(parts) > 1 else []
    return [*changed, token[:-8], token + token, token.swapcase(), *(part for part in dropped if part)]
