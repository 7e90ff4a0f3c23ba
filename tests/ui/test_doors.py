import re

import pytest
from admin_routes import NOBODY, address, bearer
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.exc import OperationalError
from ui_corpus import ODD_TOKENS, tampered

from plugin.app import create_app
from plugin.model.message import Message
from plugin.model.review import Review, ReviewPhoto
from plugin.model.shop import Heartbeat
from ui.doors import Door, door

LINKS = {"unsubscribe", "preferences", "review", "survey", "answer"}
DOORS = {
    "/s/answer/<token>": Door.LINK,
    "/s/preferences/<token>": Door.LINK,
    "/s/review/<token>": Door.LINK,
    "/s/review/<token>/<any(photo, small):size>/<id>": Door.LINK,
    "/s/review/<token>/withdraw/<key>": Door.LINK,
    "/s/survey/<token>": Door.LINK,
    "/s/unsubscribe/<token>": Door.LINK,
    "/t/<token>": Door.LINK,
    "/static/<path:filename>": Door.PUBLIC,
    "/auth/patch-id-token": Door.PUBLIC,
    "/auth/begin": Door.PUBLIC,
    "/auth/callback": Door.PUBLIC,
    "/proxy/": Door.PROXY,
    "/ext/birthday": Door.CUSTOMER,
    "/ext/customer/<int:id>": Door.ADMIN,
    "/ext/order/<int:id>": Door.CUSTOMER,
    "/ext/pixel": Door.PUBLIC,
    "/ext/suggestions": Door.CHECKOUT,
    "/proxy/bought-together/<int:product_id>": Door.PROXY,
    "/proxy/<any(photo, small):size>/<id>": Door.PROXY,
    "/proxy/badge": Door.PROXY,
    "/proxy/question/<id>/report": Door.PROXY,
    "/proxy/questions/<int:product_id>": Door.PROXY,
    "/proxy/review/<id>/helpful": Door.PROXY,
    "/proxy/review/<id>/report": Door.PROXY,
    "/proxy/reviews": Door.PROXY,
    "/proxy/reviews/<int:product_id>": Door.PROXY,
    "/proxy/testimonials": Door.PROXY,
    "/proxy/rewards": Door.PROXY,
    "/healthz": Door.PUBLIC,
    "/readyz": Door.PUBLIC,
    "/metrics": Door.OPERATOR,
}


def places(world):
    """One good address for every route."""
    yield from (world.link(kind) for kind in sorted(LINKS))
    yield from (world.link(kind, "m-text") for kind in sorted(LINKS))
    yield from (f"{world.link('review')}/{more}" for more in ("withdraw/51", "photo/p1", "small/p1"))
    yield from ("/healthz", "/readyz", "/metrics", "/static/css/shopper.css", "/", "/none", "/s/none", "/t/none")
    yield world.link("click", "m-mail.0")


@pytest.fixture(autouse=True)
def _reviewed(world):
    """One of the items, with a picture."""
    seal, at = world.shop.keys.seal_bytes, world.here.clock.now()
    with world.here.database.write(world.shop.id) as session:
        mine = {"shop_id": world.shop.id, "order_id": 300, "line_id": 51, "product_id": 901}
        session.add(Review(**mine, id="r1", stars=3, is_verified=True, state="published", written_at=at))
        sealed = {name: seal(f"review_photo.{name}", "p1", b"RIFF") for name in ("content", "small")}
        session.add(ReviewPhoto(shop_id=world.shop.id, id="p1", review_id="r1", position=0, added_at=at, **sealed))


def tick(world):
    with world.here.database.write_registry() as session:
        session.merge(Heartbeat(part="clock", at=world.here.clock.now()))


def test_every_route_says_who_may_come_in(world):
    """An admin page is one by its address, so that none is opened to others by mistake; all others are listed."""
    found = {rule.rule: world.app.view_functions[rule.endpoint].door for rule in world.app.url_map.iter_rules()}
    admin = {rule for rule in found if rule == "/" or rule.startswith("/app/")}
    assert {found.pop(rule) for rule in admin} == {Door.ADMIN}
    assert found == DOORS


def test_a_door_has_a_known_name():
    with pytest.raises(ValueError):
        door("anyone")


def test_scanner_get_changes_nothing(world):
    """Every GET and HEAD of every route leaves every table as it was; only a followed click is recorded."""
    before = world.rows()
    *_, followed = places(world)
    for place in places(world):
        world.browser.head(place)
        assert world.rows() == before, place
        world.browser.get(place)
        if place != followed:
            assert world.rows() == before, place
    after = world.rows()
    assert len(after.pop("inbox_item")) == 1
    before.pop("inbox_item")
    assert after == before


def test_security_headers_every_route(world):
    seen = set()
    for rule in world.app.url_map.iter_rules():
        place = rule.rule.replace("<token>", world.token("review")).replace("<path:filename>", "css/shopper.css")
        place = place.replace("<int:id>", "7")
        is_admin = world.app.view_functions[rule.endpoint].door is Door.ADMIN
        if is_admin:
            place = address(world.app, rule, NOBODY)
        for method in rule.methods:
            answer = world.browser.open(place, method=method, headers=bearer(world, world.shop) if is_admin else {})
            is_framed = is_admin and not (method == "OPTIONS" and place.startswith("/ext/"))
            framed = f"https://{world.shop.domain} https://admin.shopify.com" if is_framed else "'none'"
            policy = answer.headers["Content-Security-Policy"]
            assert f"frame-ancestors {framed};" in policy, place
            assert "*" not in policy.replace("https: data:", "")
            assert "unsafe" not in policy
            for part in ("default-src 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"):
                assert part in policy, place
            assert "X-Frame-Options" not in answer.headers
            assert "Set-Cookie" not in answer.headers
            assert "max-age" in answer.headers["Strict-Transport-Security"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Permissions-Policy" in answer.headers
            seen.add(rule.rule)
    assert {"/app/", "/auth/patch-id-token", "/s/review/<token>"} <= seen


def test_security_headers_of_good_addresses_and_of_wrong_ones(world):
    for place in places(world):
        for answer in (world.browser.get(place), world.browser.post(place), world.browser.options(place)):
            policy = answer.headers["Content-Security-Policy"]
            for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
                assert part in policy
            assert "script-src" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "max-age" in answer.headers["Strict-Transport-Security"]
            assert "Permissions-Policy" in answer.headers
            assert "Set-Cookie" not in answer.headers
            if not place.startswith("/static/"):
                assert answer.headers["Cache-Control"] == "no-store"
                assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("kind", ["preferences", "review", "click"])
def test_tampered_tokens_open_no_door(world, kind):
    before = world.rows()
    good = world.link(kind, "m-mail.0" if kind == "click" else "m-mail")
    head, _, token = good.rpartition("/")
    others = [world.token(other, "m-mail.0") for other in LINKS | {"click"} if other != kind]
    for wrong in [*tampered(token), *ODD_TOKENS, *others]:
        for answer in (
            world.browser.get(f"{head}/{wrong}"),
            world.browser.post(f"{head}/{wrong}", data={"stars-51": 5}),
        ):
            assert answer.status_code in (404, 405), wrong
            assert "@" not in answer.text
    assert world.rows() == before
    assert world.browser.get(good).status_code in (200, 302)


def test_a_huge_body_is_refused(world):
    answer = world.browser.post(world.link("unsubscribe"), data={"choice": "leave", "x": "y" * 300_000})
    assert answer.status_code == 413
    assert world.told() == []


def test_pages_hold_no_script_and_nothing_of_a_third_party(world):
    for place in places(world):
        page = world.browser.get(place).text
        assert "<script" not in page
        assert not re.search(r"\son\w+=", page.replace("onerror=alert(1)&gt;", ""))
        assert "style=" not in page


def test_an_unknown_path_is_a_page(world):
    answer = world.browser.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_a_wrong_method_names_the_right_ones(world):
    answer = world.browser.post(world.link("click", "m-mail.0"))
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_bug_shows_an_incident_id_and_no_more(world, capsys):
    link = world.link("unsubscribe")
    world.change(Message, "m-mail", to=b"sealed for nobody")
    answer = world.browser.get(link)
    assert answer.status_code == 500
    incident = re.search(r"<code>(\w{8})</code>", answer.text)[1]
    logged = capsys.readouterr().out
    assert incident in logged
    assert link.rpartition("/")[2] not in logged
    assert "sealed for nobody" not in answer.text + logged


def test_a_database_that_is_down_is_a_503(world, monkeypatch):
    def down(*_):
        raise OperationalError("SELECT", {}, Exception("down"))

    link = world.link("unsubscribe")
    monkeypatch.setattr(world.here.shops, "by_public_id", down)
    answer = world.browser.get(link)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "SELECT" not in answer.text


def test_healthz_needs_nothing(world):
    world.here.database.close()
    assert world.browser.get("/healthz").json == {"status": "alive"}


def test_readyz_wants_a_clock_that_ticks(world):
    assert world.browser.get("/readyz").json["reasons"] == ["the clock has not ticked yet"]
    tick(world)
    assert world.browser.get("/readyz").status_code == 200
    world.here.clock.move_to(world.here.clock.now().replace(minute=1))
    answer = world.browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"] == ["the clock ticked 60 s ago"]


def test_readyz_wants_room_on_the_disk(world, monkeypatch):
    tick(world)
    usage = type("Usage", (), {"free": 200 * 1024**2})
    monkeypatch.setattr("ui.health.shutil.disk_usage", lambda _: usage)
    assert world.browser.get("/readyz").json["reasons"] == ["only 200 MB of disk are free; 200 MB are needed"]


def test_readyz_wants_the_database(world, monkeypatch):
    def down():
        raise OperationalError("SELECT", {}, Exception("down"))

    monkeypatch.setattr(world.here.database, "read_registry", down)
    assert world.browser.get("/readyz").json["reasons"] == ["the database cannot be reached"]


def test_the_figures_of_the_tables_are_shown(world):
    assert 'messages{class="feedback",state="accepted"} 2.0' in _figures(create_app(world.here))


def test_a_registry_that_is_handed_in_is_shown_after_them(world):
    registry = CollectorRegistry()
    Gauge("of_the_host", "What the host counts", registry=registry).set(7)
    figures = _figures(create_app(world.here, registry=registry))
    assert figures.index("messages{") < figures.index("of_the_host 7.0")


def _figures(app):
    return app.test_client().get("/metrics", base_url="https://encore.example.com").text


def test_contrast_is_at_least_7_to_1_for_text_in_both_schemes(world):
    css = world.browser.get("/static/css/shopper.css").text
    schemes = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    ]
    assert len(schemes) == 2
    for one in schemes:
        for ink, ground in [
            ("ink", "sheet"), ("ink", "ground"), ("soft", "sheet"), ("soft", "ground"), ("act", "sheet"),
            ("on-act", "act"), ("wrong", "wrong-ground"),
        ]:  # fmt: skip
            assert contrast(one[ink], one[ground]) >= 7, (ink, ground)
        assert contrast(one["line"], one["sheet"]) >= 3
        assert contrast(one["star"], one["sheet"]) >= 4.5


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
