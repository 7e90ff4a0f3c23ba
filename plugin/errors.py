"""The few errors that Encore raises on purpose. Each message names the thing and the next step."""


class EncoreError(Exception):
    """Base of everything Encore raises on purpose; the command line prints it and exits 1."""


class ConfigError(EncoreError):
    """A setting is missing, unknown or contradictory."""


class UsageError(EncoreError):
    """A command was called with arguments that cannot be used; the command line exits 2."""


class NoShopContext(EncoreError):
    """A tenant table was touched without saying for which shop."""


class BadPayload(EncoreError):
    """A webhook body cannot be read as its topic promises; the item is rejected with this reason."""


class UndecryptableError(EncoreError):
    """A stored value was not encrypted for this row, or its key is not in the ring."""


class TemplateError(EncoreError):
    """A message template is wrong; `line` counts from 1. `field` is the part of the text it is in, where known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line
        self.field: str | None = None
