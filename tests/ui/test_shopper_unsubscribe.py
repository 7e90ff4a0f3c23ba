import msgspec
from ui_corpus import ODD_TOKENS, tampered

from plugin.model.customer import Customer
from plugin.model.message import Message

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LEFT = ("shopper/unsubscribed", {"message_id": "m-mail", "channel": "email", "resubscribed": False})


def facts(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def test_the_page_asks_with_one_button_and_a_masked_address(world):
    answer = world.browser.get(world.link("unsubscribe"))
    assert answer.status_code == 200
    assert answer.text.count("<button") == 1
    assert "j…n@e…e.com" in answer.text
    assert "jon@example.com" not in answer.text


def test_the_button_leaves_and_offers_to_undo(world):
    link = world.link("unsubscribe")
    answer = world.browser.post(link, data={"choice": "leave"})
    assert answer.status_code == 200
    assert "You will get no more" in answer.text
    assert "Undo" in answer.text
    assert "/s/preferences/" in answer.text
    assert facts(world) == [LEFT]
    assert world.here.woken == ["inbox"]


def test_the_link_to_the_preferences_opens_them(world):
    page = world.browser.post(world.link("unsubscribe"), data={"choice": "leave"}).text
    address = page.partition('href="/s/preferences/')[2].partition('"')[0]
    assert world.browser.get("/s/preferences/" + address).status_code == 200


def test_undo_and_leaving_again_are_each_told(world):
    link = world.link("unsubscribe")
    for choice in ("leave", "return", "leave"):
        world.browser.post(link, data={"choice": choice})
    assert [body["resubscribed"] for _, body in facts(world)] == [False, True, False]


def test_a_text_message_stops_text_messages(world):
    answer = world.browser.post(world.link("unsubscribe", "m-text"), data={"choice": "leave"})
    assert "…89" in answer.text
    assert "447700900189" not in answer.text
    assert facts(world)[0][1]["channel"] == "sms"


def test_one_click_twice_is_one_fact_and_two_plain_answers(world):
    link = world.link("unsubscribe")
    for _ in range(2):
        answer = world.browser.post(link, data=ONE_CLICK)
        assert answer.status_code == 200
        assert len(answer.data) < 50
        assert "Set-Cookie" not in answer.headers
        assert "Location" not in answer.headers
    assert facts(world) == [LEFT]


def test_one_click_works_as_a_multipart_form_too(world):
    answer = world.browser.post(world.link("unsubscribe"), data=ONE_CLICK, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert facts(world) == [LEFT]


def test_one_click_after_a_change_of_mind_leaves_again(world):
    link = world.link("unsubscribe")
    world.browser.post(link, data=ONE_CLICK)
    world.browser.post(link, data={"choice": "return"})
    world.here.clock.move_to(world.here.clock.now().replace(second=5))
    world.browser.post(link, data=ONE_CLICK)
    assert [body["resubscribed"] for _, body in facts(world)] == [False, True, False]


def test_a_post_that_says_nothing_changes_nothing(world):
    assert world.browser.post(world.link("unsubscribe"), data={"choice": "?"}).status_code == 400
    assert facts(world) == []


def test_a_busy_store_is_said_so_that_the_provider_comes_again(world, busy):
    busy()
    for body in (ONE_CLICK, {"choice": "leave"}):
        answer = world.browser.post(world.link("unsubscribe"), data=body)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0


def test_tampered_tokens_change_nothing_and_disclose_nothing(world):
    before = world.rows()
    good = world.token("unsubscribe")
    for token in [*tampered(good), *ODD_TOKENS, world.token("review")]:
        for answer in (
            world.browser.get(f"/s/unsubscribe/{token}"),
            world.browser.post(f"/s/unsubscribe/{token}", data=ONE_CLICK),
        ):
            assert answer.status_code in (400, 404, 405, 410), token
            assert "@" not in answer.text
    assert world.rows() == before


def test_another_shops_token_and_a_missing_message_get_the_same_answer(world):
    foreign = world.browser.get(world.link("unsubscribe", shop=world.other))
    missing = world.browser.get(world.link("unsubscribe", "m-none"))
    wrong = world.browser.get("/s/unsubscribe/wrong")
    assert foreign.status_code == missing.status_code == wrong.status_code == 404
    assert foreign.data == missing.data == wrong.data
    assert "This link is not valid" in foreign.text


def test_an_expired_link_is_gone_and_says_where_a_fresh_one_is(world):
    link = world.link("unsubscribe")
    world.here.clock.move_to(world.here.clock.now().replace(year=2027))
    for answer in (world.browser.get(link), world.browser.post(link, data=ONE_CLICK)):
        assert answer.status_code == 410
        assert "fresh link" in answer.text


def test_a_redacted_customer_gets_a_polite_page_without_data(world):
    link = world.link("unsubscribe")
    world.change(Message, "m-mail", customer_id=None, to=None, to_hash=None)
    page = world.browser.get(link)
    assert page.status_code == 410
    assert "no longer kept" in page.text
    assert "…" not in page.text
    assert world.browser.post(link, data={"choice": "leave"}).status_code == 410
    assert world.browser.post(link, data=ONE_CLICK).status_code == 200
    assert facts(world) == []


def test_an_address_that_is_no_longer_kept_is_not_needed_to_leave(world):
    world.change(Message, "m-mail", to=None, customer_id=None)
    assert world.browser.post(world.link("unsubscribe"), data={"choice": "leave"}).status_code == 200
    assert facts(world) == [LEFT]


def test_an_erased_shop_gets_the_same_polite_page(world):
    links = [world.link(kind) for kind in ("unsubscribe", "preferences", "review")] + [
        world.link("click", "m-mail.0")
    ]
    world.here.shops.change(world.shop.id, data_key=None)
    for link in links:
        answer = world.browser.get(link)
        assert answer.status_code == 410
        assert "Pots" not in answer.text


def test_a_shop_name_is_shown_as_it_is_written(world):
    world.here.shops.change(world.shop.id, name="<script>alert(1)</script>")
    for kind in ("unsubscribe", "preferences", "review"):
        page = world.browser.get(world.link(kind)).text
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_customer_who_is_gone_can_still_leave(world):
    world.change(Customer, 7, email=None, phone=None, gone_at=world.here.clock.now())
    assert world.browser.get(world.link("preferences")).status_code == 200
    assert world.browser.post(world.link("unsubscribe"), data=ONE_CLICK).status_code == 200
