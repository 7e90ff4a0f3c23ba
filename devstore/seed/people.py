"""Who buys at Blue Jumps: people of several countries, scripts and habits; some without a name, a number or a yes.
Addresses end in example.com, .net or .org; numbers come from ranges that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from devstore.seed.places import (
    ATHENS,
    BERLIN,
    BOSTON,
    CARDIFF,
    DENVER,
    DUBLIN,
    HAIFA,
    LEEDS,
    LONDON,
    MADRID,
    OBAN,
    PARIS,
    SYDNEY,
    TOKYO,
    TORONTO,
    VIENNA,
    WARSAW,
    Place,
)

SOON = "soon"  # a birthday five weeks from the day the shop is made
_YES, _SURE = "single_opt_in", "confirmed_opt_in"


@dataclass(frozen=True, slots=True)
class Person:
    """`mail` says how they said yes to e-mail, "" not at all; `texts` whether to texts. `born` is MM-DD or SOON.
    `buys`: None by chance, 0 never yet."""

    first: str | None
    last: str | None
    place: Place
    email: str | None
    phone: str | None
    mail: str = _YES
    texts: bool = False
    born: str | None = None
    buys: int | None = None


# The first ones have parts in the scenes that the articles tell: John has not bought yet, his namesake has
NAMED: tuple[Person, ...] = (
    Person("John", "Carter", LONDON, "john.carter@example.com", "+447400100101", _YES, True, SOON, 0),
    Person("Jane", "Okafor", LEEDS, "jane.okafor@example.net", "+447400100102", _YES, True, "09-03", 2),
    Person("John", "Nguyen", SYDNEY, "john.nguyen@example.org", "+61491570156", _YES, True, SOON, 3),
    Person("Priya", "Raman", CARDIFF, "priya.raman@example.com", "+447400100103", _YES, False, "02-29", 4),
    Person("Tom", "Fraser", OBAN, "tom.fraser@example.net", "+447400100104", _YES, True, None, 1),
    Person("Aoife", "Ní Bhriain", DUBLIN, "aoife@example.org", "+353850000105", _YES, True, "03-17"),
    Person("Jürgen", "Groß", BERLIN, "juergen.gross@example.com", "+4915550000106", _SURE, True, "11-30"),
    Person("Zoë", "Weiß", VIENNA, "zoe.weiss@example.net", None, _SURE),
    Person("Élodie", "Lefèvre", PARIS, "elodie.lefevre@example.org", None, _YES, False, "12-01"),
    Person("Lucía", "Moreno", MADRID, "lucia.moreno@example.net", "+34600000001", _YES, True, "07-14"),
    Person("葵", "佐藤", TOKYO, "aoi.sato@example.com", "+819012345678"),
    Person("נועה", "כהן", HAIFA, "noa.cohen@example.org", None, _YES, False, "11-28"),
    Person("Ελένη", "Παππά", ATHENS, "eleni.pappa@example.com", None),
    Person("Łukasz", "Żak", WARSAW, "lukasz.zak@example.org", None, ""),
    Person("Ashley", "Wolfeschlegelsteinhausen", DENVER, "ashley@example.com", "+12015550163", _YES, True, "01-09"),
    Person(None, None, LONDON, "reader@example.net", "+447400100106", _YES, True),
    Person(None, "Patel", CARDIFF, "h.patel@example.com", None),
    Person("💙 Blue", "Fan", LEEDS, "bluefan@example.org", "+447400100107", _YES, True, "12-24"),
    Person("Anne-Marie", "O'Hara", DUBLIN, "anne-marie@example.com", "+353850000108", _YES, False, "06-06"),
    Person("Nan", "Pryce", OBAN, None, "+447400100109", "", True),
)
_FIRST = (
    "Mia", "Ben", "Grace", "Omar", "Isla", "Harry", "Freya", "Noah", "Ruby", "Theo", "Amelia", "George", "Ivy", "Leo",
    "Elsie", "Arthur", "Maya", "Oscar", "Daisy", "Sam", "Nadia", "Finn", "Olive", "Hugo", "Clara", "Jack", "Erin",
    "Luca", "Tess", "Max", "Wren", "Adam", "Lena", "Kit", "Rosa", "Ned", "Ada", "Ravi", "Joan", "Cal",
)  # fmt: skip
_LAST = (
    "Tremblay", "Adeyemi", "Hughes", "Haddad", "MacLeod", "Bell", "Jensen", "Klein", "Walsh", "Martin", "Shaw",
    "Price", "Turner", "Rossi", "Ward", "Cole", "Singh", "Reid", "Fox", "Lee",
)  # fmt: skip
_HOMES = (LONDON, LEEDS, CARDIFF, OBAN, DUBLIN, LONDON, BOSTON, TORONTO, SYDNEY, BERLIN, PARIS, MADRID)


def _others() -> tuple[Person, ...]:
    """Forty more, by rule and not by chance: most say yes to mail, half to texts, a third told a birthday."""
    made = []
    for place, first in enumerate(_FIRST):
        last = _LAST[place % len(_LAST)]
        home = _HOMES[place % len(_HOMES)]
        has_phone = home.country == "GB"
        made.append(
            Person(
                first, last, home, f"{first}.{last}@example.{('com', 'net', 'org')[place % 3]}".lower(),
                f"+4474001002{place:02}" if has_phone else None, "" if place % 7 == 6 else _YES,
                has_phone and place % 2 == 0, f"{place % 12 + 1:02}-{place % 28 + 1:02}" if place % 3 == 0 else None,
            )
        )  # fmt: skip
    return tuple(made)


PEOPLE: tuple[Person, ...] = NAMED + _others()
