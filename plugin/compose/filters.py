"""The filters of merchants' Liquid, one by one, each guarded: the library's limits do not cover filters."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from liquid.builtin.filters import array, math, misc, string
from liquid.exceptions import FilterArgumentError

from plugin.compose.urls import safe_url, url_part

LOOPS = 10_000  # items of a list or range that a filter takes, and rounds of all nested loops together
TEXT_SIGNS = 20_000
_NUMBER_BITS = 128


def link_url(value: object) -> str:
    """A whole address: http, https, mailto or tel. Anything else ends the rendering: no dead button leaves."""
    url = safe_url(str(value)) if isinstance(value, str) else None
    if url is None:
        raise FilterArgumentError("a link of this message has no usable address", token=None)
    return url


def link_part(value: object) -> str:
    """A value inside an address: percent-encoded."""
    return url_part("" if value is None else str(value))


_BUILT_IN: dict[str, Callable[..., Any]] = {
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
        too_large = len(value) > (TEXT_SIGNS if isinstance(value, str) else LOOPS)
    else:
        too_large = isinstance(value, int) and value.bit_length() > _NUMBER_BITS
    if too_large:
        raise FilterArgumentError("a filter was given or made too much", token=None)


FILTERS = {name: _guarded(function) for name, function in _BUILT_IN.items()}
