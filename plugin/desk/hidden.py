"""What is kept from staff who may not see people although it names nobody: a birthday message goes, and its code
works, on the day itself, so whoever learned when would know the birthday. A coarser time would not do: rows beside
it, filters by day and a list in order of time tell the day as well."""

from __future__ import annotations

from plugin.flows import birthday
from plugin.roles import Role


def hidden_flows(role: Role) -> tuple[str, ...]:
    """Flows whose messages and codes that role does not get to see one by one; figures of whole flows count them."""
    return () if role.may_see_people else (birthday.NAME,)
