import re
import socket
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import requests

from plugin.app import create_app
from plugin.clock import SpunClock
from plugin.demo.build import scratch_world
from plugin.demo.goods import GOODS
from plugin.demo.notebook import Notebook
from plugin.demo.people import JOHN
from plugin.errors import UsageError
from plugin.serving import reserve
from ui.demo import demo_pages
from ui.doors import Door

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo")
    place = reserve("127.0.0.1", 0)
    port = place.getsockname()[1]
    world = scratch_world(directory, port, SpunClock(MONDAY))
    notebook = Notebook(directory, MONDAY.date(), port)
    server = world.open(place, [demo_pages(world, notebook)])
    Thread(target=server.run, daemon=True).start()
    world.counter.welcome(JOHN, since=MONDAY - timedelta(days=200))
    post(world, "/demo/order", "john")
    yield world
    world.close()
    server.close()


def url(world, path):
    return f"http://127.0.0.1:{world.encore.settings.port}{path}"


def get(world, path):
    answer = requests.get(url(world, path), timeout=10)
    answer.encoding = "utf-8"
    return answer


def post(world, path, choice, **headers):
    return requests.post(url(world, path), data={"choice": choice}, headers=headers, timeout=30)


def messages(page):
    return re.findall(r"/demo/message/(\w+)", page.text)


def test_the_front_door_leads_to_the_outbox(demo):
    answer = requests.get(url(demo, "/"), allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/demo")


def test_an_order_placed_on_the_page_is_thanked_for_by_mail_and_text(demo):
    page = get(demo, "/demo")
    assert "Thank you for your purchase, John!" in page.text
    assert "Thank you for your purchase John! Your item" in page.text
    assert "#5001" in page.text
    assert len(messages(page)) == 2


def test_the_filter_shows_what_it_says(demo):
    mail, text = get(demo, "/demo?channel=email"), get(demo, "/demo?channel=sms&flow=thank_you")
    assert len(messages(mail)) == len(messages(text)) == 1
    assert messages(mail) != messages(text)
    assert messages(get(demo, "/demo?flow=birthday")) == []
    assert len(messages(get(demo, "/demo?show=nonsense&page=-3&flow=x&channel=y"))) == 2


def test_a_mail_is_shown_in_a_frame_that_may_do_nothing(demo):
    (id,) = messages(get(demo, "/demo?channel=email"))
    page, frame = get(demo, f"/demo/message/{id}"), get(demo, f"/demo/message/{id}/html")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'sandbox="allow-popups' in page.text
    assert "The text part" in page.text
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy + page.text
    assert "<base target" in frame.text
    assert "Thank you, John!" in frame.text


def test_a_text_is_shown_as_a_bubble_with_its_segments(demo):
    (id,) = messages(get(demo, "/demo?channel=sms"))
    page = get(demo, f"/demo/message/{id}")
    assert "1 segment<" in page.text
    assert 'class="bubble"' in page.text
    assert get(demo, f"/demo/message/{id}/html").status_code == 404


def test_unknown_messages_and_orders_are_not_there(demo):
    assert get(demo, "/demo/message/none").status_code == 404
    assert post(demo, "/demo/order/9999", "cancel").status_code == 404


@pytest.mark.parametrize("path", ["/demo", "/demo?show=all", "/demo?show=coming", "/demo?show=stopped"])
def test_pages_hold_no_script_and_nothing_from_elsewhere(demo, path):
    page = get(demo, path)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert not re.search(r'(src|href)="https?://', page.text)
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/demo/clock", "/demo/order", "/demo/order/5001"])
def test_nonsense_and_other_sites_move_nothing(demo, path):
    before = demo.clock.now()
    assert post(demo, path, "nonsense").status_code == 400
    for choice in ("week", "john", "refund"):
        assert post(demo, path, choice, **{"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert get(demo, path).status_code in (404, 405)
    assert demo.clock.now() == before


def test_the_clock_moves_and_what_falls_due_meanwhile_is_done(demo):
    assert post(demo, "/demo/order/5001", "deliver").status_code == 200
    assert len(messages(get(demo, "/demo?show=coming&flow=review_request"))) == 2
    for step in ("week", "day"):
        assert "The clock has moved" in post(demo, "/demo/clock", step).text
    assert demo.clock.now() == MONDAY + timedelta(days=8)
    (id,) = messages(get(demo, "/demo?flow=review_request"))
    text = get(demo, f"/demo/message/{id}").text
    assert f"{demo.counter.address}/s/review/" in text
    assert "9 Mar 2026" in text


def test_a_cancelled_order_says_why_nothing_comes(demo):
    post(demo, "/demo/order", "john")
    assert "5002" in get(demo, "/demo").text
    page = post(demo, "/demo/order/5002", "cancel")
    assert "The order is cancelled" in page.text
    post(demo, "/demo/order/5001", "refund")
    assert "The order was" in get(demo, "/demo?show=all").text


def test_every_route_of_the_demo_says_who_may_come_in_and_the_app_has_none_of_them(demo):
    notebook = Notebook.fits  # never called: the blueprint only keeps it
    with_demo = create_app(demo.encore, blueprints=[demo_pages(demo, notebook)])
    own = {rule.endpoint for rule in with_demo.url_map.iter_rules() if rule.endpoint.startswith("demo.")}
    assert len(own) == 7
    assert {with_demo.view_functions[name].door for name in own} == {Door.OPERATOR}
    assert not [rule for rule in create_app(demo.encore).url_map.iter_rules() if "demo" in rule.rule]


def test_the_notebook_remembers_orders_offset_and_day(tmp_path):
    notebook = Notebook(tmp_path, MONDAY.date(), 8000)
    assert notebook.next_number == 5001
    assert not Notebook.fits(tmp_path, MONDAY.date(), 8000)
    bought = _bought(notebook)
    notebook.offset += timedelta(hours=1)
    again = Notebook(tmp_path, MONDAY.date(), 8000)
    assert again.orders() == [bought]
    assert again.offset == timedelta(hours=1)
    assert Notebook.fits(tmp_path, MONDAY.date(), 8000)
    assert not Notebook.fits(tmp_path, MONDAY.date(), 8001)


def _bought(notebook):
    from plugin.demo.bought import Bought

    bought = Bought(notebook.next_number, JOHN, GOODS[:2], MONDAY)
    notebook.keep(bought)
    return bought


def test_a_port_that_is_taken_is_named_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127.0.0.1:{port} is taken by another program; .*--port"):
            reserve("127.0.0.1", port)
