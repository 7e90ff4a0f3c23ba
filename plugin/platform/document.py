"""The GraphQL documents that Encore asks with, one operation per file in `documents/`. Each of them may be
repeated: a query, or a mutation that the platform answers the same way twice (platform notes, idempotent by nature).
Only `flow_trigger` starts a workflow twice; it is told at least once.

Fields that several documents ask for are fragments in `documents/parts/`, written out wherever they are spread: no
documentation says whether an export's query may hold fragments, so that none is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "documents"
_OPERATION = re.compile(r"^(?:query|mutation) (\w+)", re.MULTILINE)
_SPREAD = re.compile(r"\.\.\.(\w+Fields)\b")


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    operation: str
    text: str


@cache
def document(name: str) -> Document:
    """The document in `documents/NAME.graphql`; FileNotFoundError where there is none."""
    text = _written_out((FOLDER / f"{name}.graphql").read_text(encoding="utf-8"))
    (operation,) = _OPERATION.findall(text)
    return Document(name, operation, text)


def _written_out(text: str) -> str:
    """The text with the fields of its fragments in their place, and of theirs."""
    return _SPREAD.sub(lambda found: _fields(found[1]), text)


@cache
def _fields(fragment: str) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", fragment).lower()
    text = (FOLDER / "parts" / f"{name}.graphql").read_text(encoding="utf-8")
    return _written_out(text[text.index("{") + 1 : text.rindex("}")].strip())
