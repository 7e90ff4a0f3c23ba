"""What is wrong with a text, said to the person who wrote it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from plugin.words import Told


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """`says` is an English sentence that tells what to do, with %(names)s for `values`; `line` counts from 1 within
    the field."""

    field: str
    line: int
    says: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        return self.says % self.values if self.values else self.says


Problems = tuple[Problem, ...]

TOO_LONG = Told("This may have %(most)s characters.")
SYNTAX = Told("This cannot be read: %(why)s. Correct or remove it.")
UNKNOWN = Told("There is no variable %(name)s. Choose one from the list of variables.")
UNKNOWN_NEAR = Told("There is no variable %(name)s. Did you mean %(near)s?")
NO_SUBJECT = Told("Write a subject.")
NO_BODY = Told("Write the e-mail.")
NO_SMS = Told("Write the text message: some customers are reached by phone only.")
ALONE = Told("%(part)s works only on a line of its own. Put an empty line before and after it.")
NO_PART = Told("%(part)s is not a block of Encore. Use {code}, {items} or {suggestions}, or remove it.")
ONE_BUTTON = Told("An e-mail has one button at most. Make this one a plain link.")
DEAD_LINK = Told("%(url)s leads nowhere. Write a whole address that begins with https://.")
LINK_VALUE = Told("%(tag)s is no address. Use one of the links in the list of variables.")
BLANK = Told(
    "For %(who)s, %(tag)s is empty and leaves a hole. "
    "Put it between {%% if … %%} and {%% endif %%}, or give it a default."
)
RENDER = Told("For %(who)s this cannot be shown: %(why)s.")
SEGMENTS = Told(
    "For %(who)s this costs %(count)s text messages; %(most)s are the most. Shorten it by about %(signs)s characters."
)
TOO_HEAVY = Told("For %(who)s the e-mail has %(size)s kB; inboxes cut it off after %(most)s kB. Shorten it.")
NO_OPT_OUT = Told("For %(who)s there is no way to unsubscribe. Remove what hides it.")
NO_CODE = Told("The code is missing. Put %(part)s into the text.")
NO_REVIEW = Told("The link to the review form is missing. Put {{ links.review }} into the text.")
