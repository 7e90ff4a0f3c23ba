"""The past of a shop that was just installed: exported by the platform, read line by line, taken in by the same
projection as webhooks. No flow is asked: what happened before the install has no message."""

from plugin.stages.history.steps import drain

__all__ = ["drain"]
