"""`encore replay` and `encore preview` over a shop on disk."""

from __future__ import annotations

import base64

import pytest
from world import KEYS, World

from plugin.cli import main
from plugin.db.migrate import migrate
from plugin.db.session import Database

DOMAIN = "pots.myshopify.com"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/encore.db"
    monkeypatch.setenv("ENCORE_DATABASE_URL", url)
    monkeypatch.setenv("ENCORE_SECRET_KEY", "s" * 32)
    monkeypatch.setenv("ENCORE_ENCRYPTION_KEYS", base64.urlsafe_b64encode(KEYS[0]).decode())
    database = Database(url)
    migrate(database)
    with World(database, flows_on=("thank_you",)) as world:
        world.ada = world.customer("Ada")
        world.order("jumper", by=world.ada)
        world.delivered(world.order("mug", by=world.ada))
        world.spin(days=3)
        yield world
    database.close()


def _replay(*more):
    return main(["replay", DOMAIN, "--from", "2026-02-01", "--to", "2026-03-20", *more])


def test_the_past_is_told_as_it_is_set(shop, capsys):
    assert _replay() == 0
    told = capsys.readouterr().out
    assert "2 orders from 2026-02-01 to 2026-03-20" in told
    assert "thank_you       sent by email" in told


def test_a_changed_setting_is_told_with_the_difference(shop, capsys, tmp_path):
    changed = tmp_path / "changed.toml"
    changed.write_text(
        "[encore.flows.thank_you]\nchannels = ['sms']\n[encore.flows.review_request]\nenabled = true\n"
    )
    assert _replay("--settings", str(changed)) == 0
    told = capsys.readouterr().out
    assert "2 -> 0 (-2)" in told
    assert "review_request" in told
    assert shop.encore.shops.by_id(shop.shop.id).settings_version == 1
    assert shop.outbox(flow="review_request") == []


@pytest.mark.parametrize(
    ("text", "says"), [("[encore.flows.spam]\ndelay = '1d'\n", "spam"), ("[encore", "cannot be read")]
)
def test_settings_that_cannot_be_used_are_refused_by_name(shop, capsys, tmp_path, text, says):
    changed = tmp_path / "changed.toml"
    changed.write_text(text)
    assert _replay("--settings", str(changed)) == 2
    assert says in capsys.readouterr().err


def test_days_the_wrong_way_round_and_unknown_shops_say_what_to_do(shop, capsys):
    assert main(["replay", DOMAIN, "--from", "2026-03-01", "--to", "2026-03-01"]) == 2
    assert "--to must be later" in capsys.readouterr().err
    assert main(["replay", "none.myshopify.com", "--from", "2026-02-01", "--to", "2026-03-01"]) == 2


def test_what_a_customer_will_get_is_told_with_why_not_more(shop, capsys):
    assert main(["preview", DOMAIN, str(shop.ada.id)]) == 0
    told = capsys.readouterr().out
    assert "Nothing goes to this customer" in told
    assert "vip_code: This flow is switched off." in told
    assert main(["preview", DOMAIN, "1"]) == 2
    assert "there is no customer 1" in capsys.readouterr().err
