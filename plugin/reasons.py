"""Every reason code and the sentence a merchant reads. A code that is not here does not exist.

`{until}` is filled with " until …" where the end of a wait is known, else with nothing.
"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # whether it may go
    "paused": "Sending is paused for this shop{until}.",
    "uninstalled": "The app was uninstalled, so nothing is sent for this shop.",
    "stale": "The time in which this message was useful had passed before it could go.",
    "no_email": "The customer has no e-mail address.",
    "no_phone": "The customer has no phone number.",
    "bad_address": "The address is not one that can be delivered to.",
    "bad_email": "The e-mail address is not valid.",
    "bad_phone": "The phone number is not valid, or it cannot receive texts.",
    "invalid_address": "Shopify marks this address as invalid, so nothing is sent to it.",
    "redacted": "The customer's data was redacted, so nothing is sent.",
    "suppressed": "The address is on the list of addresses that must not be written to.",
    "bounced": "An earlier message to this address bounced for good, so nothing more is sent to it.",
    "complained": "The recipient reported an earlier message as spam, so nothing more is sent to them.",
    "opted_out": "The provider says that the recipient has opted out.",
    "stopped": "The recipient answered STOP, so no texts are sent to them.",
    "failed_twice": "Two messages in a row could not be delivered to this address, so nothing more is sent to it.",
    "unsubscribed": "The customer, or somebody at the same address, has unsubscribed.",
    "no_consent": "The customer has not agreed to messages of this kind, and the law of their country asks for it.",
    "no_double_opt_in": "Promotion to this country needs a confirmed opt-in, or one recorded at the checkout.",
    "no_sms_consent": "The customer has not agreed to text messages.",
    "no_sms_wording": "Promotional texts to this country need the recorded wording of the consent and its date.",
    "burst": "This customer already had five messages of this kind today.",
    "quiet_hours": "It waits for the hours in which messages may arrive where the recipient lives{until}.",
    "no_open_hours": "The sending hours leave no moment at which this message may arrive.",
    "allowance": "The promotional messages of your plan are used up for this month. It waits for the next month,"
    " or for a larger plan.",
    "discount_budget": "This month's budget for discounts has no room for this code. It waits until some is free.",
    "budget": "This customer has had enough promotional messages for now{until}.",
    # what the flow says
    "flow_off": "This flow is switched off.",
    "history": "It happened before the flow was switched on.",
    "order_cancelled": "The order was cancelled.",
    "order_gone": "The order is not known here, or was deleted.",
    "not_paid": "The order is not paid.",
    "test_order": "The order is a test.",
    "not_yet": "Its time has not come{until}.",
    "never_received": "The goods never reached the customer: they were cancelled or refunded before delivery.",
    "no_order": "The customer has no order that counts.",
    "not_first_order": "It is not the customer's first order.",
    "ordered_again": "The customer has ordered again in the meantime.",
    "vip_recently": "The customer had a VIP code less than 180 days ago.",
    "birthday_changed": "The birthday was changed, so the greeting of the old date is not sent.",
    "birthday_entered_late": "The birthday was entered too close to the day; the first greeting comes next year.",
    "birthday_recently": "The customer was greeted less than 365 days ago.",
    "gift": "The order is a gift, so the buyer is not the one who uses it.",
    "reviewed": "Everything in the order has been reviewed already.",
    "asked_recently": "The customer was asked about these products less than twelve months ago.",
    "surveyed_recently": "The customer was asked such a question less than 90 days ago.",
    "asked_lately": "The customer was asked how a case was handled less than 30 days ago.",
    "case_reopened": "The case was opened again, so nobody is asked how it was handled.",
    "case_gone": "The case is not there any more.",
    "no_account": "There is no customer account behind it, so Encore cannot write to anybody about it.",
    "answer_gone": "The answer is not there any more.",
    "unaware_of_case": "The customer did not tell us of it and was not answered, so there is nothing to ask about.",
    "surveyed_this_week": "The customer was asked another question within the week, so this one waits{until}.",
    "question_closed": "The question has been answered, or is no longer shown.",
    "questioned_recently": "The customer was passed another shopper's question less than 30 days ago.",
    "nothing_to_review": "The order has nothing in it that can be reviewed.",
    "low_confidence": "No product is bought together with theirs often enough to suggest one.",
    "refund": "The order was refunded after delivery, so the request waits{until}.",
    "refunded": "The order was refunded in full.",
    "return": "The customer has asked for a return, so the request waits{until}.",
    "parcel_problem": "The parcel is in trouble, so the request waits{until}.",
    "not_arrived": "The customer says that it has not arrived, so the request waits{until}.",
    "case_open": "The customer has an open case, so the message waits until it is closed{until}.",
    "waiting_for_delivery": "It waits until the parcel has arrived{until}.",
    "sequel_not_needed": "The message that this one follows did not go, or was enough.",
    # how the hand-over went
    "retry": "The provider did not take it; it is tried again{until}.",
    "breaker": "The provider refuses this sender at the moment; messages wait{until}.",
    "mailbox_full": "The recipient's mailbox is full{until}.",
    "provider_refused": "The provider refused this message for good.",
    "gave_up": "Every attempt failed, and no more are made.",
    "no_answer": "The connection broke while the message was handed over: the provider may have it or not.",
    "settled": "The provider was asked again and the question is answered.",
    "render_failed": "The message could not be written: its template has a mistake.",
    "platform_down": "Shopify gave no answer; the message waits{until}.",
    "code_refused": "Shopify refused to create the discount code.",
    "code_taken": "The shop has another discount with the text of this code, so no code was made.",
    "code_ended": "The discount code was ended in Shopify before it could be sent.",
    "shop_mismatch": "The order does not belong to this shop, so nothing is sent about it.",
    "erased": "The customer's data was erased.",
    "customer_gone": "The customer was deleted in Shopify.",
    "cancelled_here": "Somebody of your team cancelled it.",
    "left_unclear": "Nobody could say whether it arrived, and your team left it at that.",
    "merged": "The customer was merged into another one.",
}


def sentence(code: str, until_words: str | None = None) -> str:
    """The full sentence of a reason; `until_words` ("Monday 09:00") says when a wait ends. KeyError for a
    code that nobody declared."""
    return SENTENCES[code].replace("{until}", f" until {until_words}" if until_words else "")


def known(code: str, otherwise: str) -> str:
    """`code` if it has a sentence, else `otherwise`: what providers and imports write must stay readable."""
    return code if code in SENTENCES else otherwise
