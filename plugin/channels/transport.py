"""How a message leaves: the protocol every provider's adapter follows, and the words for what came back.

Sending has two halves with a commit between them. `open` does all that can fail without anything having
left (connect, TLS, login, envelope); then the intent is committed; `deliver` hands over the content.
Both take a group, so that several connections can be driven in step and share one commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from plugin.events import Channel


@dataclass(frozen=True, slots=True)
class Letter:
    """The frozen form of one attempt: what is sent, byte for byte, and under which key."""

    message_id: str
    key: str  # idempotency key, also the SMTP ENVID and part of the Message-ID
    channel: Channel
    sender: str  # envelope sender or SMS sender id
    to: str
    payload: bytes  # the whole RFC 5322 message, or the UTF-8 text of an SMS
    seconds_useful: int  # the provider may drop it after that (SMS validity)


class Fault(StrEnum):
    """Why something did not go. Decides the next state (trust: retry table)."""

    RETRY = "retry"  # surely not accepted; try again
    UNKNOWN = "unknown"  # may have been accepted
    BAD_ADDRESS = "bad_address"  # failed, and the address goes on the suppression list
    REFUSED = "refused"  # failed; the address stays usable
    MAILBOX_FULL = "mailbox_full"  # retry, three times at most
    BREAKER = "breaker"  # our account or sender is refused: hold everything of this sender
    OPTED_OUT = "opted_out"  # the provider knows that they left


@dataclass(frozen=True, slots=True)
class Accepted:
    """A provider has it. `provider_id` is its own name for the message, if it gave one."""

    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    fault: Fault
    detail: str  # for a person; never an address
    retry_after: timedelta | None = None


@dataclass(slots=True)
class Opened:
    """A letter whose way is open; `lane` belongs to the transport."""

    letter: Letter
    lane: object = None


Answer = Accepted | NotSent


class Transport(Protocol):
    """One provider. `idempotent` means: it remembers keys, so the same key may be sent again at once."""

    name: str
    idempotent: bool
    lanes: int  # how many letters it drives in step

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        """One answer per letter, in order. Nothing of the content has left."""
        ...

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        """One answer per opened letter, in order. Never raises for what a provider does."""
        ...

    def abandon(self, opened: Opened) -> None:
        """Give a way up again: the intent could not be committed."""
        ...

    def find(self, message_id: str, key: str) -> bool | None:
        """Does the provider have it? None: it cannot say (no look-up, or no answer)."""
        ...

    @property
    def settle(self) -> timedelta:
        """How long an unclear message may take to show up in `find`."""
        ...

    @property
    def can_find(self) -> bool: ...

    def close(self) -> None: ...
