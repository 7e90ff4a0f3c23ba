"""A message template: header lines, then `---`, then a body in Markdown with Liquid.

    subject: Thank you{% if first_name %}, {{ first_name }}{% endif %}!
    preheader: Your order {{ order.name }} is in good hands.
    sms: Thank you for your purchase!
    ---
    Hello!

HTML, text, subject and SMS come from this one source; a shop's own texts come as its four fields instead. Parse it
once per version and keep it: parsing costs milliseconds, rendering well under one. Shipped templates are
`templates/<language>/<flow>.md`; a later step that says something else has a file of its own, `<flow>.<step>.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from liquid import BoundTemplate
from markdown_it.token import Token

from plugin.compose import liquid, markdown, plain, sms, words
from plugin.compose.languages import FALLBACK, LANGUAGES
from plugin.compose.source import FIELDS, HEADERS, Source
from plugin.errors import TemplateError

# Everything a template may name; plugin.compose.message says what each holds.
VARIABLES = frozenset(
    {"first_name", "step", "channel", "suggestions", "incentive", "matters_most", "recommends"}
    | {f"shop.{name}" for name in ("name", "url", "email", "accent")}
    | {f"order.{name}" for name in ("name", "items")}
    | {f"code.{name}" for name in ("text", "percent", "ends", "day", "is_today")}
    | {f"question.{name}" for name in ("text", "product")}
    | {"answer.lines"}
    | {f"links.{name}" for name in ("shop", "order", "review", "survey", "answer", "contact")}
    | {f"links.{name}" for name in ("unsubscribe", "preferences")}
)
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


def parse(source: str, language: str = "en") -> Template:
    """The template in `source`. TemplateError with the line (from 1) for wrong syntax, an unknown header,
    variable, filter or tag, or a link to something that is no web, mail or phone address."""
    written, lines = read(source)
    return made(written, language, lines)


def read(source: str) -> tuple[Source, dict[str, int]]:
    """The fields of a template file, and the line on which each begins. TemplateError as `parse` has it."""
    if len(source) > liquid.SOURCE_LIMIT:
        raise TemplateError(f"a template may have {liquid.SOURCE_LIMIT} characters")
    lines = source.replace("\r\n", "\n").split("\n")
    if "---" not in lines:
        raise TemplateError("the line --- between the headers and the body is missing", len(lines))
    end = lines.index("---")
    headers = [(*_header(line, number), number) for number, line in enumerate(lines[:end], 1) if line.strip()]
    if "subject" not in {name for name, _, _ in headers}:
        raise TemplateError("the line subject: is missing", 1)
    fields = {name: value for name, value, _ in headers}
    begins = {name: number for name, _, number in headers} | {"body": end + 2}
    return Source(body="\n".join(lines[end + 1 :]), **fields), begins


def made(source: Source, language: str = "en", begins: Mapping[str, int] | None = None) -> Template:
    """The template of these fields; what Encore itself says in it is said in `language`. TemplateError names the
    field, and the line counted from where the field `begins` (1 where nothing is said)."""
    first = dict.fromkeys(FIELDS, 1) | dict(begins or {})
    headers = {name: getattr(source, name) for name in HEADERS if name == "subject" or getattr(source, name)}
    compiled = {name: _compiled(name, value, first[name]) for name, value in headers.items()}
    with _within("body"):
        return Template(compiled, *_body(source.body, language, first["body"]))


def _compiled(name: str, value: str, line: int) -> BoundTemplate:
    with _within(name):
        if len(value) > liquid.SOURCE_LIMIT:
            raise TemplateError(f"this may have {liquid.SOURCE_LIMIT} characters", line)
        liquid.check(value, VARIABLES, line)
        return liquid.compiled(value, escape=False)


def _body(body: str, language: str, line: int) -> tuple[BoundTemplate, BoundTemplate]:
    if len(body) > liquid.SOURCE_LIMIT:
        raise TemplateError(f"this may have {liquid.SOURCE_LIMIT} characters", line)
    liquid.check(body, VARIABLES, line)
    hidden = markdown.hide(body)
    tokens = _tokens(hidden, body, language, line)
    text = hidden.shown(plain.text(tokens))
    return (
        liquid.compiled(markdown.html(hidden, tokens), escape=True),
        liquid.compiled(text, escape=False),
    )


def _tokens(hidden: markdown.Hidden, body: str, language: str, first: int) -> list[Token]:
    try:
        return markdown.parse(hidden, language)
    except markdown.BadAddress as error:
        start = hidden.word.split(error.url)[0]
        line = next((number for number, line in enumerate(body.split("\n"), first) if start in line), first)
        raise TemplateError(str(error), line) from None


@contextmanager
def _within(field: str) -> Iterator[None]:
    try:
        yield
    except TemplateError as error:
        error.field = field
        raise


@lru_cache(maxsize=128)
def shipped(flow: str, language: str = FALLBACK, step: int = 0) -> Template:
    """The template that comes with Encore; the first step's where a later one has none of its own, the English one
    for a language that Encore does not write in."""
    return parse(shipped_file(flow, language, step), language)


def shipped_source(flow: str, language: str, step: int) -> Source:
    """The fields of `shipped`, for somebody who goes on writing from there."""
    return read(shipped_file(flow, language, step))[0]


def shipped_file(flow: str, language: str, step: int) -> str:
    """The source of `shipped`."""
    folder = language if language in LANGUAGES else FALLBACK
    own = f"{folder}/{flow}.{step}.md"
    return markdown.read(own if has_own_text(flow, step) else f"{folder}/{flow}.md")


def has_own_text(flow: str, step: int) -> bool:
    """Whether a later step of a flow says something else than the first."""
    return step > 0 and files("plugin.compose").joinpath("templates", FALLBACK, f"{flow}.{step}.md").is_file()


def _header(line: str, number: int) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or name not in HEADERS:
        raise TemplateError(f"a header line begins with one of {', '.join(HEADERS)}", number)
    return name, value.strip()
