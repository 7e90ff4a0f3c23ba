"""What became of the lines of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from plugin.moving.wrong import Problem

MOST_PROBLEMS = 1_000  # that are kept and shown; all are counted


class Also(StrEnum):
    """What is told beside how many were added."""

    OF_UNKNOWN_PRODUCTS = "of_unknown_products"  # kept, and listed until the product is known
    OF_THE_SHOP = "of_the_shop"  # name no product
    DELETED = "deleted"  # in the app they come from
    ERASED = "erased"  # of people who asked to be forgotten
    PICTURES = "pictures"  # to be fetched
    PICTURES_LEFT_OUT = "pictures_left_out"  # no address that could be fetched
    CUSTOMERS = "customers"  # that were not here
    CONSENTS = "consents"
    CONSENTS_WITHOUT_TIME = "consents_without_time"
    BIRTHDAYS = "birthdays"
    NOT_CUSTOMERS = "not_customers"  # kept for when they are
    POINTS = "points"  # together


@dataclass(slots=True)
class Counts:
    lines: int = 0
    added: int = 0
    doubles: int = 0
    wrong: int = 0
    also: Counter[Also] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, problem: Problem) -> None:
        self.wrong += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
