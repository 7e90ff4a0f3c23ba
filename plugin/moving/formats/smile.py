"""Smile.io: `email,points`, and its birthdays in a file of their own, where the year 1004 means that none is
known."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="smile-points",
    noun=Noun.POINTS,
    columns={
        "email": ["email"], "points": ["points", "points_balance"], "birthday": ["birthday", "date_of_birth"],
        "first_name": ["first_name"], "last_name": ["last_name"], "tier": ["vip_tier"],
        "tier_until": ["vip_tier_end_date"],
    },
    written=("email", "points"),
    if_used=("birthday", "first_name", "last_name", "tier", "tier_until"),
    needs=("email",),
    one_of=("points", "birthday"),
    signs=("email", "points"),
)  # fmt: skip
