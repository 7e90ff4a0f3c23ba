"""The review form: what was typed and chosen, what is wrong with it. Every rating goes through the same fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage, MultiDict

from plugin.events import Photo
from plugin.shopper_payloads import MOST_PHOTOS, NAME_LIMIT, TEXT_LIMIT, TITLE_LIMIT, cleaned, is_video
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.shopper.lengths import too_long
from ui.shopper.review_files import Files, read_files

NOT_ARRIVED = "not_arrived"  # the button's choice
_SHOP = "shop"
_FIELD = re.compile(r"(?:stars|title|text|video|photos|without)-(\d{1,19}|shop)")
_STARS = frozenset("12345")


def key_of(line_id: int | None) -> str:
    """How the fields of an item, or of the shop (None), end."""
    return _SHOP if line_id is None else str(line_id)


@dataclass(frozen=True, slots=True)
class Typed:
    """One item's fields as they were typed, and what to do about each that cannot be used. `status` is that of the
    answer where there is such a problem."""

    line_id: int | None  # None: the shop
    stars: str = ""
    title: str = ""
    text: str = ""
    video: str = ""
    name: str = ""  # that was chosen to be shown with it before
    may_reuse: bool = False  # as it was chosen before
    photos: tuple[Photo, ...] = ()  # new ones
    without: frozenset[str] = frozenset()  # ids of pictures it had, to be removed
    problems: Mapping[str, str] = field(default_factory=dict)
    status: int = 422

    @property
    def is_blank(self) -> bool:
        return not (self.stars or self.title or self.text or self.video or self.photos or self.without)


@dataclass(frozen=True, slots=True)
class Form:
    items: Mapping[int | None, Typed]
    problem: str | None = None  # with the form as a whole
    name: str = ""  # to be shown with all of them; "": none
    may_reuse: bool = False
    trouble: str = ""  # what is wrong with the order, for the shop alone
    has_not_arrived: bool = False

    @property
    def is_good(self) -> bool:
        return self.problem is None and not any(item.problems for item in self.items.values())

    @property
    def status(self) -> int:
        """Of the answer to a form that is not good."""
        return min((item.status for item in self.items.values() if item.problems), default=422)

    @property
    def written(self) -> list[Typed]:
        return [item for item in self.items.values() if not item.is_blank]


def read_form(
    form: MultiDict[str, str], files: MultiDict[str, FileStorage], had: Mapping[int | None, Collection[str]]
) -> Form:
    """What was sent for these lines, each with the ids of the pictures it has already. A field of any other line
    makes the whole form unusable: a link is for the items of one order."""
    items = {line_id: _item(form, files, line_id, ids) for line_id, ids in had.items()}
    read = Form(
        items, name=" ".join(cleaned(form.get("name", "")).split())[:NAME_LIMIT], may_reuse="may_reuse" in form,
        trouble=cleaned(form.get("trouble", "")), has_not_arrived=form.get("choice") == NOT_ARRIVED,
    )  # fmt: skip
    return Form(items, _problem([*form, *files], read), read.name, read.may_reuse, read.trouble, read.has_not_arrived)


def _problem(names: Iterable[str], form: Form) -> str | None:
    asked = {match[1] for name in names if (match := _FIELD.fullmatch(name))}
    if asked - {key_of(line_id) for line_id in form.items}:
        return _("This link is for the items below only. Please review one of these.")
    if len(form.trouble) > TEXT_LIMIT:
        says = _("Please shorten what you tell the shop to %(most)s characters; it has %(has)s.")
        return too_long(says, TEXT_LIMIT, form.trouble)
    is_told = form.written or form.trouble or form.has_not_arrived or not form.is_good
    return None if is_told else _("Please choose a number of stars for at least one item.")


def _item(
    form: MultiDict[str, str], files: MultiDict[str, FileStorage], line_id: int | None, had: Collection[str]
) -> Typed:
    key = key_of(line_id)
    without = frozenset(form.getlist(f"without-{key}")) & frozenset(had)
    found = read_files(files.getlist(f"photos-{key}"))
    typed = Typed(
        line_id, form.get(f"stars-{key}", "").strip(), " ".join(cleaned(form.get(f"title-{key}", "")).split()),
        cleaned(form.get(f"text-{key}", "")), form.get(f"video-{key}", "").strip(), photos=found.photos,
        without=without,
    )  # fmt: skip
    problems = {**_complaints(typed), **_about_files(found, len(had) - len(without))}
    return Typed(
        line_id, typed.stars, typed.title, typed.text, typed.video, photos=typed.photos, without=without,
        problems=problems, status=found.status if found.problems else 422,
    )  # fmt: skip


def _complaints(typed: Typed) -> dict[str, str]:
    problems = {}
    if not typed.is_blank and typed.stars not in _STARS:
        problems["stars"] = _("Please choose from 1 to 5 stars for this item.")
    if len(typed.title) > TITLE_LIMIT:
        problems["title"] = too_long(
            _("Please shorten the title to %(most)s characters; it has %(has)s."), TITLE_LIMIT, typed.title
        )
    if len(typed.text) > TEXT_LIMIT:
        problems["text"] = too_long(
            _("Please shorten the text to %(most)s characters; it has %(has)s."), TEXT_LIMIT, typed.text
        )
    if typed.video and not is_video(typed.video):
        problems["video"] = _("Please copy the whole address of the video; it begins with https://.")
    return problems


def _about_files(found: Files, kept: int) -> dict[str, str]:
    if found.problems:
        return {"photos": " ".join(found.problems)}
    room = MOST_PHOTOS - kept
    if len(found.photos) <= room:
        return {}
    return {
        "photos": ngettext(
            "There is room for %(num)s more picture here. Please choose fewer, or remove some.",
            "There is room for %(num)s more pictures here. Please choose fewer, or remove some.",
            max(room, 0),
        )
    }
