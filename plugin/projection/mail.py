"""A customer's mail in answer to a message: a case, in which it is what they said, the same one where the message was
about a case; or an unsubscription, where it is that one word. Who wrote is not proven, so only the address that got
the message may unsubscribe."""

from __future__ import annotations

from plugin.cases import Came, goes_on, open_case
from plugin.errors import BadPayload
from plugin.events import Channel, MailReceived
from plugin.flows.flow import case_in, order_in
from plugin.model.case import Cause
from plugin.places import normal_email
from plugin.projection.reports import is_stop, withdraw
from plugin.projection.told_message import arrived, message_of
from plugin.projection.work import Work, final_id


def project_mail(work: Work, event: MailReceived) -> None:
    """The same mail twice is one entry; one to an erased customer's message is nobody's. BadPayload for a message
    that this shop never had."""
    message = message_of(work, event.message_id)
    if message is None:
        raise BadPayload("a mail that answers no message of this shop")
    arrived(work, message)
    address = normal_email(event.sender)
    is_theirs = address is not None and work.keys.lookup("email", address) == message.to_hash
    if is_theirs and is_stop(event.text):
        withdraw(work, message, Channel.EMAIL, "reply")
        return
    order_id, whose = order_in(message.about), message.customer_id
    if whose is None and order_id is None:  # erased
        return
    case, once = case_in(message.about), f"mail.{event.once}"
    came = Came(by_mail=True, from_elsewhere=not is_theirs, left_out=event.left_out)
    if case is not None and goes_on(
        work, case, text=event.text, at=event.at, message_id=message.id, once=once, came=came
    ):
        return
    open_case(
        work, customer_id=None if whose is None else final_id(work, whose), order_id=order_id, cause=Cause.REPLY,
        text=event.text, at=event.at, message_id=message.id, once=once, came=came,
    )  # fmt: skip
