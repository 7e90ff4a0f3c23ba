"""Markdown with Liquid in it → HTML and plain text, both still with Liquid in them.

Markdown comes first and Liquid second: tags are hidden as words of letters and digits, Markdown is rendered
(raw HTML off), then the tags are put back. In the other order a customer's name could bring a link.
`[Label](address){button}` alone on its line becomes the button, `{code}`, `{items}`, `{suggestions}`
and `{answer}` alone on their line become the ready-made parts of templates/parts, where `[[word]]` is one
of our own phrases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plugin.compose.colors import ACCENT
from plugin.compose.phrases import phrases
from plugin.compose.urls import safe_url
from plugin.errors import TemplateError

BUTTON_MARK = 'class="button-link"'  # stands once in each rendered button, and in no value: quotes are escaped
PARTS = ("code", "items", "suggestions", "answer")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_BUTTON = re.compile(r"\[([^\[\]]+)\]\((\S+)\)\{button\}")
_PART = re.compile(r"\{(" + "|".join(PARTS) + r")\}")
_PHRASE = re.compile(r"\[\[(\w+)\]\]")


class BadAddress(TemplateError):
    """A link of the template goes to `url`, where no message may lead."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


@dataclass(frozen=True, slots=True)
class Hidden:
    """A Markdown source whose Liquid tags are words `<mark><number>z`; `u` instead of `z` where the word is
    or begins an address, `w` where it stands further inside one."""

    text: str
    tags: list[str]
    mark: str

    @property
    def word(self) -> re.Pattern[str]:
        return re.compile(self.mark + r"([0-9]+)([zuw])")

    def shown(self, text: str) -> str:
        """`text` with every hidden tag back in its place."""
        return self.word.sub(self._tag, text)

    def address(self, url: str) -> str:
        """An address whose hidden tags know that they stand in an address."""
        return self.word.sub(lambda word: f"{self.mark}{word[1]}{'w' if word.start() else 'u'}", url)

    def _tag(self, word: re.Match[str]) -> str:
        tag, use = self.tags[int(word[1])], word[2]
        if use == "z":
            return tag
        expression = tag.removeprefix("{{").removesuffix("}}").strip("- \t\n")
        return f"{{{{ {expression} | {'link_url' if use == 'u' else 'link_part'} }}}}"


def hide(source: str) -> Hidden:
    """The source with hidden tags; a line of block tags alone becomes a paragraph of its own."""
    mark = "qliq"
    while mark in source:
        mark += "q"
    tags: list[str] = []

    def word(tag: re.Match[str]) -> str:
        tags.append(tag[0])
        return f"{mark}{len(tags) - 1}z"

    text = _TAG.sub(word, source)
    hidden = Hidden(text, tags, mark)
    lines = (f"\n{line.strip()}\n" if _is_logic(hidden, line) else line for line in text.split("\n"))
    return Hidden("\n".join(lines), tags, mark)


def parse(hidden: Hidden, language: str = "en") -> list[Token]:
    """The Markdown as tokens. A paragraph of tags alone, a button or a part is a token `html_block` whose
    `meta["text"]` is its plain form; a part speaks `language`. BadAddress for one that no message may hold."""
    parser = _parser()
    parser.validateLink = lambda url: _is_address(hidden, url)  # type: ignore[method-assign]
    found: list[Token] = []
    tokens = iter(parser.parse(hidden.text))
    for token in tokens:
        if token.type != "paragraph_open":
            found.append(_addressed(hidden, token))
            continue
        inline, close = next(tokens), next(tokens)
        special = _special(hidden, inline.content.strip(), language)
        found += [special] if special else [token, _addressed(hidden, inline), close]
    return found


def html(hidden: Hidden, tokens: list[Token]) -> str:
    """The HTML with its Liquid tags shown. CSS is inlined here, once per template, never per message."""
    parser = _parser()
    page = parser.renderer.render(tokens, parser.options, {})
    return hidden.shown(_inlined(hidden, page))


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])


def _is_logic(hidden: Hidden, line: str) -> bool:
    words = hidden.word.findall(line)
    return (
        bool(words)
        and not hidden.word.sub("", line).strip()
        and all(hidden.tags[int(number)].startswith("{%") for number, _ in words)
    )


def _is_address(hidden: Hidden, url: str) -> bool:
    if any(hidden.tags[int(number)].startswith("{%") for number, _ in hidden.word.findall(url)):
        raise BadAddress("an address may hold {{ values }}, but no {% tags %}", url)
    if safe_url(url) or hidden.word.match(url):
        return True
    raise BadAddress(f"a link may only go to an http, https, mailto or tel address, not to {url[:60]!r}", url)


def _addressed(hidden: Hidden, token: Token) -> Token:
    for child in token.children or ():
        if child.type == "link_open":
            child.attrSet("href", hidden.address(str(child.attrGet("href"))))
    return token


def _special(hidden: Hidden, text: str, language: str) -> Token | None:
    if _is_logic(hidden, text):
        return _block(text, text)
    if button := _BUTTON.fullmatch(text):
        return _button(hidden, button[1], button[2], language)
    if named := _PART.fullmatch(text):
        return _part(hidden, named[1], language)
    return None


def _button(hidden: Hidden, label: str, url: str, language: str) -> Token:
    _is_address(hidden, url)
    address = hidden.address(url)
    html_form = part("button.html").replace("SLOTURL", escape(address)).replace("SLOTLABEL", escape(label))
    return _block(html_form, f"{label}{phrases(language).colon.rstrip(' ')}\n{address}")


def _part(hidden: Hidden, name: str, language: str) -> Token:
    inner = hide(_said(part(f"{name}.html"), language))
    hidden.tags.append(inner.shown(_inlined(inner, inner.text)))
    hidden.tags.append(_said(part(f"{name}.txt"), language).strip())
    last = len(hidden.tags) - 1
    return _block(f"{hidden.mark}{last - 1}z", f"{hidden.mark}{last}z")


def _said(source: str, language: str) -> str:
    """A part with our phrases in it; none of them holds a sign that HTML reads as markup."""
    return _PHRASE.sub(lambda word: str(getattr(phrases(language), word[1])), source)


def _block(html_form: str, text: str) -> Token:
    return Token("html_block", "", 0, content=html_form + "\n", meta={"text": text})


def _inlined(hidden: Hidden, page: str) -> str:
    import css_inline  # only where a template is parsed

    inlined = css_inline.inline_fragment(page, read("body.css"), load_remote_stylesheets=False)
    if hidden.word.findall(inlined) != hidden.word.findall(page):
        raise TemplateError("a tag stands where HTML cannot hold it")
    return inlined.replace(ACCENT, "{{ shop.accent }}")  # the colour is the shop's, the rest of the look is ours


def part(name: str) -> str:
    """The source of one ready-made part, e.g. `code.html`."""
    return read(f"parts/{name}")


@lru_cache(maxsize=64)
def read(name: str) -> str:
    """A file of our own templates folder."""
    return files("plugin.compose").joinpath("templates", name).read_text(encoding="utf-8")
