"""Which provinces, postal prefixes and cities keep which time: the dated part of local-time knowledge.

As of 2026-11-22. Sources: tz database 2026 (zone.tab comments name the split regions), 49 CFR 71 (US zone
boundaries), USPS ZIP prefixes, Canada Post forward sortation areas, La Poste 97x/98x, Correos 35/38/51/52,
CTT 9xxx, Australia Post 28xx. Likeliest zone first; a prefix that crosses a boundary names both sides.
Countries are not listed here: those come from zone.tab.
"""

from __future__ import annotations

Zones = tuple[str, ...]

NEW_YORK, CHICAGO, DENVER, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
PHOENIX, BOISE, ANCHORAGE, ADAK = "America/Phoenix", "America/Boise", "America/Anchorage", "America/Adak"
TORONTO, WINNIPEG, EDMONTON, HALIFAX = "America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Halifax"
ST_JOHNS, GOOSE_BAY, VANCOUVER, CRESTON = (
    "America/St_Johns", "America/Goose_Bay", "America/Vancouver", "America/Creston",
)  # fmt: skip
SYDNEY, BROKEN_HILL, LORD_HOWE = "Australia/Sydney", "Australia/Broken_Hill", "Australia/Lord_Howe"
MEXICO, MATAMOROS = "America/Mexico_City", "America/Matamoros"
MADRID, CANARY, LISBON, MADEIRA, AZORES = (
    "Europe/Madrid", "Atlantic/Canary", "Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores",
)  # fmt: skip
MOSCOW, SAMARA, YEKATERINBURG = "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg"
NOVOSIBIRSK, KRASNOYARSK, IRKUTSK, YAKUTSK = (
    "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk",
)  # fmt: skip
VLADIVOSTOK, MAGADAN, KAMCHATKA = "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka"

# Where zone.tab does not put the most populous zone first.
MOST_PEOPLE = {
    "AU": SYDNEY, "BR": "America/Sao_Paulo", "CA": TORONTO, "RU": MOSCOW, "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip

# Codes the platform uses and zone.tab does not know.
EXTRA_COUNTRIES: dict[str, Zones] = {
    "XK": ("Europe/Belgrade",), "AC": ("Atlantic/St_Helena",), "TA": ("Atlantic/St_Helena",),
}  # fmt: skip


def _each(*groups: tuple[str, Zones]) -> dict[str, Zones]:
    """A table from groups of blank-separated keys."""
    return {key: zones for keys, zones in groups for key in keys.split()}


# "*" answers for every other province of that country; without it an unknown code answers nothing.
PROVINCES: dict[str, dict[str, Zones]] = {
    "US": _each(
        ("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV AA", (NEW_YORK,)),
        ("AL AR IA IL LA MN MO MS OK WI", (CHICAGO,)),
        ("CO MT NM UT WY", (DENVER,)),
        ("CA WA", (PACIFIC,)),
        ("FL IN KY MI", (NEW_YORK, CHICAGO)),
        ("TN", (CHICAGO, NEW_YORK)),
        ("KS ND NE SD TX", (CHICAGO, DENVER)),
        ("NV OR", (PACIFIC, DENVER)),
        ("ID", (BOISE, PACIFIC)),
        ("AZ", (PHOENIX, DENVER)),  # the Navajo Nation keeps summer time
        ("AK", (ANCHORAGE, ADAK)),
        ("HI", ("Pacific/Honolulu",)),
        ("PR VI", ("America/Puerto_Rico",)),
        ("GU MP", ("Pacific/Guam",)),
        ("AS UM", ("Pacific/Pago_Pago",)),
        ("AE", ("Europe/Berlin", "Europe/London", "Asia/Kuwait")),  # forces' post
        ("AP", ("Asia/Tokyo", "Pacific/Guam")),
        ("FM", ("Pacific/Pohnpei", "Pacific/Chuuk")),
        ("MH", ("Pacific/Majuro",)),
        ("PW", ("Pacific/Palau",)),
    ),
    "CA": _each(
        ("AB NT", (EDMONTON,)),
        ("BC", (VANCOUVER, EDMONTON, CRESTON)),
        ("MB", (WINNIPEG,)),
        ("NB NS PE", (HALIFAX,)),
        ("NL", (ST_JOHNS, GOOSE_BAY)),
        ("NU", ("America/Iqaluit", "America/Rankin_Inlet", "America/Cambridge_Bay")),
        ("ON", (TORONTO, WINNIPEG, "America/Atikokan")),
        ("QC", (TORONTO, HALIFAX, "America/Puerto_Rico")),
        ("SK", ("America/Regina", EDMONTON)),
        ("YT", ("America/Whitehorse",)),
    ),
    "AU": _each(
        ("ACT VIC", (SYDNEY,)),
        ("NSW", (SYDNEY, BROKEN_HILL, LORD_HOWE)),
        ("NT", ("Australia/Darwin",)),
        ("QLD", ("Australia/Brisbane",)),
        ("SA", ("Australia/Adelaide",)),
        ("TAS", ("Australia/Hobart",)),
        ("WA", ("Australia/Perth", "Australia/Eucla")),
    ),
    "BR": _each(
        ("AC", ("America/Rio_Branco",)),
        ("AM", ("America/Manaus", "America/Rio_Branco")),
        ("MS", ("America/Campo_Grande",)),
        ("MT", ("America/Cuiaba",)),
        ("PE", ("America/Recife", "America/Noronha")),
        ("RO", ("America/Porto_Velho",)),
        ("RR", ("America/Boa_Vista",)),
        ("*", ("America/Sao_Paulo",)),
    ),
    "MX": {
        **_each(
            ("BC BCN", ("America/Tijuana",)),
            ("BCS SIN", ("America/Mazatlan",)),
            ("NAY", ("America/Mazatlan", MEXICO)),
            ("SON", ("America/Hermosillo",)),
            ("CHIH CHH", ("America/Chihuahua", "America/Ciudad_Juarez", "America/Ojinaga")),
            ("COAH COA NL NLE TAMPS TAM", (MEXICO, MATAMOROS)),
            ("QROO ROO", ("America/Cancun",)),
            ("*", (MEXICO,)),
        ),
        "Q ROO": ("America/Cancun",),
    },
    "RU": _each(
        (
            "AD ARK BEL BRY CE CR IN IVA KB KC KDA KL KLU KO KOS KR KRS LEN LIP ME MO MOS MOW MUR NEN NGR NIZ ORL "
            "PNZ PSK ROS RYA SE SMO SPE STA TA TAM TUL TVE VGG VLA VLG VOR YAR KIR CU DA",
            (MOSCOW,),
        ),
        ("KGD", ("Europe/Kaliningrad",)),
        ("AST SAM SAR UD ULY", (SAMARA,)),
        ("BA CHE KGN KHM ORE PER SVE TYU YAN", (YEKATERINBURG,)),
        ("OMS", ("Asia/Omsk",)),
        ("ALT AL KEM NVS TOM", (NOVOSIBIRSK,)),
        ("KK KYA TY", (KRASNOYARSK,)),
        ("BU IRK", (IRKUTSK,)),
        ("AMU ZAB", (YAKUTSK,)),
        ("SA", (YAKUTSK, VLADIVOSTOK, MAGADAN)),
        ("KHA PRI YEV", (VLADIVOSTOK,)),
        ("MAG SAK", (MAGADAN,)),
        ("CHU KAM", (KAMCHATKA,)),
    ),
    "ID": _each(
        ("BA GO KI KS KU NB NT SA SG SN SR ST", ("Asia/Makassar",)),
        ("MA MU PA PB PD PE PS PT", ("Asia/Jayapura",)),
        ("*", ("Asia/Jakarta",)),
    ),
    "ES": _each(("GC TF", (CANARY,)), ("*", (MADRID,))),
    "PT": _each(("20", (AZORES,)), ("30", (MADEIRA,)), ("*", (LISBON,))),
    "NZ": _each(("CIT", ("Pacific/Chatham",)), ("*", ("Pacific/Auckland",))),
    "CL": _each(
        ("AI", ("America/Coyhaique", "America/Santiago")),
        ("MA", ("America/Punta_Arenas",)),
        ("VS", ("America/Santiago", "Pacific/Easter")),
        ("*", ("America/Santiago",)),
    ),
    "EC": _each(("W", ("Pacific/Galapagos",)), ("*", ("America/Guayaquil",))),
    "CN": _each(("XJ 65", ("Asia/Shanghai", "Asia/Urumqi")), ("*", ("Asia/Shanghai",))),
    "UA": _each(("40 43", ("Europe/Simferopol",)), ("*", ("Europe/Kyiv",))),
    "MN": _each(("043 046 065", ("Asia/Hovd",)), ("*", ("Asia/Ulaanbaatar",))),
    "PG": _each(("NSB", ("Pacific/Bougainville",)), ("*", ("Pacific/Port_Moresby",))),
    "CD": _each(
        ("KN BC EQ KG KL MN MO NU SU TU", ("Africa/Kinshasa",)),
        ("HK HL HU IT KC KE KO KS LO LU MA NK SA SK TA TO BU", ("Africa/Lubumbashi",)),
    ),
}

# A post code that leaves the mainland although zone.tab gives its country one zone.
OVERSEAS: dict[str, dict[str, Zones]] = {
    "FR": {
        "971": ("America/Guadeloupe",), "972": ("America/Martinique",), "973": ("America/Cayenne",),
        "974": ("Indian/Reunion",), "975": ("America/Miquelon",), "976": ("Indian/Mayotte",),
        "977": ("America/St_Barthelemy",), "978": ("America/Marigot",), "984": ("Indian/Kerguelen",),
        "986": ("Pacific/Wallis",), "987": ("Pacific/Tahiti",), "988": ("Pacific/Noumea",),
    },
}  # fmt: skip

# The longest prefix wins; "" is every other post code of that country.
POSTAL: dict[str, dict[str, Zones]] = {
    "US": _each(
        ("733 75 76 77 78 79", (CHICAGO,)),
        ("798 799 885", (DENVER,)),
        ("32 33 34", (NEW_YORK,)),
        ("324", (CHICAGO, NEW_YORK)),
        ("325", (CHICAGO,)),
        ("370 371 372 380 381 382 383 384 385", (CHICAGO,)),
        ("374 376 377 378 379", (NEW_YORK,)),
        ("402 403 404 405 406 410 411 412 413 414 415 416 417 418", (NEW_YORK,)),
        ("420 421 422 423 424", (CHICAGO,)),
        ("460 461 462 466 467 468 469 470 471 472 473 474 478", (NEW_YORK,)),
        ("463 464 476 477", (CHICAGO,)),
        ("48 490 491 492 493 494 495 496 497", (NEW_YORK,)),
        ("660 661 662 664 665 666 667 668 669 670 671 672 673 674 675 676 679", (CHICAGO,)),
        ("680 681 683 684 685 686 687 688 689", (CHICAGO,)),
        ("693", (DENVER,)),
        ("570 571 572 573 574", (CHICAGO,)),
        ("577", (DENVER,)),
        ("580 581 582 583 584 587", (CHICAGO,)),
        ("586", (DENVER, CHICAGO)),
        ("970 971 972 973 974 975 976 977 978", (PACIFIC,)),
        ("979", (BOISE, PACIFIC)),
        ("832 833 834 836 837", (BOISE,)),
        ("835", (PACIFIC, BOISE)),
        ("838", (PACIFIC,)),
        ("850 851 852 853 855 856 857 859 863 864", (PHOENIX,)),
        ("889 890 891 893 894 895 897", (PACIFIC,)),
        ("995 996 997 998 999", (ANCHORAGE,)),
        ("99546 99547", (ADAK,)),
    ),
    "CA": _each(
        ("K L M N P G H J", (TORONTO,)),
        ("P0 P8 P9", (TORONTO, WINNIPEG, "America/Atikokan")),
        ("G0G", (TORONTO, "America/Puerto_Rico")),
        ("G4T", (HALIFAX,)),
        ("A", (ST_JOHNS,)),
        ("A0K", (ST_JOHNS, GOOSE_BAY)),
        ("A0P A0R A2V", (GOOSE_BAY,)),
        ("V", (VANCOUVER,)),
        ("V0A", (EDMONTON, VANCOUVER)),
        ("V0B", (VANCOUVER, EDMONTON, CRESTON)),
        ("V0C V1G V1J", (CRESTON, VANCOUVER)),
        ("V1A V1C", (EDMONTON,)),
        ("S", ("America/Regina",)),
        ("S9V", (EDMONTON,)),
        ("X0A", ("America/Iqaluit",)),
        ("X0C", ("America/Rankin_Inlet",)),
    ),
    "AU": _each(
        ("1 2", (SYDNEY,)),
        ("2880", (BROKEN_HILL,)),
        ("2898", (LORD_HOWE,)),
        ("3 8", (SYDNEY,)),
        ("4 9", ("Australia/Brisbane",)),
        ("5", ("Australia/Adelaide",)),
        ("6", ("Australia/Perth",)),
        ("6443", ("Australia/Perth", "Australia/Eucla")),
        ("7", ("Australia/Hobart",)),
        ("08", ("Australia/Darwin",)),
    ),
    "ES": {"35": (CANARY,), "38": (CANARY,), "": (MADRID,)},
    "PT": {**_each(("90 91 92 93 94", (MADEIRA,)), ("95 96 97 98 99", (AZORES,))), "": (LISBON,)},
    "NZ": {"8942": ("Pacific/Chatham",), "": ("Pacific/Auckland",)},
    "BR": {"53990": ("America/Noronha",), "5": ("America/Recife",)},
    "CL": {"277": ("Pacific/Easter",), "": ("America/Santiago",)},
    "EC": {"20": ("Pacific/Galapagos",), "": ("America/Guayaquil",)},
    "PF": {"98742": ("Pacific/Marquesas",), "98755": ("Pacific/Gambier",), "": ("Pacific/Tahiti",)},
    "GL": {"3971": ("America/Thule",), "3980": ("America/Scoresbysund",), "": ("America/Nuuk",)},
}

# Case-folded; only where a post code did not answer.
CITIES: dict[str, dict[str, Zones]] = {
    "US": {
        **dict.fromkeys(
            ("houston", "dallas", "austin", "san antonio", "fort worth", "nashville", "memphis", "pensacola",
             "omaha", "wichita", "fargo", "sioux falls", "evansville", "gary", "bowling green"), (CHICAGO,)
        ),
        **dict.fromkeys(
            ("knoxville", "chattanooga", "louisville", "lexington", "miami", "orlando", "tampa", "jacksonville",
             "detroit", "indianapolis", "fort wayne"), (NEW_YORK,)
        ),
        **dict.fromkeys(("el paso", "rapid city"), (DENVER,)),
        **dict.fromkeys(("portland", "las vegas", "reno", "coeur d'alene"), (PACIFIC,)),
        "phoenix": (PHOENIX,), "tucson": (PHOENIX,), "boise": (BOISE,), "anchorage": (ANCHORAGE,), "adak": (ADAK,),
    },
    "CA": {
        **dict.fromkeys(("toronto", "ottawa", "montréal", "montreal", "québec", "quebec"), (TORONTO,)),
        "vancouver": (VANCOUVER,), "victoria": (VANCOUVER,), "creston": (CRESTON,), "lloydminster": (EDMONTON,),
        "st. john's": (ST_JOHNS,), "labrador city": (GOOSE_BAY,), "regina": ("America/Regina",),
    },
    "AU": {"sydney": (SYDNEY,), "broken hill": (BROKEN_HILL,), "lord howe island": (LORD_HOWE,),
           "perth": ("Australia/Perth",)},
    "ES": dict.fromkeys(("las palmas", "las palmas de gran canaria", "santa cruz de tenerife"), (CANARY,)),
    "PT": {"funchal": (MADEIRA,), "ponta delgada": (AZORES,), "angra do heroísmo": (AZORES,), "lisboa": (LISBON,),
           "porto": (LISBON,)},
}  # fmt: skip
