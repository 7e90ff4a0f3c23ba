"""The GraphQL documents that Encore asks with, one operation per file in `documents/`. Each of them may be
repeated: a query, or a mutation that the platform answers the same way twice (platform notes, idempotent by nature).
Only `flow_trigger` starts a workflow twice; it is told at least once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "documents"
_OPERATION = re.compile(r"^(?:query|mutation) (\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    operation: str
    text: str


@cache
def document(name: str) -> Document:
    """The document in `documents/NAME.graphql`; FileNotFoundError where there is none."""
    text = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
    (operation,) = _OPERATION.findall(text)
    return Document(name, operation, text)
