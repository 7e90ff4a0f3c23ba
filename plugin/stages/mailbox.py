"""Fetches customers' answers from the operator's mailbox (ENCORE_MAILBOX), where no mail provider posts them. A mail
is marked as read once it is in the inbox for good: after a crash it is fetched again, and the same mail twice is
one."""

from __future__ import annotations

import structlog

from plugin.arrivals import put_mail
from plugin.channels.email.mailbox import Mailbox, MailboxDown, opened
from plugin.encore import Encore
from plugin.inbox import StoreBusy

log = structlog.get_logger()


def drain(encore: Encore, budget: int) -> int:
    """Returns how many mails were taken out; those that answer nothing of ours are counted among the rejected. What
    cannot be fetched or stored now stays unread."""
    if encore.mailbox is None:
        return 0
    try:
        with opened(encore.mailbox) as mailbox:
            return _take(encore, mailbox, budget)
    except (MailboxDown, StoreBusy) as trouble:
        log.warning("mailbox not read", reason=str(trouble))
        return 0


def _take(encore: Encore, mailbox: Mailbox, budget: int) -> int:
    uids = mailbox.unseen()[:budget]
    ours = 0
    for uid in uids:
        mail = mailbox.fetch(uid)
        if mail is None:
            continue
        ours += put_mail(encore.inbox, encore.shops, mail, encore.clock.now())
        mailbox.mark_seen(uid)
    if ours:
        encore.wake("inbox")
    if uids:
        log.info("mailbox read", mails=len(uids), answers=ours)
    return len(uids)
