"""One shop and its messages, as the compose tests say them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from plugin.compose.headers import message_id_header
from plugin.compose.message import (
    CodeFacts,
    Item,
    Links,
    MessageContext,
    OrderFacts,
    QuestionFacts,
    ShopFacts,
    Suggested,
)
from plugin.events import Channel, Purpose

PURPOSES = {
    "thank_you": Purpose.SERVICE,
    "review_request": Purpose.FEEDBACK,
    "vip_code": Purpose.PROMOTIONAL,
    "birthday": Purpose.PROMOTIONAL,
    "cross_sell": Purpose.PROMOTIONAL,
    "workflow": Purpose.PROMOTIONAL,
    "nps": Purpose.FEEDBACK,
    "going": Purpose.FEEDBACK,
    "csat": Purpose.FEEDBACK,
    "question": Purpose.FEEDBACK,
    "case_reply": Purpose.SERVICE,
}
ANSWER = "It left today.\n\nIt arrives on Friday."
BASE = "https://encore.example.com"
SHOP = ShopFacts(
    name="Blue Jumps",
    url="https://bluejumps.example.com",
    address="12 Harbour Street, Bristol BS1 4QA",
    sender_name="Blue Jumps",
    sender_email="hello@bluejumps.example.com",
    reply_to="help@bluejumps.example.com",
)


def context(flow: str, **changes: Any) -> MessageContext:
    purpose = PURPOSES[flow]
    made = MessageContext(
        flow=flow,
        step=0,
        channel=Channel.EMAIL,
        purpose=purpose,
        to="john@example.com",
        date=datetime(2026, 3, 2, 9, tzinfo=UTC),
        zone="Europe/London",
        shop=SHOP,
        links=Links(
            shop=f"{BASE}/t/shop",
            order=f"{BASE}/t/order",
            review=f"{BASE}/s/review/r",
            survey=f"{BASE}/s/survey/s",
            answer=f"{BASE}/s/answer/a",
            unsubscribe=None if purpose is Purpose.SERVICE else f"{BASE}/s/unsubscribe/u",
            preferences=f"{BASE}/s/preferences/p",
        ),
        message_id=message_id_header(b"key", "shop", "m1", "bluejumps.example.com"),
        first_name="John",
        order=OrderFacts(
            "#1001", (Item("Fisherman jumper", "https://pics.example.com/a.jpg"), Item("Merino beanie"))
        ),
        code=CodeFacts("VIPCUSTOMER-7K2F9QXM", 20, datetime(2026, 3, 17, tzinfo=UTC)),
        suggestions=(Suggested("Merino scarf", f"{BASE}/t/1", "Fisherman jumper", None, "£34.00"),),
        answer=ANSWER if flow == "case_reply" else None,
        question=QuestionFacts("Does it run small?", "Fisherman jumper"),
        locale="en_GB",
    )
    return replace(made, **changes)
