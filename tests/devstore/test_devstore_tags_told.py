"""Tags that Encore tells the store over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from both import Both

from devstore.doings.people import customer_of
from devstore.oauth.installed import current_install
from plugin.platform.seam import PlatformDown

VIP = "encore:vip"


@pytest.fixture
def both(tmp_path, sqlite_database) -> Iterator[Both]:
    made = Both(tmp_path / "store", sqlite_database)
    yield made
    made.close()


@pytest.fixture
def john(both: Both) -> int:
    made = both.store.join("John", "john@example.com", "+447400100001")
    with both.store.act() as act:
        customer_of(act.session, made.id).tags = "knits"
    return made.id


def tags(both: Both, customer_id: int) -> str:
    with both.store.act() as act:
        return customer_of(act.session, customer_id).tags


def test_a_tag_is_set_beside_others_once_and_taken_away_again(both: Both, john: int) -> None:
    platform = both.encore.platform
    for _ in range(2):
        assert platform.tag(both.shop_id, john, VIP) is None
    assert tags(both, john) == f"knits, {VIP}"
    for _ in range(2):
        assert platform.untag(both.shop_id, john, VIP) is None
    assert tags(both, john) == "knits"


def test_a_customer_the_store_does_not_have_is_a_refusal(both: Both) -> None:
    assert both.encore.platform.tag(both.shop_id, 404, VIP) == "tag_add: refused at id"


def test_without_the_scope_there_is_no_answer_to_be_had(both: Both, john: int) -> None:
    with both.store.act() as act:
        install = current_install(act.session)
        install.scopes = [one for one in install.scopes if one != "write_customers"]
    with pytest.raises(PlatformDown, match="has not granted"):
        both.encore.platform.tag(both.shop_id, john, VIP)
    assert tags(both, john) == "knits"
