"""The sandbox for merchants' Liquid: what a template may say, and how much work it may cause.

Only the listed variables, filters and tags exist. Values are data and are never read as templates. The
library's own limits do not cover filters, so each one is registered by name and wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import liquid
from liquid import BoundTemplate
from liquid.builtin import content, illegal
from liquid.builtin.filters import array, math, misc, string
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    unless_tag,
)
from liquid.exceptions import (
    FilterArgumentError,
    LiquidError,
    LiquidInterrupt,
)

from plugin.compose.rendering import Output, Shown, Work
from plugin.compose.urls import safe_url, url_part
from plugin.errors import TemplateError

SOURCE_LIMIT = 30_000  # characters of one template
LOOPS = 10_000
OUTPUT_BYTES = 200_000
FILTER_SIGNS = 20_000
_NUMBER_BITS = 128
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

_TAGS = (
    content.Literal,
    Shown,
    illegal.Illegal,
    if_tag.IfTag,
    unless_tag.UnlessTag,
    case_tag.CaseTag,
    for_tag.ForTag,
    for_tag.BreakTag,
    for_tag.ContinueTag,
    assign_tag.AssignTag,
    capture_tag.CaptureTag,
    comment_tag.CommentTag,
    inline_comment_tag.InlineCommentTag,
)


def link_url(value: object) -> str:
    """A whole address: http, https, mailto or tel. Anything else ends the rendering: no dead button leaves."""
    url = safe_url(str(value)) if isinstance(value, str) else None
    if url is None:
        raise FilterArgumentError("a link of this message has no usable address", token=None)
    return url


def link_part(value: object) -> str:
    """A value inside an address: percent-encoded."""
    return url_part("" if value is None else str(value))


_FILTERS: dict[str, Callable[..., Any]] = {
    "append": string.append,
    "at_least": math.at_least,
    "at_most": math.at_most,
    "capitalize": string.capitalize,
    "default": misc.default,
    "divided_by": math.divided_by,
    "downcase": string.downcase,
    "first": array.first,
    "last": array.last,
    "link_part": link_part,
    "link_url": link_url,
    "minus": math.minus,
    "plus": math.plus,
    "prepend": string.prepend,
    "round": math.round_,
    "size": misc.size,
    "strip": string.strip,
    "times": math.times,
    "truncate": string.truncate,
    "truncatewords": string.truncatewords,
    "upcase": string.upcase,
}


class _Sandbox(liquid.Environment):
    block_nesting_limit = 20
    context_depth_limit = 25
    local_namespace_limit = 20_000
    loop_iteration_limit = LOOPS
    output_stream_limit = OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 (the library's signature)
        for tag in _TAGS:
            self.add_tag(tag)
        for name, function in _FILTERS.items():
            self.add_filter(name, _guarded(function))


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)  # keeps the library's with_context and with_environment marks
    def guarded(*args: Any, **kwargs: Any) -> Any:
        for given in args:
            _refuse_large(given)
        result = function(*args, **kwargs)
        _refuse_large(result)
        return result

    return guarded


def _refuse_large(value: object) -> None:
    if isinstance(value, str | list | tuple | range):
        too_large = len(value) > (FILTER_SIGNS if isinstance(value, str) else LOOPS)
    else:
        too_large = isinstance(value, int) and value.bit_length() > _NUMBER_BITS
    if too_large:
        raise FilterArgumentError("a filter was given or made too much", token=None)


_HTML = _Sandbox(autoescape=True)
_TEXT = _Sandbox(autoescape=False)


def compiled(source: str, *, escape: bool) -> BoundTemplate:
    """A template ready to render; `source` was checked before. TemplateError if it cannot be parsed."""
    try:
        return (_HTML if escape else _TEXT).from_string(source)
    except (LiquidError, RecursionError) as error:
        raise _template_error(error, 1, source) from None


def check(source: str, variables: frozenset[str], first_line: int) -> None:
    """TemplateError with its line (counted from `first_line`) for bad syntax or an unknown variable, filter
    or tag. `variables` holds dotted names; names that a template gives itself are always known."""
    try:
        found = _TEXT.from_string(source).analyze(include_partials=False)
    except (LiquidError, RecursionError) as error:
        raise _template_error(error, first_line, source) from None
    _refuse_markup(source, first_line)
    for name, spans in found.filters.items():
        if name not in _FILTERS:
            raise TemplateError(f"unknown filter {name!r}", _line(source, spans[0].index, first_line))
    for uses in found.globals.values():
        for use in uses:
            path = [part for part in use.segments[:2] if isinstance(part, str)]
            if ".".join(path) not in variables and path[0] not in variables:
                raise TemplateError(f"unknown variable {'.'.join(path)!r}", _line(source, use.span.index, first_line))


def rendered(template: BoundTemplate, values: Mapping[str, object]) -> str:
    """The text of `template`. TemplateError where it passes a limit or meets a value it cannot use."""
    # What the library's own `render` does, without its copies of the values: only partials need those.
    context, buffer = Work(template, globals=values), Output(OUTPUT_BYTES)
    try:
        for node in template.nodes:
            node.render(context, buffer)
    except LiquidInterrupt as error:
        raise TemplateError(f"cannot be rendered: {error} stands outside a loop") from None
    except (LiquidError, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise TemplateError(f"cannot be rendered: {_message(error)}") from error
    return buffer.getvalue()


def _message(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error.message if isinstance(error, LiquidError) else error)


def _refuse_markup(source: str, first_line: int) -> None:
    # A literal is not escaped: HTML written inside a tag would stay HTML.
    for tag in _TAG.finditer(source):
        if any("<" in quoted for quoted in _QUOTED.findall(tag[0])):
            raise TemplateError("no < may stand in a quoted text", _line(source, tag.start(), first_line))


def _template_error(error: BaseException, first_line: int, source: str) -> TemplateError:
    token = error.token if isinstance(error, LiquidError) else None
    # Without a place, the end was reached while something was still open.
    index = token.start_index if token and token.start_index >= 0 else len(source)
    return TemplateError(_message(error), _line(source, index, first_line))


def _line(source: str, index: int, first_line: int) -> int:
    return first_line + source.count("\n", 0, index)
