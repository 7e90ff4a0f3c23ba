"""The sandbox for merchants' Liquid: what a template may say, and how much work it may cause.

Only the listed variables, filters and tags exist. Values are data and are never read as templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import liquid
from liquid import BoundTemplate
from liquid.builtin import content, illegal
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
from liquid.exceptions import LiquidError, LiquidInterrupt

from plugin.compose.filters import FILTERS, LOOPS
from plugin.compose.rendering import Output, Shown, Work
from plugin.errors import TemplateError

SOURCE_LIMIT = 30_000  # characters of one template
OUTPUT_BYTES = 200_000
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


class Sandbox(liquid.Environment):
    block_nesting_limit = 20
    context_depth_limit = 25
    local_namespace_limit = 20_000
    loop_iteration_limit = LOOPS
    output_stream_limit = OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 (the library's signature)
        for tag in _TAGS:
            self.add_tag(tag)
        for name, function in FILTERS.items():
            self.add_filter(name, function)


_HTML = Sandbox(autoescape=True)
_TEXT = Sandbox(autoescape=False)


def compiled(source: str, *, escape: bool) -> BoundTemplate:
    """A template ready to render; `source` was checked before. TemplateError if it cannot be parsed."""
    try:
        return (_HTML if escape else _TEXT).from_string(source)
    except (LiquidError, RecursionError) as error:
        raise template_error(error, 1, source) from None


def check(source: str, variables: frozenset[str], first_line: int) -> None:
    """TemplateError with its line (counted from `first_line`) for bad syntax or an unknown variable, filter
    or tag. `variables` holds dotted names; names that a template gives itself are always known."""
    try:
        found = _TEXT.from_string(source).analyze(include_partials=False)
    except (LiquidError, RecursionError) as error:
        raise template_error(error, first_line, source) from None
    _refuse_markup(source, first_line)
    for name, spans in found.filters.items():
        if name not in FILTERS:
            raise TemplateError(f"unknown filter {name!r}", line_of(source, spans[0].index, first_line))
    for uses in found.globals.values():
        for use in uses:
            if not _is_known(use.segments, variables):
                raise TemplateError(f"unknown variable '{use}'", line_of(source, use.span.index, first_line))


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
        raise TemplateError(f"cannot be rendered: {message_of(error)}") from error
    return buffer.getvalue()


def message_of(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error.message if isinstance(error, LiquidError) else error)


def _is_known(segments: list[Any], variables: frozenset[str]) -> bool:
    root = str(segments[0])
    if len(segments) == 1:
        return root in variables or any(name.startswith(f"{root}.") for name in variables)
    return root in variables or f"{root}.{segments[1]}" in variables


def _refuse_markup(source: str, first_line: int) -> None:
    # A literal is not escaped: HTML written inside a tag would stay HTML.
    for tag in _TAG.finditer(source):
        if any("<" in quoted for quoted in _QUOTED.findall(tag[0])):
            raise TemplateError("no < may stand in a quoted text", line_of(source, tag.start(), first_line))


def template_error(error: BaseException, first_line: int, source: str) -> TemplateError:
    """What the library found, with the line on which it found it."""
    token = error.token if isinstance(error, LiquidError) else None
    # Without a place, the end was reached while something was still open.
    index = token.start_index if token and token.start_index >= 0 else len(source)
    return TemplateError(message_of(error), line_of(source, index, first_line))


def line_of(source: str, index: int, first_line: int) -> int:
    """The line of `index`, where the first one counts as `first_line`."""
    return first_line + source.count("\n", 0, index)
