"""A mailbox that is read by IMAP (RFC 3501): what nobody has read yet, one mail after the other, marked as read when
we are told to. Fetching alone marks nothing."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from imaplib import IMAP4, IMAP4_SSL
from typing import Any

import certifi

from plugin.channels.email.mailbox_place import MailboxPlace
from plugin.errors import EncoreError

SECONDS = 20.0  # for each answer of the server
MOST_BYTES = 5 * 1024 * 1024  # of one mail; the door for mail takes no more either
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxDown(EncoreError):
    """It cannot be read now, and why; never quotes user, password or what the server says."""


@contextmanager
def opened(place: MailboxPlace, *, is_reading: bool = False) -> Iterator[Mailbox]:
    """The mailbox until the end; `is_reading`: nothing can be marked. Raises MailboxDown, also for what is done with
    it."""
    context = ssl.create_default_context(cafile=place.authorities or certifi.where())
    try:
        imap = IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=SECONDS)
    except (IMAP4.error, OSError) as error:
        raise MailboxDown(f"{place.host}:{place.port} cannot be reached ({type(error).__name__})") from None
    try:
        _log_in(imap, place)
        _choose(imap, place, is_reading)
        yield Mailbox(imap)
    except (IMAP4.error, OSError) as error:
        raise MailboxDown(f"{place.host} broke off ({type(error).__name__})") from None
    finally:
        with suppress(IMAP4.error, OSError):  # all is done or lost by now
            imap.logout()


class Mailbox:
    """Mails go by their UID, which stays the same."""

    def __init__(self, imap: IMAP4) -> None:
        self._imap = imap

    def unseen(self) -> list[str]:
        """The oldest first."""
        found = b" ".join(one for one in self._ask("SEARCH", "UNSEEN") if one)
        return [uid.decode() for uid in sorted(found.split(), key=int)]

    def fetch(self, uid: str) -> bytes | None:
        """The mail as it arrived; of a larger one its first 5 MB, where what was written stands. None: it is gone."""
        size = next((_SIZE.search(one) for one in self._ask("FETCH", uid, "(RFC822.SIZE)") if one), None)
        if size is None:
            return None
        part = f"<0.{MOST_BYTES}>" if int(size[1]) > MOST_BYTES else ""
        found = self._ask("FETCH", uid, f"(BODY.PEEK[]{part})")
        return next((bytes(one[1]) for one in found if isinstance(one, tuple)), None)

    def mark_seen(self, uid: str) -> None:
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        answer, found = self._imap.uid(command, *arguments)
        if answer != "OK":
            raise IMAP4.error(command)
        return found


def _log_in(imap: IMAP4, place: MailboxPlace) -> None:
    try:
        imap.login(_quoted(place.user), place.password)
    except IMAP4.abort:
        raise
    except IMAP4.error:
        raise MailboxDown(f"{place.host} does not take the user and password of ENCORE_MAILBOX") from None


def _choose(imap: IMAP4, place: MailboxPlace, is_reading: bool) -> None:
    try:
        answer, _count = imap.select(_quoted(place.folder), readonly=is_reading)
    except IMAP4.readonly:
        raise MailboxDown(f"the folder of ENCORE_MAILBOX may only be read on {place.host}") from None
    if answer != "OK":
        raise MailboxDown(f"there is no such folder as ENCORE_MAILBOX names on {place.host}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
