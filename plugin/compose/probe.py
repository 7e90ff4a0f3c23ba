"""A field of a text, rendered only to see what its placeholders give: which of them are empty, and on which line.

The field is rendered as it was written, before Markdown moves anything, so lines are those that a person sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import TextIO

from liquid import RenderContext
from liquid.builtin import output
from liquid.exceptions import LiquidError, LiquidInterrupt

from plugin.compose.liquid import OUTPUT_BYTES, Sandbox, line_of, template_error
from plugin.compose.rendering import Output, Work


@dataclass(frozen=True, slots=True)
class Blank:
    """A placeholder that gave nothing."""

    line: int
    tag: str


class _Watch(Work):
    def __init__(self, *args: object, **kwargs: object) -> None:
        self.empty: list[int] = []
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class _WatchedNode(output.OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        shown = StringIO()
        try:
            super().render_to_output(context, shown)
        except LiquidError as error:
            error.token = error.token or self.token
            raise
        if isinstance(context, _Watch) and not shown.getvalue().strip():
            context.empty.append(self.token.start_index)
        return buffer.write(shown.getvalue())


class _WatchedTag(output.Output):
    node_class = _WatchedNode


class _Watched(Sandbox):
    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.add_tag(_WatchedTag)


_WATCHED = _Watched(autoescape=False)


@dataclass(slots=True)
class Probe:
    """One field, parsed once and looked at with many values. Its source has passed plugin.compose.liquid.check."""

    source: str
    _nodes: object = field(init=False)

    def __post_init__(self) -> None:
        self._nodes = _WATCHED.from_string(self.source)

    def blanks(self, values: Mapping[str, object]) -> list[Blank]:
        """The placeholders that are empty with these values, each once. TemplateError with its line where the field
        cannot be rendered."""
        template = self._nodes
        context = _Watch(template, globals=values)
        try:
            for node in template.nodes:  # type: ignore[attr-defined]
                node.render(context, Output(OUTPUT_BYTES))
        except (LiquidError, LiquidInterrupt, ArithmeticError, ValueError, TypeError, RecursionError) as error:
            raise template_error(error, 1, self.source) from None
        return [self._blank(index) for index in dict.fromkeys(context.empty)]

    def _blank(self, index: int) -> Blank:
        start = self.source.rfind("{{", 0, index + 2)
        end = self.source.find("}}", start)
        return Blank(line_of(self.source, start, 1), self.source[start : end + 2])
