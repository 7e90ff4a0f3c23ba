"""A message template: header lines, then `---`, then a body in Markdown with Liquid.

    subject: Thank you{% if first_name %}, {{ first_name }}{% endif %}!
    preheader: Your order {{ order.name }} is in good hands.
    sms: Thank you for your purchase!
    ---
    Hello!

HTML, text, subject and SMS come from this one source. Parse it once per version and keep it: parsing costs
milliseconds, rendering well under one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from liquid import BoundTemplate
from markdown_it.token import Token

from plugin.compose import liquid, markdown, plain, sms, words
from plugin.errors import TemplateError

# Everything a template may name; plugin.compose.message says what each holds.
VARIABLES = frozenset(
    {"first_name", "step", "channel", "suggestions"}
    | {f"shop.{name}" for name in ("name", "url", "email")}
    | {f"order.{name}" for name in ("name", "items")}
    | {f"code.{name}" for name in ("text", "percent", "ends", "day", "is_today")}
    | {f"links.{name}" for name in ("shop", "order", "review", "contact", "unsubscribe", "preferences")}
)
_HEADERS = ("subject", "preheader", "sms")
_SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Template:
    """One parsed version. Every function takes the values by name and gives finished text; each raises
    TemplateError where a limit is passed or a link has no address."""

    _headers: Mapping[str, BoundTemplate]
    _html: BoundTemplate
    _text: BoundTemplate

    def subject(self, values: Mapping[str, object]) -> str:
        """One line; TemplateError if nothing is left of it."""
        line = words.clean(liquid.rendered(self._headers["subject"], values), _SUBJECT_LENGTH)
        if line is None:
            raise TemplateError("the subject is empty")
        return line

    def preheader(self, values: Mapping[str, object]) -> str:
        """What an inbox shows behind the subject: one line, may be empty."""
        return words.clean(self._header("preheader", values), _SUBJECT_LENGTH) or ""

    def html(self, values: Mapping[str, object]) -> str:
        """The body's HTML fragment, values escaped; TemplateError for a second button."""
        page = liquid.rendered(self._html, values)
        if page.count(markdown.BUTTON_MARK) > 1:
            raise TemplateError("a message may have one button")
        return page

    def text(self, values: Mapping[str, object]) -> str:
        return plain.tight(liquid.rendered(self._text, values))

    def sms(self, values: Mapping[str, object]) -> str:
        """The SMS without its opt-out; TemplateError if the template has none."""
        line = sms.tidy(self._header("sms", values))
        if not line:
            raise TemplateError("this template has no sms text")
        return line

    def _header(self, name: str, values: Mapping[str, object]) -> str:
        template = self._headers.get(name)
        return liquid.rendered(template, values) if template else ""


def parse(source: str) -> Template:
    """The template in `source`. TemplateError with the line (from 1) for wrong syntax, an unknown header,
    variable, filter or tag, or a link to something that is no web, mail or phone address."""
    if len(source) > liquid.SOURCE_LIMIT:
        raise TemplateError(f"a template may have {liquid.SOURCE_LIMIT} characters")
    lines = source.replace("\r\n", "\n").split("\n")
    if "---" not in lines:
        raise TemplateError("the line --- between the headers and the body is missing", len(lines))
    end = lines.index("---")
    headers = dict(_header(line, number) for number, line in enumerate(lines[:end], 1) if line.strip())
    if "subject" not in headers:
        raise TemplateError("the line subject: is missing", 1)
    body = "\n".join(lines[end + 1 :])
    liquid.check(body, VARIABLES, end + 2)
    hidden = markdown.hide(body)
    tokens = _tokens(hidden, lines, end + 1)
    text = hidden.shown(plain.text(tokens))
    return Template(
        headers,
        liquid.compiled(markdown.html(hidden, tokens), escape=True),
        liquid.compiled(text, escape=False),
    )


def _tokens(hidden: markdown.Hidden, lines: list[str], first: int) -> list[Token]:
    try:
        return markdown.parse(hidden)
    except markdown.BadAddress as error:
        start = hidden.word.split(error.url)[0]
        line = next((number for number, line in enumerate(lines, 1) if number > first and start in line), first)
        raise TemplateError(str(error), line) from None


@lru_cache(maxsize=64)
def shipped(flow: str) -> Template:
    """The default English template of a flow."""
    return parse(markdown.read(f"{flow}.md"))


def _header(line: str, number: int) -> tuple[str, BoundTemplate]:
    name, colon, value = line.partition(":")
    if not colon or name not in _HEADERS:
        raise TemplateError(f"a header line begins with one of {', '.join(_HEADERS)}", number)
    liquid.check(value.strip(), VARIABLES, number)
    return name, liquid.compiled(value.strip(), escape=False)
