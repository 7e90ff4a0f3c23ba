"""The GraphQL documents: well-formed, named, used, and valid against Shopify's schema where that is at hand."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import plugin
from plugin.config import API_VERSION
from plugin.platform.document import FOLDER, document

graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")

ROOT = Path(plugin.__file__).parent.parent
SCHEMA = ROOT.parent / "shared" / "shopify"
NAMES = sorted(path.stem for path in FOLDER.glob("*.graphql"))


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_one_operation_named_as_its_file(name):
    (operation,) = graphql.parse(document(name).text).definitions
    assert operation.name.value == document(name).operation == "".join(part.title() for part in name.split("_"))


@pytest.mark.parametrize("name", NAMES)
def test_every_mutation_asks_for_its_user_errors(name):
    (operation,) = graphql.parse(document(name).text).definitions
    if operation.operation is graphql.OperationType.MUTATION:
        for field in operation.selection_set.selections:
            asked = {one.name.value for one in field.selection_set.selections}
            assert "userErrors" in asked


def test_every_document_is_used_and_every_used_one_is_there():
    used = {
        name
        for path in (ROOT / "plugin" / "platform").glob("*.py")
        for name in re.findall(
            r'(?:\.run\(\s*\S+, |_tagged\(shop_id, |document\()"(\w+)"', path.read_text(encoding="utf-8")
        )
    }
    assert used == set(NAMES)


def test_every_document_is_valid_against_the_official_schema():
    checker = SCHEMA / "check_graphql.py"
    if not checker.exists():
        pytest.skip("Shopify's schema is not here")
    done = subprocess.run(
        [sys.executable, str(checker), "--strict", str(FOLDER)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(NAMES)} operations, 0 errors" in done.stdout


def test_the_client_speaks_the_version_that_app_toml_names():
    from plugin.platform.admin import AdminGraphQL, admin_session, pooled

    declared = tomllib.loads((ROOT / "app.toml").read_text(encoding="utf-8"))["webhooks"]["api_version"]
    assert declared == API_VERSION
    assert f"/admin/api/{declared}/" in AdminGraphQL(admin_session("pots.myshopify.com", "t"), pooled()).endpoint
