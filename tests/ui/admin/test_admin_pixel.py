"""The switch of the web pixel on the settings page."""

from __future__ import annotations

import pytest

from plugin.platform.seam import PlatformDown
from plugin.shops import NO_TOKENS
from plugin.views import count_view

SWITCH = "/app/settings/pixel"
ON, OFF = {"on": "1"}, {"on": "0"}


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def _view(world, id=51):
    body = {
        "id": id, "title": "Kettle <b>", "handle": "kettle", "status": "active",
        "updated_at": world.clock.now().isoformat(), "variants": [],
    }  # fmt: skip
    world.webhook("products/update", body)
    count_view(world.database, world.shop, id, world.clock.now())


def test_it_is_off_until_somebody_switches_it_on(world, staff):
    assert _shop(world).web_pixel is None
    assert "Count product views, of visitors who agreed" in staff.get("/app/settings").text
    answer = staff.post(SWITCH, ON)
    assert answer.status_code == 200
    assert "Stop counting product views" in answer.text
    assert world.platform.pixel(world.shop.id) == world.shop.public_id
    assert _shop(world).web_pixel
    assert world.encore.shops.by_id(world.other.id).web_pixel is None


def test_switched_off_it_is_gone_from_the_shop_and_what_was_counted_stays(world, staff):
    staff.post(SWITCH, ON)
    _view(world)
    for _ in range(2):
        answer = staff.post(SWITCH, OFF)
        assert answer.status_code == 200
        assert "Kettle &lt;b&gt;" in answer.text
    assert world.platform.pixel(world.shop.id) is None
    assert _shop(world).web_pixel is None


@pytest.mark.parametrize(("before", "asked"), [(OFF, ON), (ON, OFF)])
def test_where_shopify_does_not_do_it_nothing_changes(world, staff, monkeypatch, before, asked):
    staff.post(SWITCH, before)
    was = _shop(world).web_pixel

    def down(*_):
        raise PlatformDown("no answer")

    monkeypatch.setattr(world.platform, "pixel_on", down)
    monkeypatch.setattr(world.platform, "pixel_off", down)
    answer = staff.post(SWITCH, asked)
    assert answer.status_code == 502
    assert "X-Encore-Said" in answer.headers
    assert _shop(world).web_pixel == was


def test_an_editor_may_not_switch_it(world, staff):
    staff.become("editor")
    assert staff.post(SWITCH, ON).status_code == 403
    assert _shop(world).web_pixel is None


def test_a_shop_that_left_has_no_pixel_when_it_comes_back(world, staff):
    """What an uninstall clears: tests/stories/test_late_and_foreign.py."""
    staff.post(SWITCH, ON)
    world.encore.shops.change(world.shop.id, uninstalled_at=world.clock.now(), **NO_TOKENS)
    assert _shop(world).web_pixel is None


def test_the_other_shop_sees_no_views(world, staff):
    _view(world)
    assert "Kettle" in staff.get("/app/settings").text
    assert "Kettle" not in staff.get("/app/settings", shop=world.other).text
