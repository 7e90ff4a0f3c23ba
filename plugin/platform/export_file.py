"""The file of an export, JSON lines: read from any byte on, and never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import requests

from plugin.platform.export import FileGone
from plugin.platform.trouble import TryLater

TIMEOUT = (3.05, 30.0)  # seconds to connect, and for each wait for more
_CHUNK = 64 * 1024
_LONGEST = 8 * 1024 * 1024  # a line: one object without what is nested in it
_GONE = frozenset({400, 403, 404, 410})  # Google's storage answers 400 where a signed address has expired


def lines_of(http: requests.Session, url: str, offset: int) -> Iterator[tuple[bytes, int]]:
    """Lines without their ends, each with the offset after it. Raises FileGone, TryLater, RequestException."""
    headers = {"Range": f"bytes={offset}-", "Accept-Encoding": "identity"}
    with http.get(url, headers=headers, stream=True, timeout=TIMEOUT, allow_redirects=False) as answer:
        if answer.status_code == 416:  # the offset is the end
            return
        if answer.status_code in _GONE:
            raise FileGone
        if answer.status_code not in (200, 206):
            raise TryLater(f"the file of an export answered {answer.status_code}", timedelta(minutes=1))
        skip = offset if answer.status_code == 200 else 0
        yield from _lines(answer.iter_content(_CHUNK), offset - skip, offset)


def _lines(chunks: Iterator[bytes], at: int, begin: int) -> Iterator[tuple[bytes, int]]:
    """`at` is where the chunks begin; what ends before `begin` is left out."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            at += len(line) + 1
            if at > begin:
                yield line, at
        if len(rest) > _LONGEST:
            raise TryLater("a line of an export has no end", timedelta(hours=1))
    if rest and at + len(rest) > begin:
        yield rest, at + len(rest)
