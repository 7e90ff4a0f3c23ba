from test_suggested import SCARF


def test_the_state_of_an_order_follows_its_parcels(blocks):
    world = blocks.world
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada)
    place = f"/ext/order/{order.id}"
    assert blocks.ask(place, as_=ada.id).json == {"state": "preparing", "parcels": [], "suggestions": []}
    world.shipped(order)
    on_its_way = blocks.ask(place, as_=ada.id).json
    assert (on_its_way["state"], on_its_way["parcels"][0]["state"]) == ("on_its_way", "on_its_way")
    world.delivered(order)
    assert blocks.ask(place, as_=ada.id).json["state"] == "delivered"


def test_a_cancelled_order_says_so(blocks):
    ada = blocks.world.customer("Ada")
    order = blocks.world.cancel(blocks.world.order("jumper", by=ada))
    assert blocks.ask(f"/ext/order/{order.id}", as_=ada.id).json["state"] == "cancelled"


def test_only_a_page_of_the_web_is_linked(blocks):
    ada = blocks.world.customer("Ada")
    order = blocks.world.shipped(blocks.world.order("jumper", by=ada))
    parcel = order.parcels[-1]
    later = blocks.world.clock.now().isoformat()
    for url, shown in (("https://carrier.example/1", "https://carrier.example/1"), ("javascript:alert(1)", None)):
        blocks.world.spin(minutes=1)
        later = blocks.world.clock.now().isoformat()
        blocks.world.webhook("fulfillments/update", {**parcel, "tracking_url": url, "updated_at": later})
        assert blocks.ask(f"/ext/order/{order.id}", as_=ada.id).json["parcels"][0]["url"] == shown


def test_nobody_sees_the_order_of_somebody_else(blocks):
    world = blocks.world
    ada, eve = world.customer("Ada"), world.customer("Eve")
    order = world.order("jumper", by=ada)
    nothing = blocks.ask("/ext/order/999999", as_=eve.id)
    theirs = blocks.ask(f"/ext/order/{order.id}", as_=eve.id)
    elsewhere = blocks.ask(f"/ext/order/{order.id}", as_=ada.id, shop=world.other)
    assert {(one.status_code, one.text) for one in (nothing, theirs, elsewhere)} == {(404, nothing.text)}


def test_no_order_is_shown_to_who_is_not_signed_in(blocks):
    order = blocks.world.order("jumper")
    assert blocks.ask(f"/ext/order/{order.id}").status_code == 401


def test_what_they_own_by_another_order_is_not_suggested(blocks):
    world = blocks.world
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada)
    jumper = order.lines[0]["product_id"]
    blocks.product(jumper, "Jumper")
    blocks.product(SCARF, "Scarf")
    blocks.together(jumper, SCARF)
    place = f"/ext/order/{order.id}"
    assert [one["title"] for one in blocks.ask(place, as_=ada.id).json["suggestions"]] == ["Scarf"]
    world._products["scarf"] = SCARF
    world.order("scarf", by=ada)
    assert blocks.ask(place, as_=ada.id).json["suggestions"] == []


def test_the_order_of_a_merged_account_is_theirs(blocks):
    world = blocks.world
    old, kept = world.customer("Ada"), world.customer("Ada")
    order = world.order("jumper", by=old)
    ids = {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept.id}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{old.id}",
    }
    world.webhook("customers/merge", {**ids, "status": "completed", "errors": []})
    assert blocks.ask(f"/ext/order/{order.id}", as_=kept.id).status_code == 200
