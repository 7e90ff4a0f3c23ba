"""What the Admin API answers, and whom it refuses."""

import pytest
from devstore_world import START

from devstore.act import Refused
from devstore.doings import checkout
from devstore.doings.parcels import fulfil, scan
from devstore.model.orders import Order

URL = "/admin/api/2026-10/graphql.json"
CREATE = """mutation M($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) {
  codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { status codes(first: 1) { nodes { code } } } } }
  userErrors { field code message } } }"""
EMAIL = """mutation M($i: CustomerEmailMarketingConsentUpdateInput!) {
  customerEmailMarketingConsentUpdate(input: $i) {
  customer { defaultEmailAddress { marketingState marketingOptInLevel marketingUpdatedAt } }
  userErrors { field code message } } }"""


def a_code(**values):
    return {
        "title": "VIP", "code": "VIP-1", "startsAt": "2026-03-02T00:00:00Z", "usageLimit": 1,
        "appliesOncePerCustomer": True, "context": {"all": "ALL"},
        "customerGets": {"value": {"percentage": 0.2}, "items": {"all": True}},
    } | values  # fmt: skip


def test_a_dead_token_is_answered_401_and_a_wrong_version_404(shop):
    token, client = shop.install(), shop.client()
    headers = {"X-Forwarded-Host": "blue-jumps.myshopify.com", "X-Shopify-Access-Token": token}
    body = {"query": "{ shop { name } }"}
    assert client.post(URL, json=body, headers=headers).json["data"] == {"shop": {"name": "Blue Jumps"}}
    assert client.post(URL, json=body, headers=headers | {"X-Shopify-Access-Token": "shpat_x"}).status_code == 401
    assert client.post(URL.replace("10", "07"), json=body, headers=headers).status_code == 404
    assert (
        client.post(URL, json=body, headers=headers | {"X-Forwarded-Host": "other.myshopify.com"}).status_code == 404
    )
    shop.wall.push(hours=1)
    assert client.post(URL, json=body, headers=headers).status_code == 401


def test_an_order_with_its_parcel_is_read_in_whole(shop):
    john, token = shop.join(), shop.install()
    order = shop.order(john)
    with shop.act() as act:
        row = act.session.get_one(Order, order.id)
        fulfil(act, row)
        scan(act, row.parcels[0], "delivered")
    said = shop.ask(
        token,
        """query Q($id: ID!) { order(id: $id) { name displayFinancialStatus displayFulfillmentStatus
        currentTotalPriceSet { shopMoney { amount } } customer { firstName numberOfOrders defaultPhoneNumber {
        smsMarketingConsent { state } } } lineItems(first: 5) { nodes { title currentQuantity product { handle } } }
        shippingAddress { timeZone } fulfillments(first: 5) { displayStatus deliveredAt } } }""",
        id=order.gid,
    )
    assert said["data"]["order"] == {
        "name": "#1001", "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED",
        "currentTotalPriceSet": {"shopMoney": {"amount": "93.95"}},
        "customer": {
            "firstName": "John", "numberOfOrders": "1",
            "defaultPhoneNumber": {"smsMarketingConsent": {"state": "NEVER_SUBSCRIBED"}},
        },
        "lineItems": {
            "nodes": [{"title": "Blue jumper", "currentQuantity": 1, "product": {"handle": "blue-jumper"}}]
        },
        "shippingAddress": {"timeZone": "Europe/London"},
        "fulfillments": [{"displayStatus": "DELIVERED", "deliveredAt": "2026-03-02T09:30:00Z"}],
    }  # fmt: skip


def test_nodes_answer_null_for_what_is_not_there(shop):
    token, order = shop.install(), shop.order(shop.join())
    ids = [order.gid, "gid://shopify/Order/1", "gid://shopify/Segment/1", "gid://shopify/Order/99999999999999999999"]
    said = shop.ask(token, "query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert said["data"]["nodes"] == [{"__typename": "Order", "id": order.gid}, None, None, None]


def test_a_connection_is_read_page_by_page_both_ways(shop):
    token, john = shop.install(), shop.join()
    for _ in range(5):
        shop.wall.push(minutes=10)
        shop.order(john)
    query = """query Q($n: Int, $a: String, $l: Int, $b: String, $r: Boolean, $q: String) { orders(first: $n,
      after: $a, last: $l, before: $b, reverse: $r, query: $q, sortKey: UPDATED_AT) {
      nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    def page(**words):
        said = shop.ask(token, query, **words)["data"]["orders"]
        return [node["name"] for node in said["nodes"]], said["pageInfo"]

    first, here = page(n=2)
    second, there = page(n=2, a=here["endCursor"])
    third, end = page(n=2, a=there["endCursor"])
    assert (first, second, third) == (["#1001", "#1002"], ["#1003", "#1004"], ["#1005"])
    assert (here["hasNextPage"], end["hasNextPage"], end["hasPreviousPage"]) == (True, False, True)
    assert page(l=2, b=end["startCursor"])[0] == ["#1003", "#1004"]
    assert page(n=2, r=True)[0] == ["#1005", "#1004"]
    since = "updated_at:>='2026-03-02T10:00:00Z' AND updated_at:<'2026-03-02T10:20:00Z'"
    assert page(n=9, q=since)[0] == ["#1003", "#1004"]
    assert "not played here" in shop.ask(token, query, n=1, q="colour:blue")["errors"][0]["message"]


def test_a_bound_code_is_made_and_works_at_the_checkout(shop):
    token, john = shop.install(), shop.join()
    jane = shop.join("Jane", "jane@example.com", "+447400100102")
    said = shop.ask(token, CREATE, d=a_code(context={"customers": {"add": [john.gid]}}))["data"]
    node = said["discountCodeBasicCreate"]["codeDiscountNode"]
    assert node["codeDiscount"] == {"status": "ACTIVE", "codes": {"nodes": [{"code": "VIP-1"}]}}
    with pytest.raises(Refused, match="belongs to somebody else"):
        shop.order(jane, "VIP-1")
    assert shop.order(john, "VIP-1").discount_pence == 1780
    again = shop.ask(
        token,
        """query Q($c: String!) { codeDiscountNodeByCode(code: $c) { id codeDiscount { ... on DiscountCodeBasic {
        asyncUsageCount context { ... on DiscountCustomers { customers { id } } }
        customerGets { value { ... on DiscountPercentage { percentage } } } } } } }""",
        c="vip-1",
    )["data"]["codeDiscountNodeByCode"]
    assert again["id"] == node["id"]
    assert again["codeDiscount"] == {
        "asyncUsageCount": 1, "context": {"customers": [{"id": john.gid}]},
        "customerGets": {"value": {"percentage": 0.2}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"endsAt": "2026-03-01T00:00:00Z"}, "endsAt", "END_DATE_BEFORE_START_DATE"),
        ({"code": " "}, "code", "BLANK"),
        ({"title": "x" * 256}, "title", "TOO_LONG"),
        ({"usageLimit": 0}, "usageLimit", "GREATER_THAN"),
        ({"startsAt": None}, "startsAt", "BLANK"),
        ({"startsAt": "soon"}, "startsAt", "INVALID"),
        ({"customerGets": {"value": {"percentage": 20}}}, "percentage", "VALUE_OUTSIDE_RANGE"),
        ({"context": {"customers": {"add": ["gid://shopify/Customer/1"]}}}, "add", "INVALID"),
    ],
)
def test_what_is_wrong_with_a_code_is_said_with_its_field(shop, values, field, code):
    said = shop.ask(shop.install(), CREATE, d=a_code(**values))["data"]["discountCodeBasicCreate"]
    assert said["codeDiscountNode"] is None
    assert (said["userErrors"][0]["field"][-1], said["userErrors"][0]["code"]) == (field, code)


def test_a_code_text_that_exists_is_taken(shop):
    token = shop.install()
    shop.ask(token, CREATE, d=a_code())
    said = shop.ask(token, CREATE, d=a_code(code="vip-1"))["data"]["discountCodeBasicCreate"]
    assert said["userErrors"] == [
        {
            "field": ["basicCodeDiscount", "code"], "code": "TAKEN",
            "message": "Code must be unique. Please try a different code.",
        }
    ]  # fmt: skip


def test_a_code_is_deactivated_and_deleted(shop):
    token, john = shop.install(), shop.join()
    gid = shop.ask(token, CREATE, d=a_code())["data"]["discountCodeBasicCreate"]["codeDiscountNode"]["id"]
    end = """mutation M($id: ID!) { discountCodeDeactivate(id: $id) { userErrors { code }
      codeDiscountNode { codeDiscount { ... on DiscountCodeBasic { status } } } } }"""
    node = shop.ask(token, end, id=gid)["data"]["discountCodeDeactivate"]["codeDiscountNode"]
    assert node == {"codeDiscount": {"status": "EXPIRED"}}
    with pytest.raises(Refused, match="has expired"):
        shop.order(john, "VIP-1")
    delete = """mutation M($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { code } } }"""
    assert shop.ask(token, delete, id=gid)["data"]["discountCodeDelete"]["deletedCodeDiscountId"] == gid
    with shop.store.database.read() as session:
        refusal = checkout.price(session, shop.basket(john, "VIP-1"), START).refusal
    assert refusal == "VIP-1 is not a code of this shop."
    assert shop.ask(token, delete, id=gid)["data"]["discountCodeDelete"]["userErrors"] == [{"code": "INVALID"}]


def test_consent_pushed_by_the_app_is_on_record_with_its_own_time(shop):
    token, john = shop.install(), shop.join()
    said = {"marketingState": "UNSUBSCRIBED", "consentUpdatedAt": "2026-03-01T10:00:00Z"}
    body = shop.ask(token, EMAIL, i={"customerId": john.gid, "emailMarketingConsent": said})["data"]
    assert body["customerEmailMarketingConsentUpdate"]["customer"]["defaultEmailAddress"] == {
        "marketingState": "UNSUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN",
        "marketingUpdatedAt": "2026-03-01T10:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"marketingState": "NOT_SUBSCRIBED"}, "INCLUSION"),
        ({"marketingState": "SUBSCRIBED", "consentUpdatedAt": "2026-03-02T09:31:00Z"}, "INVALID"),
    ],
)
def test_consent_that_cannot_be_is_refused(shop, said, code):
    token, john = shop.install(), shop.join()
    body = shop.ask(token, EMAIL, i={"customerId": john.gid, "emailMarketingConsent": said})["data"]
    assert body["customerEmailMarketingConsentUpdate"]["userErrors"][0]["code"] == code


def test_metafields_are_set_all_or_none(shop):
    token, john = shop.install(), shop.join()
    query = """mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
      metafields { key value compareDigest } userErrors { field code elementIndex } } }"""
    good = {"ownerId": john.gid, "namespace": "facts", "key": "birth_date", "type": "date", "value": "1992-02-29"}
    said = shop.ask(token, query, m=[good, good | {"value": "29 February"}])["data"]["metafieldsSet"]
    assert said["userErrors"] == [{"field": ["metafields", "1", "value"], "code": "INVALID_VALUE", "elementIndex": 1}]
    read = (
        """query Q($id: ID!) { customer(id: $id) { metafield(namespace: "facts", key: "birth_date") { value } } }"""
    )
    assert shop.ask(token, read, id=john.gid)["data"]["customer"]["metafield"] is None
    row = shop.ask(token, query, m=[good])["data"]["metafieldsSet"]["metafields"][0]
    assert shop.ask(token, read, id=john.gid)["data"]["customer"]["metafield"] == {"value": "1992-02-29"}
    stale = shop.ask(token, query, m=[good | {"compareDigest": None}])["data"]["metafieldsSet"]
    assert stale["userErrors"][0]["code"] == "STALE_OBJECT"
    fresh = good | {"compareDigest": row["compareDigest"], "value": "1992-03-01"}
    assert shop.ask(token, query, m=[fresh])["data"]["metafieldsSet"]["userErrors"] == []


def test_tags_are_added_once_whatever_their_case(shop):
    token, john = shop.install(), shop.join()
    query = """mutation M($id: ID!, $t: [String!]!) { tagsAdd(id: $id, tags: $t) { node { ... on Customer { tags } }
      userErrors { message } } }"""
    shop.ask(token, query, id=john.gid, t=["vip"])
    assert shop.ask(token, query, id=john.gid, t=["VIP", "encore"])["data"]["tagsAdd"]["node"] == {
        "tags": ["vip", "encore"]
    }


def test_a_missing_scope_is_denied_field_by_field(shop):
    token, john = shop.install("read_orders"), shop.join()
    order = shop.order(john)
    said = shop.ask(token, "query Q($id: ID!) { order(id: $id) { name customer { firstName } } }", id=order.gid)
    assert said["data"] == {"order": {"name": "#1001", "customer": None}}
    assert said["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert said["errors"][0]["extensions"]["requiredAccess"] == "`read_customers` access scope."
    assert said["errors"][0]["path"] == ["order", "customer"]
    denied = shop.ask(token, CREATE, d=a_code())
    assert denied["data"] == {"discountCodeBasicCreate": None}
    nodes = shop.ask(token, "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[john.gid])
    assert nodes["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_writing_includes_reading(shop):
    token, john = shop.install("write_customers"), shop.join()
    said = shop.ask(token, "query Q($id: ID!) { customer(id: $id) { firstName } }", id=john.gid)
    assert said["data"] == {"customer": {"firstName": "John"}}


def test_points_run_out_and_come_back_with_time(shop):
    token = shop.install()
    shop.store.bucket.set(12, shop.store.clock.now())
    assert shop.ask(token, CREATE, d=a_code())["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 2
    throttled = shop.ask(token, CREATE, d=a_code(code="VIP-2"))
    assert "data" not in throttled
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert throttled["extensions"]["cost"] == {
        "requestedQueryCost": 10, "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 2, "restoreRate": 100.0},
    }  # fmt: skip
    shop.wall.push(seconds=1)
    assert shop.ask(token, CREATE, d=a_code(code="VIP-2"))["data"]["discountCodeBasicCreate"]["userErrors"] == []


def test_a_query_that_is_too_dear_is_refused(shop):
    token = shop.install()
    inside = "lineItems(first: 250) { nodes { product { variants(first: 250) { nodes { id } } } } }"
    query = f"{{ orders(first: 250) {{ nodes {{ {inside} }} }} }}"
    assert shop.ask(token, query)["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_a_wrong_document_is_answered_with_errors(shop):
    token = shop.install()
    assert "Cannot query field" in shop.ask(token, "{ shop { colour } }")["errors"][0]["message"]
    assert "Syntax Error" in shop.ask(token, "{ shop {")["errors"][0]["message"]
    assert shop.ask(token, "{ orders { nodes { id } } }")["errors"][0]["message"].startswith("you must provide")
