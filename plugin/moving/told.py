"""What else is told of a run, in sentences."""

from __future__ import annotations

from plugin.moving.counts import Also, Counts
from plugin.words import Said, said


def also_told(counts: Counts) -> list[Said]:
    """One for each thing that happened."""
    return [_sentence(one, counts.also[one]) for one in Also if counts.also[one]]


def _sentence(one: Also, number: int) -> Said:
    sentences = {
        Also.OF_UNKNOWN_PRODUCTS: said(
            "Of products that are not known here: %(count)s. They are kept, and shown once the product is.",
            count=number,
        ),
        Also.OF_THE_SHOP: said("Without a product: %(count)s. They are taken as reviews of the shop.", count=number),
        Also.DELETED: said("Deleted in the app they come from, so left out: %(count)s.", count=number),
        Also.ERASED: said("Of people who asked to be forgotten, so left out: %(count)s.", count=number),
        Also.PICTURES: said("Pictures that are fetched in the next hours: %(count)s.", count=number),
        Also.PICTURES_LEFT_OUT: said("Pictures without an address on the web, so left out: %(count)s.", count=number),
        Also.CUSTOMERS: said("Customers who were not here: %(count)s.", count=number),
        Also.CONSENTS: said("Answers about e-mails and texts: %(count)s.", count=number),
        Also.CONSENTS_WITHOUT_TIME: said(
            "Consents to texts that do not count, because the file does not say when they were given: %(count)s.",
            count=number,
        ),
        Also.BIRTHDAYS: said("Birthdays that were not known: %(count)s.", count=number),
        Also.NOT_CUSTOMERS: said(
            "People who are no customers here, kept for when they are: %(count)s.", count=number
        ),
        Also.POINTS: said(
            "Points: %(count)s. They are kept for when Encore has a loyalty program; an export gives them back.",
            count=number,
        ),
    }
    return sentences[one]
