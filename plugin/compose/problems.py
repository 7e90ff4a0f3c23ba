"""What is wrong with a text, said to the person who wrote it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from plugin.words import said


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

TOO_LONG = said("This may have %(most)s characters.")
SYNTAX = said("This cannot be read: %(why)s. Correct or remove it.")
UNKNOWN = said("There is no variable %(name)s. Choose one from the list of variables.")
UNKNOWN_NEAR = said("There is no variable %(name)s. Did you mean %(near)s?")
NO_SUBJECT = said("Write a subject.")
NO_BODY = said("Write the e-mail.")
NO_SMS = said("Write the text message: some customers are reached by phone only.")
ALONE = said("%(part)s works only on a line of its own. Put an empty line before and after it.")
NO_PART = said("%(part)s is not a block of Encore. Use {code}, {items}, {suggestions} or {answer}, or remove it.")
ONE_BUTTON = said("An e-mail has one button at most. Make this one a plain link.")
DEAD_LINK = said("%(url)s leads nowhere. Write a whole address that begins with https://.")
LINK_VALUE = said("%(tag)s is no address. Use one of the links in the list of variables.")
BLANK = said(
    "For %(who)s, %(tag)s is empty and leaves a hole. "
    "Put it between {%% if … %%} and {%% endif %%}, or give it a default."
)
RENDER = said("For %(who)s this cannot be shown: %(why)s.")
SEGMENTS = said(
    "For %(who)s this costs %(count)s text messages; %(most)s are the most. Shorten it by about %(signs)s characters."
)
TOO_HEAVY = said("For %(who)s the e-mail has %(size)s kB; inboxes cut it off after %(most)s kB. Shorten it.")
NO_OPT_OUT = said("For %(who)s there is no way to unsubscribe. Remove what hides it.")
NO_CODE = said("The code is missing. Put %(part)s into the text.")
NO_ANSWER = said("The answer of your team is missing. Put %(part)s on a line of its own.")
NO_REVIEW = said("The link to the review form is missing. Put {{ links.review }} into the text.")
