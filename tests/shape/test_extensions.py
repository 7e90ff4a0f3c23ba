"""The extensions and the code say the same: addresses, texts, fields."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from test_app_toml import APP, ROOT

FOLDER = ROOT / "extensions"
BLOCKS = sorted({path.parent.parent for path in FOLDER.glob("*/src/*.jsx")})
TOMLS = sorted(FOLDER.glob("*/shopify.extension.toml"))
SOURCES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".js", ".jsx", ".toml"))
LANGUAGES = {"en", "de", "fr", "es"}
_ADDRESS = re.compile(r"https://[^\"`/$ ]+")


def extensions() -> list[dict[str, object]]:
    return [one for path in TOMLS for one in tomllib.loads(path.read_text("utf-8")).get("extensions", [])]


def texts(block: Path) -> dict[str, dict[str, str]]:
    """Every text of a block by language, nested keys joined by dots."""
    found = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in block.glob("locales/*.json")}
    return {language: dict(_flat(told)) for language, told in found.items()}


def _flat(told: dict[str, object], head: str = ""):
    for key, value in told.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


@pytest.mark.parametrize("block", BLOCKS, ids=lambda path: path.name)
def test_a_block_speaks_every_language_and_fills_in_the_same(block):
    told = texts(block)
    assert set(told) == LANGUAGES
    for language in LANGUAGES:
        assert told[language].keys() == told["en"].keys(), language
        for key, text in told[language].items():
            assert set(re.findall(r"{{\w+}}", text)) == set(re.findall(r"{{\w+}}", told["en"][key])), (language, key)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda path: path.name)
def test_every_text_a_block_says_is_there(block):
    known = texts(block)["en"]
    for path in block.glob("src/*.jsx"):
        for key in re.findall(r'translate\(\s*"([\w.]+)"', path.read_text("utf-8")):
            assert key in known, (path.name, key)


def test_every_state_of_an_order_and_every_refusal_has_a_text():
    states = {key for key in texts(FOLDER / "encore-blocks")["en"] if key.startswith("state.")}
    code = (ROOT / "ui/blocks/order.py").read_text("utf-8")
    assert states == {f"state.{one}" for one in ("preparing", "on_its_way", "delivered", "trouble", "cancelled")}
    assert all(f'"{state.removeprefix("state.")}"' in code for state in states)


def test_extensions_call_the_app_and_nobody_else():
    parts = urlsplit(APP["application_url"])
    found = {address for path in SOURCES for address in _ADDRESS.findall(path.read_text("utf-8"))}
    assert found == {f"{parts.scheme}://{parts.netloc}"}


def test_shopifys_tools_are_given_the_address_that_app_toml_has(tmp_path):
    script = (ROOT / ".ci/shopify_app.py").read_text("utf-8")
    place = tmp_path / "repository"
    (place / ".ci").mkdir(parents=True)
    (place / ".ci/shopify_app.py").write_text(script, "utf-8")
    (place / "extensions/one/src").mkdir(parents=True)
    (place / "extensions/one/src/ask.js").write_text('const ENCORE = "https://encore.example.com";\n', "utf-8")
    for name in ("package.json", "theme-check.mjs"):
        (place / "extensions" / name).write_text("", "utf-8")
    (place / "app.toml").write_text('application_url = "https://mine.example.org/"\n', "utf-8")
    subprocess.run([sys.executable, str(place / ".ci/shopify_app.py"), str(tmp_path / "out")], check=True)
    written = (tmp_path / "out/extensions/one/src/ask.js").read_text("utf-8")
    assert written == 'const ENCORE = "https://mine.example.org";\n'


def test_handles_are_of_their_own():
    handles = [one["handle"] for one in extensions()]
    assert len(handles) == len(set(handles)) > 5


def test_blocks_send_nothing_but_a_token_and_no_html():
    for path in SOURCES:
        code = path.read_text("utf-8")
        for never in ("innerHTML", "dangerouslySetInnerHTML", "eval(", "localStorage", "document.cookie", "http://"):
            assert never not in code, (path.name, never)


PIXEL = FOLDER / "encore-pixel"


def test_the_pixel_runs_only_for_visitors_who_agreed_and_in_the_strict_sandbox():
    told = tomllib.loads((PIXEL / "shopify.extension.toml").read_text("utf-8"))
    assert told["type"] == "web_pixel_extension"
    assert told["runtime_context"] == "strict"
    assert told["customer_privacy"] == {
        "analytics": True, "marketing": False, "preferences": False, "sale_of_data": "disabled",
    }  # fmt: skip


def test_the_pixel_tells_of_a_viewed_product_and_nothing_of_the_visitor():
    code = (PIXEL / "src/index.js").read_text("utf-8")
    assert re.findall(r'subscribe\("(\w+)"', code) == ["product_viewed"]
    assert re.findall(r"JSON\.stringify\(\{ (\w+): [\w.]+, (\w+):", code) == [("account", "product")]
    for never in ("clientId", "event.id", "event.context", "browser", "init", "customer", "cookie:", "sendBeacon"):
        assert never not in code, never
