import pytest

from plugin.clock import zone_names
from plugin.events import Place
from plugin.place_tables import CITIES, EXTRA_COUNTRIES, OVERSEAS, POSTAL, PROVINCES
from plugin.places import country_of, normal_email, normal_phone, zones_for, zones_of_country

SHOP = "Europe/London"


def zones(country=None, province=None, postcode=None, city=None, zone=None, phone=None, shop=SHOP):
    return zones_for(Place(country, province, city, postcode, zone), phone, shop)


def test_the_zone_of_the_platform_wins():
    assert zones("US", "NY", zone="America/Denver") == ("America/Denver",)


@pytest.mark.parametrize("junk", ["Eastern Time (US & Canada)", "../../etc/passwd", "", "Mars/Base"])
def test_what_is_no_iana_zone_is_no_answer(junk):
    assert zones("US", "NY", zone=junk) == ("America/New_York",)
    assert zones_for(None, None, junk) == ("UTC",)


@pytest.mark.parametrize(
    ("country", "zone"),
    [("GB", "Europe/London"), ("KR", "Asia/Seoul"), ("NG", "Africa/Lagos"), ("DE", "Europe/Berlin"),
     ("AR", "America/Argentina/Buenos_Aires"), ("UZ", "Asia/Tashkent"), ("RE", "Indian/Reunion"),
     ("XK", "Europe/Belgrade"), ("jp", "Asia/Tokyo")],
)  # fmt: skip
def test_a_country_with_one_time_needs_no_more(country, zone):
    assert zones(country) == (zone,)


@pytest.mark.parametrize(
    ("country", "province", "expected"),
    [
        ("US", "CO", ("America/Denver",)),
        ("US", "US-AZ", ("America/Phoenix", "America/Denver")),
        ("US", "TN", ("America/Chicago", "America/New_York")),
        ("US", "PR", ("America/Puerto_Rico",)),
        ("CA", "QC", ("America/Toronto", "America/Halifax", "America/Puerto_Rico")),
        ("CA", "NL", ("America/St_Johns", "America/Goose_Bay")),
        ("AU", "SA", ("Australia/Adelaide",)),
        ("BR", "AM", ("America/Manaus", "America/Rio_Branco")),
        ("BR", "SP", ("America/Sao_Paulo",)),
        ("MX", "Q ROO", ("America/Cancun",)),
        ("MX", "DF", ("America/Mexico_City",)),
        ("RU", "KGD", ("Europe/Kaliningrad",)),
        ("ID", "BA", ("Asia/Makassar",)),
        ("ES", "GC", ("Atlantic/Canary",)),
        ("ES", "M", ("Europe/Madrid",)),
        ("PT", "PT-20", ("Atlantic/Azores",)),
    ],
)
def test_a_province_says_which_and_names_its_other_zones(country, province, expected):
    assert zones(country, province) == expected


@pytest.mark.parametrize(
    ("country", "province", "postcode", "expected"),
    [
        ("FR", None, "97400", ("Indian/Reunion",)),
        ("FR", None, "97110", ("America/Guadeloupe",)),
        ("FR", None, "75001", ("Europe/Paris",)),
        ("ES", None, "35001", ("Atlantic/Canary",)),
        ("ES", None, "38 001", ("Atlantic/Canary",)),
        ("ES", None, "28001", ("Europe/Madrid",)),
        ("PT", None, "9000-001", ("Atlantic/Madeira",)),
        ("PT", None, "9500-001", ("Atlantic/Azores",)),
        ("PT", None, "1000-001", ("Europe/Lisbon",)),
        ("AU", "NSW", "2898", ("Australia/Lord_Howe",)),
        ("AU", None, "2898", ("Australia/Lord_Howe",)),
        ("AU", "NSW", "2880", ("Australia/Broken_Hill",)),
        ("AU", "NSW", "2000", ("Australia/Sydney",)),
        ("US", "TX", "77002", ("America/Chicago",)),
        ("US", "TX", "79901", ("America/Denver",)),
        ("US", "FL", "32501", ("America/Chicago",)),
        ("US", "FL", "33101", ("America/New_York",)),
        ("US", "AK", "99501", ("America/Anchorage",)),
        ("US", "AK", "99546", ("America/Adak",)),
        ("US", "AZ", "85001", ("America/Phoenix",)),
        ("CA", "ON", "M5V 2T6", ("America/Toronto",)),
        ("CA", "NL", "a1a 1a1", ("America/St_Johns",)),
        ("CA", "BC", "V5K 0A1", ("America/Vancouver",)),
        ("NZ", None, "8942", ("Pacific/Chatham",)),
    ],
)
def test_a_post_code_says_what_a_province_leaves_open(country, province, postcode, expected):
    assert zones(country, province, postcode) == expected


def test_a_post_code_that_contradicts_the_province_changes_nothing():
    assert zones("US", "NY", "79901") == ("America/New_York",)
    assert zones("US", "TN", "99546") == ("America/Chicago", "America/New_York")


def test_a_city_says_what_a_missing_post_code_cannot():
    assert zones("US", "TN", city=" Knoxville") == ("America/New_York",)
    assert zones("ES", city="Las Palmas") == ("Atlantic/Canary",)
    assert zones("AU", "NSW", city="Lord Howe Island") == ("Australia/Lord_Howe",)


def test_a_wide_country_alone_gives_the_most_populous_zone_and_all_the_others():
    found = zones("US")
    assert found[0] == "America/New_York"
    assert {"America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"} <= set(found)
    assert [zones(c)[0] for c in ("AU", "BR", "CA", "RU", "UA", "ID", "MX")] == [
        "Australia/Sydney", "America/Sao_Paulo", "America/Toronto", "Europe/Moscow", "Europe/Kyiv", "Asia/Jakarta",
        "America/Mexico_City",
    ]  # fmt: skip


def test_without_an_address_the_phone_s_country_then_the_shop_answers():
    assert zones_for(None, "+33612345000", SHOP) == ("Europe/Paris",)
    assert zones_for(Place(), "+818012345678", SHOP) == ("Asia/Tokyo",)
    assert zones_for(None, None, SHOP) == (SHOP,)
    assert zones_for(Place(country="ZZ"), "no number", SHOP) == (SHOP,)


def test_a_phone_of_a_wide_country_leaves_its_zones_open_behind_the_shop_s():
    found = zones_for(None, "+12025550123", "America/Chicago")
    assert found[0] == "America/Chicago"
    assert set(found) == set(zones_of_country("US"))


def test_an_address_beats_the_phone():
    assert zones("DE", phone="+818012345678") == ("Europe/Berlin",)


def test_every_zone_in_the_tables_exists():
    tables = [*PROVINCES.values(), *OVERSEAS.values(), *POSTAL.values(), *CITIES.values(), EXTRA_COUNTRIES]
    for table in tables:
        for key, found in table.items():
            assert found, key
            assert set(found) <= zone_names(), key


def test_the_country_is_the_address_s_else_the_phone_s():
    assert country_of(Place("FR"), "+12025550123") == "FR"
    assert country_of(Place("zz"), "+12025550123") == "US"
    assert country_of(None, "+16135550123") == "CA"
    assert country_of(Place(), None) is None
    assert country_of(None, "0612345000") is None


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("06 12 34 50 00", "FR", "+33612345000"),
        ("+33 6 12 34 50 00", None, "+33612345000"),
        ("0033612345000", "FR", "+33612345000"),
        (" +12025550123 ", "US", "+12025550123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("+447400100002", "GB", "+447400100002"),
        ("555-0123", "US", None),  # no area code
        ("555-555-SHIP", "US", None),
        ("202-FLOWERS", "US", None),
        ("202-555-0123 ext. 5", "US", None),
        ("+19005550123", "US", None),  # premium
        ("08001234567", "GB", None),  # toll-free
        ("0845 123 4567", "GB", None),  # shared cost
        ("+442079460018", "GB", None),  # a landline
        ("06 12 34 50 00", None, None),
        ("06 12 34 50 00", "ZZ", None),
        ("12345", "US", None),
        ("+1202555\n0123", "US", None),
        ("+12025550123,+12025550124", "US", None),
        ("", "US", None),
        (None, "US", None),
        ("1" * 300, "US", None),
    ],
)
def test_a_number_is_stored_as_e164_or_not_at_all(raw, country, expected):
    assert normal_phone(raw, country) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ADA@EXAMPLE.COM", "ada@example.com"),
        (" ada@example.com ", "ada@example.com"),
        ("ada@shop.example.net", "ada@shop.example.net"),
        ("ada@shop.example", "ada@shop.example"),
        ("\u0430da@example.com", "\u0430da@example.com"),  # a Cyrillic a stays another address
        ("not-an-email", None),
        ("a@example.com,b@example.com", None),
        ("ada@example.com\nbcc:evil@example.com", None),
        ("ada@example.com\r\n", "ada@example.com"),
        ("Ada <ada@example.com>", None),
        ("root@localhost", None),
        ("root@[127.0.0.1]", None),
        ("root@127.0.0.1", None),
        ("ada@mail.invalid", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_stored_lower_cased_or_not_at_all(raw, expected):
    assert normal_email(raw) == expected
    assert normal_email(expected) == expected
