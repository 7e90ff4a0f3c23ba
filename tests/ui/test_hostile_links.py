"""The shared hostile links: tokens that were changed or are for something else, and redirects that lead away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hostile_cases import corpus

from plugin.compose.links import LinkPurpose
from plugin.model.customer import Customer
from plugin.model.message import Message

SHOWN_NOWHERE = ("jon@example.com", "447700900189")
Deed = Callable[[Any], None]


def _refused(changed: Callable[[Any, str], str]) -> Deed:
    """Both pages answer 4xx, show nobody and change nothing, whether they are asked or told."""

    def deed(world: Any) -> None:
        before = world.rows()
        for purpose in ("unsubscribe", "review"):
            address = f"/s/{purpose}/{changed(world, purpose)}"
            for answer in (world.browser.get(address), world.browser.post(address, data={"choice": "leave"})):
                assert answer.status_code in (400, 401, 403, 404, 410), address
                assert not [one for one in SHOWN_NOWHERE if one in answer.text]
        assert world.rows() == before

    return deed


def _flipped(world: Any, purpose: str) -> str:
    token = world.token(purpose)
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def _unsigned(world: Any, purpose: str) -> str:
    return world.token(purpose).rpartition(".")[0]


def _resigned(world: Any, purpose: str, **more: Any) -> str:
    """What stands in another token, under the signature of the first."""
    other, mine = world.token(purpose, **more), world.token(purpose)
    return f"{other.rpartition('.')[0]}.{mine.rpartition('.')[2]}"


def _for_something_else(world: Any, purpose: str) -> str:
    return world.token("review" if purpose == "unsubscribe" else "unsubscribe")


def _late(world: Any, purpose: str) -> str:
    return world.token(purpose, lasts=-timedelta(seconds=1))


def _after_erasure(world: Any) -> None:
    world.change(Message, "m-mail", to=None, to_hash=None, customer_id=None)
    with world.here.database.write(world.shop.id) as session:
        session.query(Customer).where(Customer.shop_id == world.shop.id).delete()
    for answer in (
        world.browser.get(world.link("unsubscribe")),
        world.browser.post(world.link("unsubscribe"), data={"choice": "leave"}),
    ):
        assert answer.status_code < 500
        assert not [one for one in SHOWN_NOWHERE if one in answer.text]


def _looked_at(world: Any) -> None:
    before = world.rows()
    page = world.browser.get(world.link("unsubscribe"))
    assert "<button" in page.text
    assert world.rows() == before


def _one_click(world: Any) -> None:
    answer = world.browser.post(world.link("unsubscribe"), data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert [msgspec.json.decode(body)["channel"] for _, body in world.told()] == ["email"]


def _leads_away(world: Any) -> None:
    for case in corpus("link"):
        if case["expected"].get("effect", "").startswith("never leaves"):
            to = case["link"]["to"].replace("{shop}", world.shop.domain)
            answer = world.browser.get(world.link("click", "m-mail.0"), query_string={"to": to})
            assert answer.status_code in case["expected"]["status"], case["name"]
            assert "Location" not in answer.headers


def _leads_home(world: Any) -> None:
    to = f"https://{world.shop.domain}/products/kettle"
    world.change(Message, "m-mail", links=[to])
    answer = world.browser.get(world.link("click", "m-mail.0"))
    assert (answer.status_code, answer.headers["Location"]) == (302, to)


CASES: dict[str, Deed] = {
    "token_signature_flipped": _refused(_flipped),
    "token_signature_missing": _refused(_unsigned),
    "token_customer_id_changed": _refused(lambda world, purpose: _resigned(world, purpose, id="m-text")),
    "token_shop_changed": _refused(lambda world, purpose: _resigned(world, purpose, shop=world.other)),
    "token_purpose_changed": _refused(_for_something_else),
    "token_expiry_extended": _refused(lambda world, purpose: _resigned(world, purpose, lasts=timedelta(days=900))),
    "token_expired": _refused(_late),
    "token_pickle_in_token": _refused(lambda *_: "gASVEQAAAAAAAACMAjw8lC4="),
    "token_after_redact": _after_erasure,
    "unsubscribe_get_prefetch": _looked_at,
    "unsubscribe_one_click_post": _one_click,
    **dict.fromkeys(
        [
            "redirect_absolute", "redirect_scheme_relative", "redirect_backslash", "redirect_userinfo",
            "redirect_suffix", "redirect_javascript", "redirect_crlf",
        ],
        _leads_away,
    ),
    "redirect_own_shop": _leads_home,
}  # fmt: skip
# What a second review does is in tests/stories/test_review_written_twice.py. No page hands out codes: a code is made
# with its message, of which there is one.
ELSEWHERE = {"token_replayed_review", "token_replayed_code"}


@pytest.mark.parametrize("name", CASES)
def test_what_a_hostile_link_does(world, name: str) -> None:
    CASES[name](world)


@pytest.mark.skipif(not corpus("link"), reason="the hostile corpus is not here")
def test_every_link_of_the_corpus_is_played() -> None:
    assert {case["name"] for case in corpus("link")} == set(CASES) | ELSEWHERE


def test_a_token_that_is_not_changed_opens_its_page(world) -> None:
    """Else everything above would be refused for another reason."""
    for purpose in (LinkPurpose.UNSUBSCRIBE, LinkPurpose.REVIEW):
        assert world.browser.get(world.link(purpose.value)).status_code == 200
