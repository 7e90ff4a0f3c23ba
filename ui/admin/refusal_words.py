"""What Shopify did not take, in words: of what kind, how many, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from plugin.desk.refusals import Refusals
from ui.i18n import gettext as _
from ui.i18n import ngettext


class Line(NamedTuple):
    name: str
    text: str
    todo: str
    says: str


def refusal_words(found: Sequence[Refusals]) -> list[Line]:
    return [Line(_names()[one.kind], _count(one), _todo(one), one.says) for one in found]


def _names() -> dict[str, str]:
    return {
        "ratings": _("Ratings of products"), "consents": _("What customers said about being written to"),
        "birthdays": _("Birthdays"), "tags": _("Tags of customers"), "workflows": _("Workflows of Shopify Flow"),
        "marketing": _("Marketing reports"),
    }  # fmt: skip


def _count(one: Refusals) -> str:
    told = []
    if one.refused:
        told.append(ngettext("Shopify refused %(num)s.", "Shopify refused %(num)s.", one.refused))
    if one.waiting:
        told.append(ngettext("%(num)s waits to be told again.", "%(num)s wait to be told again.", one.waiting))
    return " ".join(told)


def _todo(one: Refusals) -> str:
    if not one.refused:
        return _(
            "Encore tries again by itself, every few minutes to hours. If it stays, open Encore anew from"
            " Shopify's admin and accept what Shopify asks for."
        )
    return {
        "ratings": _("Look whether the product is still in your shop. It is told again when its reviews change."),
        "consents": _("Look at the customer in Shopify. It is told again when they say something else."),
        "birthdays": _("Look at the customer in Shopify. It is told again when they say something else."),
        "tags": _("Look at the customer in Shopify, and whether they have too many tags. Switch the tags off and on"
                  " again in the settings to have all told anew."),
        "workflows": _("Nothing to do: a workflow that cannot start is given up after a day."),
        "marketing": _("Nothing to do: the figures of that day stay in Encore. If it happens every day, tell whoever"
                       " runs Encore."),
    }[one.kind]  # fmt: skip
