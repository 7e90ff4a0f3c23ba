"""Stamped's loyalty program. Stamped adds the points of a file to those that are there."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="stamped-points",
    noun=Noun.POINTS,
    columns={
        "first_name": ["first_name"], "last_name": ["last_name"], "email": ["email"], "points": ["points"],
        "birthday": ["birthday"], "tier": ["vip_tier"], "tier_until": ["vip_tier_end_date"],
    },
    written=("first_name", "last_name", "email", "points", "birthday", "tier", "tier_until"),
    needs=("email", "points"),
    signs=("vip_tier", "vip_tier_end_date", "points"),
)  # fmt: skip
