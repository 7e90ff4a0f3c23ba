"""docs/help-desk.md says what the code does, and its examples work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import plugin
from plugin.help_desk_body import headers_of
from plugin.model.help_desk import Fact
from plugin.stages.prune import FACTS

PAGE = (Path(plugin.__file__).parent.parent / "docs/help-desk.md").read_text(encoding="utf-8")
BODY = '{"kind":"test","text":"é"}'.encode()


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_every_kind_is_on_the_page():
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(Fact)


def test_the_page_says_how_long_the_list_is_kept():
    assert f"kept for {FACTS.days} days" in PAGE


@pytest.mark.parametrize(("body", "is_good"), [(BODY, True), (BODY + b" ", False)])
def test_the_python_example_tells_our_calls_from_others(body, is_good):
    headers = headers_of("1", BODY, "s3cret", datetime.now(UTC))
    script = f"{example('python')}\nprint(is_from_encore('s3cret', {headers!r}, {body!r}))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(is_good)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(("body", "is_good"), [(BODY, "true"), (BODY + b" ", "false")])
def test_the_node_example_tells_our_calls_from_others(body, is_good):
    headers = {name.lower(): value for name, value in headers_of("1", BODY, "s3cret", datetime.now(UTC)).items()}
    said = f"Buffer.from({list(body)})"
    script = f"{example('js')}\nconsole.log(isFromEncore('s3cret', {headers!r}, {said}))"
    ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == is_good
