"""The staff pages, and what each role reaches, over HTTP with real tokens."""

from __future__ import annotations

import re

import pytest
from admin_routes import NOBODY, address, admin_rules, doings

from plugin.desk import replaying

ONLY_LOOK = {"/app/messages/<flow>/preview", "/app/messages/<flow>/look"}
MANAGERS_PAGES = {
    "/app/staff", "/app/staff/<user_id>", "/app/staff/log",
    "/app/privacy", "/app/privacy/<id>/csv", "/app/privacy/<id>/json",
    "/app/data", "/app/data/export/<kind>", "/app/help-desk",
}  # fmt: skip
PEOPLES_PAGES = {
    "/app/customers/<int:id>/export", "/app/customers/<int:id>/erase", "/ext/customer/<int:id>",
    "/app/reviews/photo/<id>", "/app/reviews/<id>/card.png",
}  # fmt: skip
MANAGERS_FORMS = {
    "/app/settings", "/app/settings/pixel", "/app/staff/newcomers", "/app/staff/<user_id>",
    "/app/staff/<user_id>/remove", "/app/plan/choose", "/app/plan/end",
    "/app/data/try", "/app/data/<id>/import", "/app/data/<id>/undo",
    "/app/help-desk", "/app/help-desk/secret", "/app/help-desk/on", "/app/help-desk/test", "/app/help-desk/away",
}  # fmt: skip


def _refused(staff):
    """The routes that answer 403, by method."""
    found = {"GET": set(), "POST": set()}
    for rule in admin_rules(staff.app):
        for method in doings(rule):
            ask = staff.get if method == "GET" else staff.post
            if ask(address(staff.app, rule, NOBODY)).status_code == 403:
                found[method].add(rule.rule)
    return found


def test_a_viewer_posts_nothing_that_changes_anything(staff):
    staff.become("viewer")
    posts = {rule.rule for rule in admin_rules(staff.app) if "POST" in doings(rule)}
    assert len(posts) > 15
    found = _refused(staff)
    assert found["POST"] == posts - ONLY_LOOK
    assert found["GET"] == MANAGERS_PAGES | PEOPLES_PAGES


def test_an_editor_changes_everything_but_settings_and_staff(staff):
    staff.become("editor")
    assert _refused(staff) == {"GET": MANAGERS_PAGES, "POST": MANAGERS_FORMS}


def test_a_manager_is_refused_nothing(staff):
    assert _refused(staff) == {"GET": set(), "POST": set()}


def test_a_refusal_says_what_is_needed_and_who_can_help(staff):
    staff.get("/app/")
    staff.post("/app/staff/42", {"role": "manager", "name": "Zoë", "version": "1"})
    staff.become("viewer")
    answer = staff.post("/app/settings", {"sender_name": "Mine"})
    assert answer.status_code == 403
    assert "You are here as: Viewer" in answer.text
    assert "needs the role Manager" in answer.text
    assert "<bdi>Zoë</bdi>" in answer.text
    told = staff.post("/app/settings", {"sender_name": "Mine"}, wants="application/json")
    assert (told.status_code, told.json) == (403, {"error": "forbidden", "role": "viewer", "needed": "manager"})


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_no_page_shows_a_button_that_would_be_refused(staff, world, role):
    world.delivered(world.order("jumper", by=world.customer("Ada")))
    world.spin(hours=1)
    message = world.message(flow="review_request", step=0)
    staff.become(role)
    (shut,) = [_refused(staff)["POST"]]
    for place in (
        "/app/", "/app/flows", "/app/flows/vip_code", "/app/messages/vip_code", f"/app/outbox/{message.id}",
        "/app/customers", "/app/codes", "/app/settings", "/app/health",
    ):  # fmt: skip
        page = staff.get(place)
        assert page.status_code == 200, place
        for target in re.findall(r'<form[^>]*method="post"[^>]*action="([^"?]+)', page.text):
            assert _rule(staff.app, target) not in shut, (place, target)


def _rule(app, target):
    endpoint, _ = app.url_map.bind("").match(target, method="POST")
    return next(rule.rule for rule in app.url_map.iter_rules(endpoint) if "POST" in rule.methods)


def test_a_viewer_sees_nobody_in_the_editor_the_flows_and_the_replay(staff, world):
    who = world.customer("Quentina", birthday="1990-04-20")
    world.delivered(world.order("jumper", by=who))
    world.spin(days=1)
    staff.post("/app/flows/birthday/replay")
    replaying.drain(world.encore, 1)
    shown = staff.get("/app/flows/birthday").text
    assert "Quentina Example" in shown
    assert "Quentina" in staff.get("/app/messages/birthday").text
    (replayed, *_) = re.findall(r"/app/flows/birthday/replay/\w+", shown)
    staff.become("viewer")
    for place in (
        "/app/messages/birthday", "/app/flows/birthday", f"/app/flows/birthday/preview?customer={who.id}", replayed,
    ):  # fmt: skip
        page = staff.get(place)
        assert page.status_code == 200, place
        for secret in ("Quentina", who.email, "the day"):
            assert secret not in page.text, (place, secret)


def test_a_viewer_gets_no_preview_on_a_real_customer(staff, world):
    who = world.customer("Quentina")
    world.order("jumper", by=who)
    typed = {"subject": "{{ first_name }}", "body": "x", "sms": "x", "who": f"customer:{who.id}"}
    assert staff.post("/app/messages/vip_code/preview", typed).json["subject"] == "Quentina"
    staff.become("viewer")
    assert staff.post("/app/messages/vip_code/preview", typed).json["subject"] != "Quentina"


def test_the_list_says_who_opens_encore_as_what(staff):
    staff.become("viewer")
    staff.user = "42"
    text = staff.get("/app/staff").text
    assert re.search(r"Staff member 42</bdi></a> <span class=\"soft\">\(you\)", text)
    assert "Staff member 43" in text
    assert '<td data-label="Role">Viewer</td>' in text


def test_a_role_and_a_name_are_saved_and_shown(staff):
    staff.become("viewer")
    answer = staff.post("/app/staff/43", {"role": "editor", "name": " Zoë  K ", "version": "2"}, user="42")
    assert (answer.status_code, answer.headers["X-Encore-At"]) == (200, "/app/staff")
    assert "Zoë K" in answer.text
    assert staff.post("/app/pause").status_code == 200


@pytest.mark.parametrize(
    ("user", "typed", "says"),
    [
        ("43", {"role": "owner"}, "Not a valid choice"),
        ("43", {"role": "editor", "name": "x" * 81}, "at most 80"),
        ("42", {"role": "editor", "name": ""}, "Make somebody else manager"),
    ],
)
def test_what_cannot_be_is_marked_and_kept(staff, user, typed, says):
    staff.become("viewer")
    answer = staff.post(f"/app/staff/{user}", {"version": "1", **typed}, user="42")
    assert answer.status_code == 422
    assert says in answer.text
    assert staff.post("/app/pause").status_code == 403


def test_who_saves_second_is_told(staff):
    staff.become("viewer")
    answer = staff.post("/app/staff/43", {"role": "manager", "name": "", "version": "1"}, user="42")
    assert answer.status_code == 409
    assert staff.get("/app/staff").status_code == 403


def test_a_member_is_removed_and_oneself_is_not(staff):
    staff.become("editor")
    assert staff.post("/app/staff/42/remove", {"version": "1"}, user="42").status_code == 422
    done = staff.post("/app/staff/43/remove", {"version": "2"}, user="42")
    assert "Staff member 43" not in done.text
    assert staff.post("/app/pause").status_code == 403


def test_the_role_of_newcomers_is_set(staff, world):
    staff.get("/app/staff")
    version = world.encore.shops.by_id(world.shop.id).settings_version
    saved = staff.post("/app/staff/newcomers", {"role": "editor", "version": str(version)})
    assert saved.status_code == 200
    assert staff.post("/app/pause", user="77").status_code == 200
    stale = staff.post("/app/staff/newcomers", {"role": "manager", "version": str(version)})
    assert stale.status_code == 409
    assert staff.post("/app/staff/newcomers", {"role": "owner"}).status_code == 422


def test_the_other_shop_has_no_member_of_this_one(staff):
    staff.become("editor")
    staff.user = "42"
    for answer in (
        staff.get("/app/staff/43", shop=staff.world.other),
        staff.post("/app/staff/43", {"role": "viewer", "version": "2"}, shop=staff.world.other),
        staff.post("/app/staff/43/remove", {"version": "2"}, shop=staff.world.other),
    ):
        assert answer.status_code == 404
    assert "43" not in staff.get("/app/staff", shop=staff.world.other).text
    assert staff.post("/app/pause", user="43").status_code == 200


def test_the_menu_has_staff_for_managers_only(staff):
    assert 'href="/app/staff"' in staff.get("/app/").text
    staff.become("editor")
    assert 'href="/app/staff"' not in staff.get("/app/").text
