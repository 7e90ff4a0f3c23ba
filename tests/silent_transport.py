"""A transport that takes a letter and never says so, until `answers` is set."""

from plugin.channels.local_outbox import LocalOutbox
from plugin.channels.transport import Accepted, Fault, NotSent


class SilentTransport(LocalOutbox):
    def __init__(self):
        self.name = "silent"
        self.can_find = False
        self.answers = False
        self.letters = []

    def deliver(self, opened):
        self.letters += [one.letter for one in opened]
        return [Accepted(None) if self.answers else NotSent(Fault.UNKNOWN, "no answer") for _ in opened]

    def find(self, message_id, key):
        return None
