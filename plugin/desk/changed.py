"""Why a change of a shop's settings was not made. Nothing is changed then."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.errors import EncoreError
from plugin.shops import Shop


class Changed(EncoreError):
    """Somebody else has changed the settings since they were shown; `current` is the shop as it is now."""

    def __init__(self, current: Shop) -> None:
        super().__init__(f"the settings of {current.domain} were changed by somebody else; look at them again")
        self.current = current


class Invalid(EncoreError):
    """Some of what was given cannot be used; `fields` names each (`sender.email`) and says what to do."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {says}" for name, says in fields.items()))
        self.fields = dict(fields)
