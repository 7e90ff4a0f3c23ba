"""The inside of a Liquid rendering: counting its work, limiting its output, and short ways for what is common.

Most of a template is `{{ name }}` and `{{ code.text }}`. The library evaluates each through four objects; here
a plain path is looked up at once, and everything else goes the library's way. `thread_time` counts the work
of this thread only: a busy machine does not fail an honest template.
"""

from __future__ import annotations

from io import StringIO
from time import thread_time
from typing import TextIO

from liquid import RenderContext
from liquid.builtin import output
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.exceptions import OutputStreamLimitError, ResourceLimitError
from liquid.expression import Expression
from liquid.output import LimitedStringIO
from liquid.token import Token
from liquid.undefined import UNDEFINED
from markupsafe import escape

SECONDS = 0.25
_NODES_UNWATCHED = 128


class Work(RenderContext):
    """One rendering. It counts the work: every node asks for `disabled_tags` before it renders."""

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        """The library's look-up, with a short way for names that lead to what is there."""
        found: object = self._names(path[0])
        for key in path:
            if type(found) is not dict or type(key) is not str or key not in found:
                return super().get(path, token=token, default=default)
            found = found[key]
        return found

    def _names(self, root: object) -> object:
        """The innermost names that know `root`: of a loop, of the template, of the values; None: none does."""
        if type(root) is str:
            for names in self.scope._maps:
                if root in names:
                    return names
        return None

    @property
    def disabled_tags(self) -> list[str]:
        self._steps += 1
        if self._steps % _NODES_UNWATCHED == 0 and thread_time() > self._ends:
            raise ResourceLimitError("the template takes too long", token=None)
        return self._disabled

    @disabled_tags.setter
    def disabled_tags(self, tags: list[str]) -> None:
        self._disabled, self._steps, self._ends = tags, 0, thread_time() + SECONDS


class Output(LimitedStringIO):
    """The library's limited output; text that is all ASCII is not encoded to be counted."""

    def write(self, text: str) -> int:
        self.size += len(text) if text.isascii() else len(text.encode())
        if self.size > self.limit:
            raise OutputStreamLimitError("the message is too long", token=None)
        return StringIO.write(self, text)


class _ShownNode(output.OutputNode):
    """`{{ expression }}`; `keys` are its path, if it is a plain path without filters."""

    __slots__ = ("keys",)

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token, expression)
        self.keys = _keys(expression)

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if self.keys is None:
            return super().render_to_output(context, buffer)
        value = context.get(self.keys, token=self.token)
        if type(value) is not str:
            return super().render_to_output(context, buffer)
        return buffer.write(escape(value) if context.autoescape else value)


class Shown(output.Output):
    """The tag of `{{ … }}`."""

    node_class = _ShownNode


def _keys(expression: Expression) -> list[object] | None:
    if not isinstance(expression, FilteredExpression) or expression.filters:
        return None
    path = expression.left
    if not isinstance(path, Path) or any(isinstance(key, Expression) for key in path.path):
        return None
    return list(path.path)
