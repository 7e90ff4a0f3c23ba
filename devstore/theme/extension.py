"""A theme app extension as it lies in its folder: blocks with their settings, snippets, texts, assets."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = re.compile(r"\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}", re.DOTALL)
_DOC = re.compile(r"\{%-?\s*doc\s*-?%\}.*?\{%-?\s*enddoc\s*-?%\}", re.DOTALL)
_ASSETS = {".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Block:
    """`defaults` are the settings as the merchant first finds them; `templates` are the pages that may have it, none
    named for all."""

    handle: str
    name: str
    is_embed: bool
    source: str
    defaults: Mapping[str, Any]
    stylesheet: str | None
    javascript: str | None
    templates: Collection[str] = ()

    def may_be_on(self, template: str) -> bool:
        return not self.templates or template in self.templates


@dataclass(frozen=True, slots=True)
class Extension:
    folder: Path
    blocks: Mapping[str, Block]
    snippets: Mapping[str, str]
    texts: Mapping[str, Mapping[str, Any]]  # language -> its file

    def asset(self, name: str) -> tuple[str, str] | None:
        """Text and media type of a stylesheet or script; None for anything else."""
        path = self.folder / "assets" / name
        kind = _ASSETS.get(path.suffix)
        if kind is None or path.parent != self.folder / "assets" or not path.is_file():
            return None
        return path.read_text(encoding="utf-8"), kind


def read(folder: Path) -> Extension:
    """The extension in that folder; one without blocks where there is none."""
    blocks = [_block(path, _editor(folder)["blocks"]) for path in sorted(folder.glob("blocks/*.liquid"))]
    return Extension(
        folder=folder,
        blocks={one.handle: one for one in blocks},
        snippets={path.stem: _DOC.sub("", _text(path)) for path in folder.glob("snippets/*.liquid")},
        texts={path.name.split(".")[0]: json.loads(_text(path)) for path in _spoken(folder)},
    )


def _spoken(folder: Path) -> list[Path]:
    """The files of what shoppers read; what the theme editor says lies beside them."""
    return [path for path in folder.glob("locales/*.json") if not path.name.endswith(".schema.json")]


def _editor(folder: Path) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(_text(folder / "locales" / "en.default.schema.json"))
    return told


def _block(path: Path, names: Mapping[str, str]) -> Block:
    """`names` are those of the blocks in the theme editor; a schema names its own by where it stands there."""
    source = _text(path)
    (schema,) = (json.loads(text) for text in _SCHEMA.findall(source))
    return Block(
        handle=path.stem, name=names[schema["name"].removeprefix("t:blocks.")],
        is_embed=schema["target"] != "section", source=_SCHEMA.sub("", source),
        defaults={one["id"]: one.get("default") for one in schema["settings"]}, stylesheet=schema.get("stylesheet"),
        javascript=schema.get("javascript"), templates=schema.get("enabled_on", {}).get("templates", ()),
    )  # fmt: skip


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
