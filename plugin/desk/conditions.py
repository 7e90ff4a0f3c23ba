"""What a flow does, in the words of a merchant: what starts it, when it goes, and one sentence for every rule by
which a message is not sent, or waits.

The rules are keyed by the reason codes of plugin.reasons that the flow and the policy give; a test reads the flows'
source and fails for a reason without a sentence here. `{delay}`, `{percent}` and `{valid}` stand for the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A flow in words. Texts are English and are looked up in the catalogues where they are shown."""

    title: str
    what: str  # one line: what the customer gets
    trigger: str
    timing: str  # with {delay}
    delay: str  # what the delay counts from
    rules: Mapping[str, str]  # reason code → sentence


FLOW_WORDS: Mapping[str, Words] = {
    "thank_you": Words(
        title="Thank you",
        what="A thank-you for every paid order, by e-mail and by text.",
        trigger="An order is paid.",
        timing="It goes {delay} after the payment, and not at all later than 24 hours after it.",
        delay="after the payment",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not if the order was cancelled before it goes.",
            "not_paid": "Not if the order is no longer paid.",
            "order_gone": "Not if the order was deleted.",
            "stale": "Not if it could not go within 24 hours of the payment.",
        },
    ),
    "review_request": Words(
        title="Review request",
        what="A question about what they bought, once they have had time to use it, and one reminder.",
        trigger="Everything in the order has arrived.",
        timing="It goes {delay} after the parcel arrived, between 10:00 and 19:00 where the customer lives."
        " Without a word from the carrier: 14 days after shipping, 21 to another country. One reminder follows"
        " after 7 days if nothing was reviewed.",
        delay="after the parcel arrived",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "waiting_for_delivery": "Waits until everything in the order has been shipped and has arrived.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not for cancelled orders.",
            "order_gone": "Not if the order was deleted.",
            "gift": "Not for gifts: the buyer is not the one who uses it.",
            "never_received": "Not about items that were cancelled or refunded before they arrived.",
            "nothing_to_review": "Not if nothing in the order can be reviewed, such as a gift card.",
            "reviewed": "Not about items that were reviewed already.",
            "asked_recently": "Not about a product the customer was asked about in the last 12 months.",
            "refund": "A refund after delivery postpones it by up to 30 days; it never cancels it.",
            "return": "An open return postpones it by up to 30 days; it never cancels it.",
            "parcel_problem": "A parcel in trouble postpones it by up to 30 days; it never cancels it.",
            "not_arrived": "Whoever says that it has not arrived is asked again 7 days later; it never cancels it.",
            "case_open": "An open case of the customer postpones it by up to 30 days; it never cancels it.",
            "sequel_not_needed": "No reminder if the request itself did not go.",
        },
    ),
    "nps": Words(
        title="Would you recommend us?",
        what="One question about your shop, answered with one tap; a low answer opens a case.",
        trigger="Everything in the order has arrived.",
        timing="It goes {delay} after the parcel arrived, between 10:00 and 19:00 where the customer lives; 11 days"
        " later than that if a review was asked for in the week before. Without a word from the carrier a parcel"
        " counts as arrived 7 days after shipping, 14 to another country.",
        delay="after the parcel arrived",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not for cancelled orders.",
            "order_gone": "Not if the order was deleted.",
            "never_received": "Not about items that were cancelled or refunded before they arrived.",
            "surveyed_recently": "Not if the customer was asked in the last 90 days.",
            "surveyed_this_week": "Another question within the week before postpones it.",
            "refund": "A refund after delivery postpones it by up to 30 days; it never cancels it.",
            "return": "An open return postpones it by up to 30 days; it never cancels it.",
            "parcel_problem": "A parcel in trouble postpones it by up to 30 days; it never cancels it.",
            "not_arrived": "Whoever says that it has not arrived is asked again 7 days later; it never cancels it.",
            "case_open": "An open case of the customer postpones it by up to 30 days; it never cancels it.",
        },
    ),
    "going": Words(
        title="How is it going?",
        what="One question after the first order, answered with one tap; “badly” opens a case.",
        trigger="Everything in a customer's first order has arrived.",
        timing="It goes {delay} after the parcel arrived, between 10:00 and 19:00 where the customer lives. Without a"
        " word from the carrier a parcel counts as arrived 7 days after shipping, 14 to another country.",
        delay="after the parcel arrived",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not for cancelled orders.",
            "order_gone": "Not if the order was deleted.",
            "gift": "Not for gifts: the buyer is not the one who uses it.",
            "never_received": "Not about items that were cancelled or refunded before they arrived.",
            "not_first_order": "Only for the first order.",
            "surveyed_this_week": "Another question within the week before postpones it.",
            "refund": "A refund after delivery postpones it by up to 30 days; it never cancels it.",
            "return": "An open return postpones it by up to 30 days; it never cancels it.",
            "parcel_problem": "A parcel in trouble postpones it by up to 30 days; it never cancels it.",
            "not_arrived": "Whoever says that it has not arrived is asked again 7 days later; it never cancels it.",
            "case_open": "An open case of the customer postpones it by up to 30 days; it never cancels it.",
        },
    ),
    "csat": Words(
        title="How was it handled?",
        what="One question after a case was closed, answered with one tap; a low answer opens a case.",
        trigger="A case is closed.",
        timing="It goes {delay} after the case was closed, between 10:00 and 19:00 where the customer lives.",
        delay="after the case was closed",
        rules={
            "history": "Only for cases opened after you switched it on.",
            "case_reopened": "Not if the case is open again by then.",
            "case_gone": "Not if the case is gone.",
            "unaware_of_case": "Not about a case that the customer neither told you of nor was answered about.",
            "asked_lately": "Not if the customer was asked about a case in the last 30 days.",
            "surveyed_this_week": "Another question within the week before postpones it.",
        },
    ),
    "case_reply": Words(
        title="Answer in a case",
        what="What your team answers a customer on the page of their case, as an e-mail.",
        trigger="Somebody of your team sends an answer.",
        timing="It goes {delay} after it was sent off, at any hour. Until then it can be cancelled in the outbox.",
        delay="after the answer was sent off",
        rules={"answer_gone": "Not if the answer is gone, as after an erasure."},
    ),
    "question": Words(
        title="Question to owners",
        what="A shopper's question about a product, passed on to a few people who have it.",
        trigger="You publish a question about a product they received.",
        timing="It goes {delay} after you published the question, between 10:00 and 19:00 where the customer lives,"
        " to at most five buyers, the newest first.",
        delay="after the question was published",
        rules={
            "question_closed": "Not once the question has an answer, or is no longer shown.",
            "never_received": "Only to customers who received the product themselves.",
            "questioned_recently": "At most one question in 30 days to each customer.",
            "case_open": "Not to a customer with an open case; one that is opened meanwhile postpones it.",
        },
    ),
    "vip_code": Words(
        title="VIP code",
        what="A personal discount code after the first order, and a reminder before it ends.",
        trigger="A customer's first order is paid and has arrived.",
        timing="It goes {delay} after the payment and at least 7 days after the parcel arrived, whichever is later."
        " The reminder goes 3 days before the code ends.",
        delay="after the first order was paid",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not for cancelled orders.",
            "order_gone": "Not if the order was deleted.",
            "refunded": "Not if the order was refunded in full.",
            "not_first_order": "Only for the first order, or one paid 180 days or more after the last code.",
            "vip_recently": "Never twice within 180 days.",
            "ordered_again": "Not if the customer has already ordered again.",
            "sequel_not_needed": "No reminder for a code that did not go, was used, or was ended.",
        },
    ),
    "birthday": Words(
        title="Birthday",
        what="A personal discount code that works on the customer's birthday only.",
        trigger="It is the customer's birthday where they live.",
        timing="It goes {delay} after midnight where the customer lives, and not after 20:00. The code works from the"
        " first to the last minute of that day.",
        delay="after midnight where the customer lives",
        rules={
            "history": "Only for birthdays after you switched it on.",
            "birthday_changed": "Not if the birthday was changed in the meantime.",
            "birthday_entered_late": "Not if the birthday was entered less than 14 days before; then next year.",
            "no_order": "Only for customers who have bought something.",
            "birthday_recently": "Never twice within 365 days, also if the birthday is changed.",
            "stale": "Not after 20:00 where the customer lives.",
        },
    ),
    "cross_sell": Words(
        title="Goes well with it",
        what="Up to four products that others bought together with theirs. No discount.",
        trigger="Everything in the order has arrived.",
        timing="It goes {delay} after the parcel arrived. Without a word from the carrier a parcel counts as"
        " delivered 7 days after shipping, 14 to another country.",
        delay="after the parcel arrived",
        rules={
            "history": "Only for orders placed after you switched it on.",
            "test_order": "Not for test orders.",
            "order_cancelled": "Not for cancelled orders.",
            "order_gone": "Not if the order was deleted.",
            "refunded": "Not if the order was refunded in full.",
            "ordered_again": "Not if the customer has ordered again since.",
            "low_confidence": "Only products that at least 5 orders had together, 1.2 times as often as by chance,"
            " and that the customer does not have; if there is none, nothing is sent.",
        },
    ),
    "workflow": Words(
        title="Asked by a workflow",
        what="Your own text, sent to a customer when a workflow of Shopify Flow asks for it.",
        trigger="A workflow runs the action “Send Encore message”.",
        timing="It goes {delay} after the workflow asked, and not after 20:00 of the second day after that, where the"
        " customer lives. One a day to each customer, however many workflows ask.",
        delay="after the workflow asked",
        rules={"stale": "Not after 20:00 of the second day after the workflow asked."},
    ),
}

RULE_WORDS: Mapping[str, str] = {
    "pause": "Nothing is sent while sending is paused.",
    "stale": "Nothing is sent once it is of no use any more.",
    "address": "Only to an address that can be delivered to.",
    "suppression": "Never to an address that bounced for good, complained, or answered STOP.",
    "consent": "Only with the consent that the law of the customer's country asks for.",
    "case_open": "No promotion to a customer while a case of theirs is open.",
    "burst": "At most five service messages of one kind to one customer in a day.",
    "quiet_hours": "Only in the hours you allow and the law allows, where the customer lives.",
    "budget": "Not more promotional messages to one customer than you allow.",
    "allowance": "Not more promotional messages in a month than your plan includes.",
    "discount_budget": "Not more discounts in a month than your budget for them.",
}
