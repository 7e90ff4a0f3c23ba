from id_tokens import id_token, wall
from sqlalchemy import select

from plugin.model.staff import AccessEntry, Deed


def looks(world):
    with world.database.read(world.shop.id) as session:
        mine = (AccessEntry.shop_id == world.shop.id, AccessEntry.deed == Deed.LOOKED.value)
        return session.scalars(select(AccessEntry.user_id).where(*mine)).all()


def test_staff_see_what_comes_next_and_what_happened(blocks):
    ada = blocks.world.customer("Ada", birthday="1990-05-17")
    blocks.world.delivered(blocks.world.order("jumper", by=ada))
    blocks.world.spin()
    shown = blocks.as_staff(f"/ext/customer/{ada.id}").json
    assert shown["next"].startswith("How is it going? · E-mail · ")
    assert shown["birthday"] == "May 17"
    assert shown["sent"] == 1
    assert any(one["text"].startswith("Ordered #") for one in shown["past"])
    assert shown["open"] == ["Text message: The customer has no phone number."]


def test_a_look_stands_in_the_access_log(blocks):
    ada = blocks.world.customer("Ada")
    blocks.as_staff(f"/ext/customer/{ada.id}", sub="77")
    assert looks(blocks.world) == ["77"]


def test_who_may_not_see_people_sees_nothing_and_has_not_looked(blocks):
    ada = blocks.world.customer("Ada")
    blocks.as_staff(f"/ext/customer/{ada.id}", sub="1")  # the first is manager
    answer = blocks.as_staff(f"/ext/customer/{ada.id}", sub="2")
    assert answer.status_code == 403
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert looks(blocks.world) == ["1"]


def test_staff_of_another_shop_find_nobody(blocks):
    ada = blocks.world.customer("Ada")
    theirs = blocks.as_staff(f"/ext/customer/{ada.id}", blocks.world.other)
    nobody = blocks.as_staff("/ext/customer/999999", blocks.world.other)
    assert (theirs.status_code, theirs.text) == (nobody.status_code, nobody.text) == (404, nobody.text)


def test_a_shoppers_token_opens_no_block_of_the_admin(blocks):
    ada = blocks.world.customer("Ada")
    assert blocks.ask(f"/ext/customer/{ada.id}", as_=ada.id).status_code == 401


def test_a_token_in_the_address_opens_no_block(blocks):
    ada = blocks.world.customer("Ada")
    token = id_token(wall(), blocks.world.shop.domain)
    for accept in ("application/json", "text/html"):
        answer = blocks.browser.get(f"/ext/customer/{ada.id}?id_token={token}", headers={"Accept": accept})
        assert "Ada" not in answer.text
        assert answer.status_code in (302, 401)
