"""Who buys at Blue Jumps: people of several countries, scripts and habits; some without a name, a number or a
yes. Addresses end in example.com, .net or .org; numbers come from ranges that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_ID = 7_300_000_000_000


@dataclass(frozen=True, slots=True)
class Place:
    country: str
    name: str
    city: str
    zip: str
    province: str | None = None  # code
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Person:
    """`mail` is how they said yes to e-mail (single_opt_in, confirmed_opt_in), "" for not at all; `texts` the
    same for texts. `birthday` is MM-DD."""

    id: int | None  # None: buys without an account
    first: str | None
    last: str | None
    place: Place
    email: str | None
    phone: str | None
    mail: str = ""
    texts: bool = False
    birthday: str | None = None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first, self.last) if part) or "somebody without a name"


LONDON = Place("GB", "United Kingdom", "London", "SE1 9AA", "ENG", "en-GB")
LEEDS = Place("GB", "United Kingdom", "Leeds", "LS1 4AP", "ENG", "en-GB")
CARDIFF = Place("GB", "United Kingdom", "Cardiff", "CF10 1AA", "WLS", "en-GB")
OBAN = Place("GB", "United Kingdom", "Oban", "PA34 4AA", "SCT", "en-GB")
SYDNEY = Place("AU", "Australia", "Sydney", "2000", "NSW", "en-AU")
BERLIN = Place("DE", "Germany", "Berlin", "10115", None, "de")
VIENNA = Place("AT", "Austria", "Wien", "1010", None, "de")
PARIS = Place("FR", "France", "Paris", "75004", None, "fr")
DUBLIN = Place("IE", "Ireland", "Dublin", "D02 AF30", "D", "en-IE")
BOSTON = Place("US", "United States", "Boston", "02108", "MA", "en-US")
DENVER = Place("US", "United States", "Denver", "80202", "CO", "en-US")
TORONTO = Place("CA", "Canada", "Toronto", "M5H 2N2", "ON", "en-CA")
TOKYO = Place("JP", "Japan", "東京", "100-0001", "JP-13", "ja")
SEOUL = Place("KR", "South Korea", "서울", "04524", "KR-11", "ko")
HAIFA = Place("IL", "Israel", "חיפה", "3100000", None, "he")
ATHENS = Place("GR", "Greece", "Αθήνα", "105 57", None, "el")
MADRID = Place("ES", "Spain", "Madrid", "28001", "M", "es")
WARSAW = Place("PL", "Poland", "Warszawa", "00-001", None, "pl")

_YES, _SURE = "single_opt_in", "confirmed_opt_in"
_LIST: tuple[tuple[str | None, str | None, Place, str, str | None, str, bool, str | None], ...] = (
    ("John", "Carter", LONDON, "john.carter@example.com", "+447400100101", _YES, True, "04-20"),
    ("Jane", "Okafor", LEEDS, "jane.okafor@example.net", "+447400100102", _YES, True, "09-03"),
    ("John", "Nguyen", SYDNEY, "john.nguyen@example.org", "+61491570156", _YES, True, "04-20"),
    ("Priya", "Raman", CARDIFF, "priya.raman@example.com", "+447400100103", _YES, False, "02-29"),
    ("Tom", "Fraser", OBAN, "tom.fraser@example.net", "+447400100104", _YES, True, None),
    ("Aoife", "Ní Bhriain", DUBLIN, "aoife@example.org", "+353850000105", _YES, True, "03-17"),
    ("Jürgen", "Groß", BERLIN, "juergen.gross@example.com", None, _SURE, False, "11-30"),
    ("Zoë", "Weiß", VIENNA, "zoe.weiss@example.net", None, _YES, False, None),
    ("Élodie", "Lefèvre", PARIS, "elodie.lefevre@example.org", None, _YES, False, "12-01"),
    ("葵", "佐藤", TOKYO, "aoi.sato@example.com", "+819012345678", _YES, False, None),
    ("민준", "이", SEOUL, "minjun.lee@example.net", "+821020000128", _YES, True, "12-05"),
    ("נועה", "כהן", HAIFA, "noa.cohen@example.org", None, _YES, False, "11-28"),
    ("Ελένη", "Παππά", ATHENS, "eleni.pappa@example.com", None, _YES, False, None),
    ("Lucía", "Moreno", MADRID, "lucia.moreno@example.net", "+34600000001", _YES, True, "07-14"),
    ("Łukasz", "Żak", WARSAW, "lukasz.zak@example.org", None, "", False, None),
    ("Ashley", "Wolfeschlegelsteinhausen", DENVER, "ashley@example.com", "+12015550163", _YES, True, "01-09"),
    ("Mia", "Tremblay", TORONTO, "mia.tremblay@example.net", None, _YES, False, None),
    ("Ben", "Adeyemi", BOSTON, "ben.adeyemi@example.org", "+12015550164", "", False, None),
    (None, None, LONDON, "reader@example.net", "+447400100106", _YES, True, None),
    (None, "Patel", CARDIFF, "h.patel@example.com", None, _YES, False, None),
    ("💙 Blue", "Fan", LEEDS, "bluefan@example.org", "+447400100107", _YES, True, "12-24"),
    ("Anne-Marie", "O'Hara", DUBLIN, "anne-marie@example.com", "+353850000108", _YES, False, "06-06"),
    ("Sam", "Lee", LONDON, "sam.lee@example.net", "+447400100109", "", False, None),
    ("Grace", "Hughes", CARDIFF, "grace.hughes@example.org", "+447400100110", _YES, True, "11-27"),
    ("Omar", "Haddad", LONDON, "omar.haddad@example.com", "+447400100111", _YES, True, "11-26"),
    ("Isla", "MacLeod", OBAN, "isla.macleod@example.net", "+447400100112", _YES, True, "08-08"),
    ("Harry", "Bell", LEEDS, "harry.bell@example.org", "+447400100113", _YES, False, None),
    ("Freya", "Jensen", LONDON, "freya.jensen@example.com", "+447400100114", _YES, True, "12-12"),
    ("Noah", "Klein", BERLIN, "noah.klein@example.net", None, "", False, None),
    ("Ruby", "Walsh", SYDNEY, "ruby.walsh@example.org", "+61491570157", _YES, True, "05-02"),
    ("Theo", "Martin", PARIS, "theo.martin@example.com", None, _YES, False, None),
    ("Amelia", "Shaw", LONDON, "amelia.shaw@example.net", "+447400100115", _YES, True, "10-10"),
    ("George", "Price", CARDIFF, "george.price@example.org", None, _YES, False, None),
    ("Ivy", "Turner", LEEDS, "ivy.turner@example.com", "+447400100116", "", True, None),
    ("Leo", "Rossi", LONDON, "leo.rossi@example.net", "+447400100117", _YES, False, "04-01"),
    ("Elsie", "Ward", OBAN, "elsie.ward@example.org", "+447400100118", _YES, True, None),
    ("Arthur", "Cole", LONDON, "arthur.cole@example.com", None, _YES, False, "01-31"),
    ("Maya", "Singh", LEEDS, "maya.singh@example.net", "+447400100119", _YES, True, "12-02"),
    ("Oscar", "Reid", BOSTON, "oscar.reid@example.org", None, _YES, False, None),
    ("Daisy", "Fox", LONDON, "daisy.fox@example.com", "+447400100120", _YES, True, "02-14"),
)  # fmt: skip

PEOPLE: tuple[Person, ...] = tuple(Person(_FIRST_ID + number * 100, *row) for number, row in enumerate(_LIST))
JOHN, JANE, JOHN_IN_SYDNEY, PRIYA, TOM = PEOPLE[:5]
NAMELESS = next(person for person in PEOPLE if not person.first and not person.last)
GUEST = Person(None, None, None, LONDON, "guest@example.org", "+447400100190")
