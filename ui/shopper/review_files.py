"""Picture files as they were chosen in a form: made anew, or what to do about each that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from plugin.events import Photo
from plugin.pictures import MOST_BYTES, BadPicture, Why, made_anew
from plugin.shopper_payloads import MOST_PHOTOS
from ui.i18n import gettext as _

_STATUS = {Why.TOO_BIG: 413, Why.NO_PICTURE: 415}  # trust: answers to bad input
_NAME_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Files:
    photos: tuple[Photo, ...]
    problems: tuple[str, ...] = ()
    status: int = 422  # of the answer, where there are problems


def read_files(chosen: Iterable[FileStorage]) -> Files:
    """The pictures in these files. Of more than could be kept anyway only one too many is looked at."""
    photos: list[Photo] = []
    wrong: list[tuple[str, Why]] = []
    named = [file for file in chosen if file.filename]
    for file in named[: MOST_PHOTOS + 1]:
        try:
            photos.append(made_anew(file.stream.read(MOST_BYTES + 1)))
        except BadPicture as error:
            wrong.append((str(file.filename), error.why))
    status = min((_STATUS.get(why, 422) for _name, why in wrong), default=422)
    return Files(tuple(photos), tuple(_says(name, why) for name, why in wrong), status)


def _says(name: str, why: Why) -> str:
    says = {
        Why.TOO_BIG: _("“%(file)s” is larger than 8 MB. Please choose a smaller copy of it."),
        Why.NO_PICTURE: _("“%(file)s” is not a JPEG, PNG or WebP picture. Please choose one that is."),
        Why.TOO_MANY_PIXELS: _("“%(file)s” has more than 40 million pixels. Please choose a smaller copy of it."),
        Why.MOVES: _("“%(file)s” moves. Please choose a picture that stands still."),
        Why.BROKEN: _("“%(file)s” is damaged or not complete. Please choose it again, or another one."),
    }[why]
    return says % {"file": name[:_NAME_SHOWN]}
