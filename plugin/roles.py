"""What a member of a shop's staff may do in Encore. Few roles, each including the ones before it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"  # looks at everything but people
    EDITOR = "editor"  # sees people, changes flows and messages
    MANAGER = "manager"  # settings and staff as well

    def includes(self, other: Role) -> bool:
        return _ORDER.index(self) >= _ORDER.index(other)

    @property
    def may_see_people(self) -> bool:
        """Names, addresses, numbers, birthdays, and what messages say."""
        return self.includes(Role.EDITOR)

    @property
    def may_change(self) -> bool:
        return self.includes(Role.EDITOR)

    @property
    def may_manage(self) -> bool:
        return self is Role.MANAGER


_ORDER = list(Role)
