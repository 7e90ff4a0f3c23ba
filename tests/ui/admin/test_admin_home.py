"""The first page and the health page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

from sqlalchemy import update

from plugin.desk.marks import LOOKED_AT, PUT_AWAY, mark_once, note_audit
from plugin.model.history import HistoryExport, Step
from plugin.model.message import Breaker
from plugin.runtime.scheduler import beat


def test_both_addresses_show_the_first_steps_and_today(staff):
    for address in ("/", "/app/"):
        text = staff.get(address).text
        assert "First steps" in text
        assert "Due in the next 24 hours" in text
        assert 'data-behaviour="live"' in text


def test_each_number_links_to_its_rows(staff, world):
    world.order("jumper")
    world.spin(hours=1)
    text = staff.get("/app/").text
    assert "/app/outbox?state=sent&amp;day=2026-02-01" in text
    sent = staff.get("/app/outbox?state=sent&day=2026-02-01").text
    assert sent.count("<tr>") - 1 == len(world.outbox(state="accepted"))


def test_pause_holds_everything_and_resume_lets_it_go(staff, world):
    answer = staff.post("/app/pause")
    assert "All sending is paused." in answer.text
    assert "Resume sending" in answer.text
    assert unquote(answer.headers["X-Encore-Said"]) == "Nothing is sent any more until you resume."
    world.order("jumper")
    world.spin(hours=1)
    assert not world.outbox(state="accepted")
    assert "Pause all sending" in staff.post("/app/resume").text
    world.spin()
    assert world.outbox(state="accepted")


def test_the_pause_of_one_shop_is_not_the_pause_of_another(staff, world):
    staff.post("/app/pause", shop=world.other)
    assert "Pause all sending" in staff.get("/app/").text


def test_a_finished_list_can_be_put_away(staff, world):
    settings = {"sender": {"postal_address": "1 Kiln Lane", "email": "hello@pots.example"}}
    world.encore.shops.change(world.shop.id, settings=settings, flows_on_since={"review_request": ""})
    mark_once(world.encore, world.shop, LOOKED_AT)
    assert "You are ready" in staff.get("/app/").text
    assert "You are ready" not in staff.post("/app/first-steps/hide").text
    assert PUT_AWAY in world.encore.shops.by_id(world.shop.id).marks


def test_problems_say_what_to_do(staff, world):
    with world.database.write(world.shop.id) as session:
        session.add(
            Breaker(shop_id=world.shop.id, provider="smtp", opens_at=world.clock.now(), recent="", reason="535 no")
        )
    text = staff.get("/app/").text
    assert "A provider takes no messages at the moment; they wait. It says: smtp: 535 no" in text
    assert "No mail server is connected" in text


def test_health_says_what_to_do_where_the_clock_stands(staff, world):
    text = staff.get("/app/health").text
    assert "Something needs a look." in text
    assert "Ask whoever runs Encore to start it again." in text


def test_health_is_green_where_all_is_well(staff, world):
    world.order("jumper")
    beat(world.encore, "clock")
    world.spin()
    text = staff.get("/app/health").text
    assert "Encore works as it should." in text
    assert "Look here" not in text


def test_health_shows_faults_rejected_news_and_the_last_proof(staff, world):
    world.webhook("orders/create", {"nonsense": True})
    note_audit(world.encore, world.shop, 1)
    text = staff.get("/app/health").text
    assert "News that could not be read" in text
    assert "1 thing is wrong." in text
    other = staff.get("/app/health", shop=world.other).text
    assert "News that could not be read" not in other


def test_a_queue_that_is_late_is_told_on_both_pages(staff, world):
    world.webhook("products/create", {"id": 1}, work=False)
    world.clock.move_by(timedelta(minutes=6))
    assert "1 item has waited for more than five minutes." in staff.get("/app/").text
    assert "worker is running" in staff.get("/app/health").text


def test_a_preview_on_a_customer_ticks_off_that_a_message_was_looked_at(staff, world):
    ada = world.customer("Ada")
    assert staff.get(f"/app/flows/thank_you/preview?customer={ada.id}").status_code == 200
    assert LOOKED_AT in world.encore.shops.by_id(world.shop.id).marks


def test_the_past_of_the_shop_is_shown_until_it_is_in(staff, world):
    assert "past comes in" not in staff.get("/app/").text
    with world.database.write(world.shop.id) as session:
        begun = {"shop_id": world.shop.id, "before": world.clock.now()}
        session.add(HistoryExport(**begun, id="orders", step=Step.FOLDING.value, taken=1234, things=5000, refused=0))
    text = staff.get("/app/").text
    assert "past comes in" in text
    assert "1,234 of 5,000 done" in text
    assert "past comes in" not in staff.get("/app/", shop=world.other).text
    with world.database.write(world.shop.id) as session:
        session.execute(update(HistoryExport).where(HistoryExport.shop_id == world.shop.id).values(step="done"))
    assert "past comes in" not in staff.get("/app/").text
