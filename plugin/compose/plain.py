"""The plain-text part of an e-mail, from the same Markdown as its HTML."""

from __future__ import annotations

import re

from markdown_it.token import Token


def text(tokens: list[Token]) -> str:
    """Readable text: marks are gone, lists keep their dashes and numbers, links are written out.
    `tokens` come from plugin.compose.markdown.parse."""
    written = _Writer()
    for token in tokens:
        written.take(token)
    return "".join(written.pieces).strip() + "\n"


def tight(rendered: str) -> str:
    """Rendered text without the holes that a false `{% if %}` leaves: one blank line at most."""
    lines = (line.rstrip() for line in rendered.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._lists: list[int | None] = []  # next number of each open list; None: dashes
        self._lead = ""
        self._quotes = 0

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            self._lists.append(int(token.attrGet("start") or 1) if kind.startswith("ordered") else None)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
            self.pieces.append("" if self._lists else "\n")
        elif kind == "list_item_open":
            self._lead = self._item()
        elif kind in {"blockquote_open", "blockquote_close"}:
            self._quotes += token.nesting
        else:
            self._block(_block_text(token))

    def _item(self) -> str:
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number + 1
        return "  " * (len(self._lists) - 1) + ("- " if number is None else f"{number}. ")

    def _block(self, content: str | None) -> None:
        if content is None:
            return
        lead, self._lead = self._lead, ""
        quote = "> " * self._quotes
        lines = (quote + lead + content).replace("\n", "\n" + quote + " " * len(lead))
        self.pieces.append(lines + ("\n" if self._lists else "\n\n"))


def _block_text(token: Token) -> str | None:
    if token.type == "inline":
        return _inline_text(token.children or [])
    if token.type == "html_block":
        return str(token.meta["text"])
    if token.type in {"fence", "code_block"}:
        return token.content.rstrip("\n")
    return "----" if token.type == "hr" else None


def _inline_text(children: list[Token]) -> str:
    pieces: list[str] = []
    links: list[tuple[str, int]] = []
    for child in children:
        if child.type in {"text", "code_inline", "text_special"}:
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif child.type == "link_open":
            links.append((str(child.attrGet("href")), len(pieces)))
        elif child.type == "link_close":
            url, start = links.pop()
            label = "".join(pieces[start:])
            pieces.append("" if label in {url, url.removeprefix("mailto:")} else f" ({url})")
    return "".join(pieces)
