"""The third loop: due messages are judged, composed, handed over, and what came back is written down."""

from plugin.stages.outbox.drain import drain_email, drain_sms

__all__ = ["drain_email", "drain_sms"]
