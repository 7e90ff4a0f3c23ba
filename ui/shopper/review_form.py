"""The review form: what was typed, what is wrong with it. Every rating goes through the same fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plugin.shopper_payloads import NAME_LIMIT, TEXT_LIMIT, TITLE_LIMIT, cleaned
from ui.i18n import gettext as _

_FIELD = re.compile(r"(stars|title|text)-(\d{1,19})")


@dataclass(frozen=True, slots=True)
class Typed:
    """One item's fields as they were typed, and what to do about each that cannot be used."""

    line_id: int
    stars: str = ""
    title: str = ""
    text: str = ""
    name: str = ""  # that was chosen to be shown with it before
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not (self.stars or self.title or self.text)


@dataclass(frozen=True, slots=True)
class Form:
    items: Mapping[int, Typed]
    problem: str | None = None  # with the form as a whole
    name: str = ""  # to be shown with all of them; "": none

    @property
    def is_good(self) -> bool:
        return self.problem is None and not any(item.problems for item in self.items.values())

    @property
    def written(self) -> list[Typed]:
        return [item for item in self.items.values() if not item.is_blank]


def read_form(form: Mapping[str, str], line_ids: Iterable[int]) -> Form:
    """What was sent for these lines. A field of any other line makes the whole form unusable: a link is for the
    items of one order."""
    known = list(line_ids)
    items = {line_id: _item(form, line_id) for line_id in known}
    name = " ".join(cleaned(form.get("name", "")).split())
    return Form(items, _problem(form, items), name[:NAME_LIMIT])


def _problem(form: Mapping[str, str], items: Mapping[int, Typed]) -> str | None:
    asked = {int(match[2]) for name in form if (match := _FIELD.fullmatch(name))}
    if asked - items.keys():
        return _("This link is for the items below only. Please review one of these.")
    if all(item.is_blank for item in items.values()):
        return _("Please choose a number of stars for at least one item.")
    return None


def _item(form: Mapping[str, str], line_id: int) -> Typed:
    stars = form.get(f"stars-{line_id}", "").strip()
    title = " ".join(cleaned(form.get(f"title-{line_id}", "")).split())
    text = cleaned(form.get(f"text-{line_id}", ""))
    problems = {}
    if (title or text or stars) and stars not in {"1", "2", "3", "4", "5"}:
        problems["stars"] = _("Please choose from 1 to 5 stars for this item.")
    if len(title) > TITLE_LIMIT:
        problems["title"] = _too_long(
            _("Please shorten the title to %(most)s characters; it has %(has)s."), TITLE_LIMIT, title
        )
    if len(text) > TEXT_LIMIT:
        problems["text"] = _too_long(
            _("Please shorten the text to %(most)s characters; it has %(has)s."), TEXT_LIMIT, text
        )
    return Typed(line_id, stars, title, text, problems=problems)


def _too_long(sentence: str, most: int, typed: str) -> str:
    from ui.cldr import number  # Babel, only where a page needs it

    return sentence % {"most": number(most), "has": number(len(typed))}
