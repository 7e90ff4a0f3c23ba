"""The schema is a part of Shopify's, and every document that the app may send fits it."""

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from devstore.admin_api.access import MUTATIONS
from devstore.admin_api.schema import SDL, schema
from plugin.platform.document import document

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared"
CHECK = SHARED / "shopify" / "check_graphql.py"
PLAYED = (
    "shop_info", "shop_locales", "order_get", "orders_updated_since", "customer_get", "customers_updated_since",
    "products_updated_since", "customer_by_identifier", "nodes_exist", "discount_code_basic_create",
    "discount_code_by_code", "discount_code_deactivate", "discount_code_delete", "discount_node",
    "discount_code_basic_update", "customer_email_marketing_consent_update", "customer_sms_marketing_consent_update",
    "metafields_set", "metafields_delete", "tags_add", "tags_remove", "current_app_installation",
    "webhook_subscriptions", "bulk_operation_get", "bulk_operation_run_query", "bulk_customers", "bulk_orders",
    "flow_trigger_receive", "marketing_activity_upsert_external", "marketing_engagement_create",
)  # fmt: skip


def test_the_schema_stands_by_itself():
    assert build_schema(SDL.read_text(encoding="utf-8")).query_type.name == "QueryRoot"


@pytest.mark.skipif(not CHECK.exists(), reason="the official schema is not here")
def test_the_schema_is_a_subset_of_the_official_one():
    done = subprocess.run([sys.executable, CHECK, "--subset", SDL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not CHECK.exists(), reason="the documents are not here")
@pytest.mark.parametrize("name", PLAYED)
def test_documents_that_are_sent_to_shopify_are_understood(name):
    text = (SHARED / "graphql" / f"{name}.graphql").read_text(encoding="utf-8")
    assert validate(schema(), parse(text)) == []


def test_the_apps_own_documents_are_understood():
    for path in ROOT.glob("plugin/platform/documents/*.graphql"):
        assert validate(schema(), parse(document(path.stem).text)) == [], path.name


def test_every_field_of_a_root_is_answered_and_every_guarded_mutation_exists():
    for root in ("QueryRoot", "Mutation"):
        fields = schema().type_map[root].fields
        assert [name for name, field in fields.items() if field.resolve is None] == []
    assert set(MUTATIONS) <= set(schema().mutation_type.fields)
