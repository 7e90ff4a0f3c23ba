"""Data and privacy: what customers asked, handed over as JSON and CSV, and how that is seen."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from sqlalchemy import select

from plugin.desk.kept import KEPT
from plugin.model.customer import PrivacyRequest
from plugin.stages.prune import EXPORTS
from plugin.stages.prune import drain as prune

TOPIC = "customers/data_request"


def _asks(world, who, number=1, **more):
    asked = {"customer": {"id": who.id, "email": who.email}, "orders_requested": [], "data_request": {"id": number}}
    world.webhook(TOPIC, {"shop_domain": world.shop.domain, **asked}, **more)
    world.spin()


def _ada(world):
    ada = world.customer("Ada")
    world.order("jumper", by=ada)
    world.spin(hours=1)
    return ada


def _rows(world):
    with world.database.read(world.shop.id) as session:
        return list(session.scalars(select(PrivacyRequest).where(PrivacyRequest.shop_id == world.shop.id)))


def _cells(text):
    """What stands in the rows of the log, without the files."""
    rows = re.findall(r"<tr>\s*<td>.*?</tr>", text, re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)][:5]
        for row in rows
    ]


def _files(text):
    return re.findall(r'href="(/app/privacy/[^"]+)"', text)


def test_nobody_asked_and_how_long_what_is_kept(staff):
    text = staff.get("/app/privacy").text
    assert "Nobody has asked yet" in text
    assert re.search(r'href="/app/privacy" aria-current="page">Data and privacy<', text)
    assert all(what in text for what, _ in KEPT)


def test_a_data_request_waits_until_its_file_is_fetched(staff, world):
    ada = _ada(world)
    _asks(world, ada)
    page = staff.get("/app/privacy").text
    assert [row[:2] + row[3:] for row in _cells(page)] == [["Data request", "Ada Example", "Mar 3, 2026", "Waits"]]
    as_json, as_csv = _files(page)
    answer = staff.get(as_json)
    assert re.fullmatch(r'attachment; filename="data-request-\w+\.json"', answer.headers["Content-Disposition"])
    assert answer.json["customers"][0]["email"] == ada.email
    assert answer.json["orders"][0]["lines"] == [{"title": "jumper", "quantity": 1}]
    first = world.clock.now()
    assert [row.done_at for row in _rows(world)] == [first]
    world.spin(hours=1)
    assert staff.get(as_csv).status_code == 200
    assert [row.done_at for row in _rows(world)] == [first]
    assert "Waits" not in staff.get("/app/privacy").text


def test_the_csv_is_one_sheet_for_each_kind(staff, world):
    ada = _ada(world)
    _asks(world, ada)
    _, place = _files(staff.get("/app/privacy").text)
    answer = staff.get(place)
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheets = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert set(sheets) >= {
        f"{kind}.csv" for kind in ("customers", "orders", "messages", "consent", "codes", "reviews")
    }
    (who,) = csv.DictReader(io.StringIO(sheets["customers.csv"]))
    assert (who["id"], who["email"], who["first_name"]) == (str(ada.id), ada.email, "Ada")
    (order,) = csv.DictReader(io.StringIO(sheets["orders.csv"]))
    assert order["lines"] == "title: jumper, quantity: 1"
    assert sheets["reviews.csv"] == ""


def test_each_download_is_a_line_of_the_access_log(staff, world):
    _asks(world, _ada(world))
    for place in _files(staff.get("/app/privacy").text):
        staff.get(place)
    log = staff.get("/app/staff/log?deed=exported").text
    assert log.count("Exported one person</td>") == 2
    assert log.count("Ada Example</a></td>") == 2


def test_a_request_that_waits_for_twenty_hours_is_marked_and_stands_on_the_first_page(staff, world):
    _asks(world, _ada(world))
    said = "1 customer asks what you hold about them. The file is ready to be fetched."
    home = staff.get("/app/").text
    assert f'<s-banner tone="info"><p>{said} <a href="/app/privacy">' in home
    world.spin(hours=20, minutes=1)
    assert f'<s-banner tone="warning"><p>{said}' in staff.get("/app/").text
    assert "Waits for too long" in staff.get("/app/privacy").text
    staff.get(_files(staff.get("/app/privacy").text)[0])
    assert said not in staff.get("/app/").text


def test_a_request_that_is_not_read_yet_is_on_the_page(staff, world):
    ada = _ada(world)
    body = {"shop_domain": world.shop.domain, "customer": {"id": ada.id}, "orders_to_redact": []}
    world.webhook("customers/redact", body, work=False)
    assert [row[0] + row[4] for row in _cells(staff.get("/app/privacy").text)] == ["ErasureWaits"]


def test_an_erasure_is_a_line_without_a_name_and_takes_the_files_away(staff, world):
    ada = _ada(world)
    _asks(world, ada)
    place = _files(staff.get("/app/privacy").text)[0]
    staff.post(f"/app/customers/{ada.id}/erase")
    page = staff.get("/app/privacy").text
    assert sorted(row[:2] for row in _cells(page)) == [
        ["Data request", "A customer who is not here"],
        ["Erasure", "Somebody who was erased"],
    ]
    assert "Ada" not in page
    assert "Not kept any more" in page
    assert staff.get(place).status_code == 404
    assert "asks what you hold" not in staff.get("/app/").text


def test_two_requests_are_two_lines_and_the_same_twice_is_one(staff, world):
    ada = _ada(world)
    for number in (1, 2, 2):
        _asks(world, ada, number)
    assert len(_cells(staff.get("/app/privacy").text)) == 2


def test_a_fetched_file_goes_when_it_was_kept_long_enough(staff, world):
    _asks(world, _ada(world))
    places = _files(staff.get("/app/privacy").text)
    world.clock.move_by(EXPORTS * 1.1)
    prune(world.encore, 100)
    assert staff.get(places[0]).status_code == 200
    world.clock.move_by(EXPORTS * 1.1)
    prune(world.encore, 100)
    assert staff.get(places[0]).status_code == 404
    assert "Not kept any more" in staff.get("/app/privacy").text


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_managers_see_and_fetch(staff, world, role):
    _asks(world, _ada(world))
    places = ["/app/privacy", *_files(staff.get("/app/privacy").text)]
    staff.become(role)
    assert [staff.get(place).status_code for place in places] == [403, 403, 403]
    home = staff.get("/app/").text
    assert "asks what you hold" in home
    assert "/app/privacy" not in home
    assert [row.done_at for row in _rows(world)] == [None]


def test_the_other_shop_finds_neither_line_nor_file(staff, world):
    _asks(world, _ada(world))
    places = _files(staff.get("/app/privacy").text)
    assert [staff.get(place, shop=world.other).status_code for place in places] == [404, 404]
    assert "Nobody has asked yet" in staff.get("/app/privacy", shop=world.other).text
    assert [row.done_at for row in _rows(world)] == [None]
