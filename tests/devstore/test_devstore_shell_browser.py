"""The shell and its bridge in a real browser, with a tiny app in the frame."""

import threading
from urllib.parse import urlsplit

import chromium
import pytest
from devstore_world import KEY, World
from framed_app import FramedApp
from sqlalchemy import select
from werkzeug.serving import make_server

from devstore.model.events import Event
from devstore.oauth import id_tokens
from devstore.oauth.installed import current_install
from devstore.web.app import create_app


@pytest.fixture
def app():
    with FramedApp() as framed:
        yield framed


@pytest.fixture
def shell(tmp_path, app):
    """The address of the development store, with the app installed."""
    world = World(tmp_path, app.url)
    world.install()
    server = make_server("127.0.0.1", 0, create_app(world.store), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.shell = f"http://localhost:{server.server_port}"
    app.world = world
    yield app.shell
    server.shutdown()
    thread.join()
    world.store.close()


def of(app, path):
    return [one for one in app.asked if one[1] == path]


def until(page, is_so):
    """Five seconds at most. The page's own policy forbids Playwright to look by itself."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(50)


def is_good(app, token):
    return id_tokens.check(app.world.store.settings, token, app.world.store.clock.now())["aud"] == KEY


def test_the_shell_gives_the_app_tokens_a_menu_toasts_and_its_address(shell, app):
    with chromium.page() as (page, asked):
        page.goto(f"{shell}/admin")
        frame = page.frame_locator("iframe")
        frame.get_by_role("heading", name="Home").wait_for()
        [(_, _, query, _, _)] = of(app, "/")
        assert is_good(app, query["id_token"][0])
        assert query["shop"] == ["blue-jumps.myshopify.com"]

        frame.get_by_role("button", name="Ask", exact=True).click()
        frame.get_by_text("200 said=hello").wait_for()
        [(method, _, _, token, body)] = of(app, "/data")
        assert (method, body) == ("POST", b"said=hello")
        assert is_good(app, token)
        assert token != query["id_token"][0]
        page.get_by_text("Saved", exact=True).wait_for()
        page.get_by_text("There are unsaved changes.").wait_for()

        frame.get_by_role("button", name="Ask twice").click()
        until(page, lambda: page.title().startswith("Home"))
        until(page, lambda: len(of(app, "/picky")) == 2)  # the answer looks like the one before
        tokens = [one[3] for one in of(app, "/picky")]
        assert len(set(tokens)) == 2
        assert all(is_good(app, one) for one in tokens)

        page.get_by_role("link", name="Flows").click()
        frame.get_by_role("heading", name="Flows").wait_for()
        page.wait_for_url(f"{shell}/admin/apps/encore/app/flows")
        assert not frame.locator("s-app-nav").is_visible()
        assert {urlsplit(url).hostname for url in asked} == {"localhost"}


def test_a_page_without_a_token_gets_one_and_a_page_outside_finds_its_way_in(shell, app):
    with chromium.page() as (page, asked):
        page.goto(f"{shell}/admin")
        frame = page.frame_locator("iframe")
        frame.get_by_role("heading", name="Home").wait_for()
        page.evaluate(f"document.querySelector('iframe').src = '{app.url}/stale?a=b'")
        frame.get_by_role("heading", name="Stale").wait_for()
        bare, full = (one[2] for one in of(app, "/stale"))
        assert "id_token" not in bare
        assert (full["a"], full["shop"]) == (["b"], ["s.myshopify.com"])
        assert is_good(app, full["id_token"][0])

        page.goto(f"{app.url}/app/flows?tab=2&id_token=old")
        page.wait_for_url(f"{shell}/admin/apps/encore/app/flows?tab=2")
        assert {urlsplit(url).hostname for url in asked} == {"localhost"}


def test_a_token_goes_to_nobody_but_the_app_in_its_frame(shell, app):
    with chromium.page() as (page, _):
        page.goto(f"{shell}/admin")
        page.frame_locator("iframe").get_by_role("heading", name="Home").wait_for()
        page.evaluate("window.heard = []; addEventListener('message', ({ data }) => heard.push(data))")
        page.evaluate("postMessage({ devstore: true, wants: 'id-token', number: 99 }, '*')")
        reload = "/patch?shopify-reload=https%3A%2F%2Fevil.example.com%2F"
        page.evaluate(f"document.querySelector('iframe').src = '{app.url}{reload}'")
        page.frame_locator("iframe").get_by_role("heading", name="Patch").wait_for()
        page.wait_for_timeout(300)
        assert all("token" not in heard for heard in page.evaluate("heard"))
        assert page.frames[-1].url.endswith(reload)


def test_the_merchant_is_asked_for_a_permission_and_the_answer_counts(shell, app):
    """Asked once more where it is granted, there is no question; what the app may never have is refused unasked."""
    with chromium.page() as (page, _):
        page.goto(f"{shell}/admin")
        frame, dialog = page.frame_locator("iframe"), page.get_by_role("dialog")
        for answer, result in (("Don’t allow", "declined-all"), ("Allow", "granted-all")):
            frame.get_by_role("button", name="May I", exact=True).click()
            dialog.get_by_text("Marketing reports").wait_for()
            assert "write_marketing_events" not in granted(app)
            dialog.get_by_role("button", name=answer, exact=True).click()
            frame.get_by_text(result).wait_for()
        assert "write_marketing_events" in granted(app)
        assert told(app) == ["app/scopes_update"]

        frame.get_by_role("button", name="May I more").click()
        frame.get_by_text("write_secrets is not among").wait_for()
        frame.get_by_role("button", name="May I", exact=True).click()
        frame.get_by_text("granted-all").wait_for()
        assert not dialog.is_visible()
        assert told(app) == ["app/scopes_update"]


def granted(app):
    with app.world.act() as act:
        return current_install(act.session).scopes


def told(app):
    with app.world.act() as act:
        return list(act.session.scalars(select(Event.topic).where(Event.topic.like("app/%"))))


def test_the_clock_moves_without_leaving_the_page(shell, app):
    with chromium.page() as (page, _):
        page.goto(f"{shell}/")
        page.get_by_role("button", name="+1 day").click()
        page.get_by_text("Tue 3 Mar 2026, 09:30").wait_for()
        assert len(of(app, "/demo/clock")) == 24
        assert page.url == f"{shell}/"
