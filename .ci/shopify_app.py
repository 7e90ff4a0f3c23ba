"""Writes `build/app`: the folder that Shopify's tools want, with Shopify's part of app.toml under the only name they
take (`shopify.app.toml`) and the extensions beside it. What npm has put there stays."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("package.json", "theme-check.mjs")
EXAMPLE = "https://encore.example.com"
OURS = re.compile(r"^# --- Encore's defaults|^\[encore[.\]]", re.MULTILINE)


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / "shopify.app.toml").write_text(shopify_part((ROOT / "app.toml").read_text("utf-8")), "utf-8")
    for name in TOOLS:
        shutil.copyfile(ROOT / "extensions" / name, target / name)
    shutil.rmtree(target / "extensions", ignore_errors=True)
    shutil.copytree(ROOT / "extensions", target / "extensions", ignore=shutil.ignore_patterns(*TOOLS))
    settle(target / "extensions", address_in((ROOT / "app.toml").read_text("utf-8")))
    sys.stdout.write(f"{target / 'shopify.app.toml'} is written\n")


def settle(extensions: Path, address: str) -> None:
    """Blocks and Flow call Encore by its whole address: the one that app.toml has in the place of the example."""
    for path in extensions.rglob("*"):
        if path.suffix in (".js", ".jsx", ".toml"):
            path.write_text(path.read_text("utf-8").replace(EXAMPLE, address), "utf-8")


def address_in(text: str) -> str:
    return str(tomllib.loads(text)["application_url"]).rstrip("/")


def shopify_part(text: str) -> str:
    """All before the first table of ours; those stand together at the end (tests/shape/test_app_toml.py)."""
    return OURS.split(text, maxsplit=1)[0].rstrip() + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "app")
