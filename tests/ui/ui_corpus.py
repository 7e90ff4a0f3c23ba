"""Tokens as attackers and broken mail programs make them; texts that want to be more than text."""

from __future__ import annotations

from html.parser import HTMLParser

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


class _Reader(HTMLParser):
    """Reads a page as a browser does, as far as what could run in it."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "svg", "iframe", "object", "embed", "style", "base"}:
            self.live.append(tag)
        self.live += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.live += [f"{tag} {name}" for name, value in attrs if (value or "").strip().startswith("javascript:")
                      and name in {"href", "src", "action", "formaction"}]  # fmt: skip


def live_in(page: str) -> list[str]:
    """What in the main part of a page would run, or load something; pages of texts have nothing of it there."""
    reader = _Reader()
    reader.feed(page.partition("<main")[2].partition("</main>")[0])
    return reader.live


def tampered(token: str) -> list[str]:
    """A good token with one thing wrong each: a sign changed everywhere, cut, doubled, its parts dropped."""
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token) - 1, 3)
    ]
    parts = token.split(".")
    dropped = [".".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))] if len(parts) > 1 else []
    return [*changed, token[:-8], token + token, token.swapcase(), *(part for part in dropped if part)]
