"""What the merchant's forms have in common: errors in the reader's language, nothing typed is lost, and the version
of what the form shows, so that two people cannot overwrite each other unawares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import Field, HiddenField, IntegerField
from wtforms import Form as WTForm

from ui.i18n import catalogue, gettext, language

# What WTForms says and its own catalogues lack in one of our languages, so ours have it.
LACKING: tuple[str | tuple[str, str], ...] = (
    "Not a valid time value.",
    (
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
    ),
)


class _Catalogue:
    """Our catalogue first, then the one that WTForms brings for its own sentences."""

    def __init__(self, theirs: Any) -> None:
        self._theirs = theirs

    def gettext(self, text: str) -> str:
        ours = gettext(text)
        return ours if ours != text else str(self._theirs.gettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        ours = catalogue(language()).ngettext(one, many, n)  # WTForms fills it in itself
        return ours if ours not in (one, many) else str(self._theirs.ngettext(one, many, n))


class Form(WTForm):
    """A form over `request.form`, or over what is stored where nothing was sent."""

    version = HiddenField()

    class Meta:
        def get_translations(self, _form: Any) -> Any:
            from wtforms.i18n import get_translations

            return _Catalogue(get_translations([language()]))

    @property
    def read_version(self) -> int:
        """The version that was shown when the form was opened; 0 where it says none."""
        shown = str(self.version.data or "")
        return int(shown) if shown.isdigit() else 0

    @property
    def complaints(self) -> dict[str, str]:
        """Field -> what to do about it, the first complaint of each."""
        return {name: str(field.errors[0]) for name, field in self._fields.items() if field.errors}

    def complain(self, problems: Mapping[str, str]) -> None:
        """Add what was found outside the form; a problem of no field of this form stands at its top."""
        for name, sentence in problems.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors = [*self.form_errors, sentence]
            else:
                field.errors = [*field.errors, sentence]

    def visible(self) -> Iterator[Field]:
        """The fields that a person fills in."""
        return (field for field in self if field.type != "HiddenField")


class WholeNumber(IntegerField):
    """A whole number whose complaint says what to type."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if not text.lstrip("-").isdigit():
            self.data = None
            raise ValueError(self.gettext("Write a whole number, such as 20."))
        self.data = int(text)
