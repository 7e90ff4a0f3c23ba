"""What the storefront says about a product's reviews."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl

from picture_files import picture
from ui_corpus import MARKUP

from plugin.desk.person_rights import erase_person
from plugin.desk.product_groups import make
from plugin.desk.reviews import Why
from plugin.model.product import Product
from plugin.pictures import made_anew
from plugin.published import ratings
from plugin.review_pages import PER_PAGE
from ui.storefront.visiting import PER_HOUR

PART = 'data-encore-part="reviews"'


def linked(text):
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return json.loads(found)


def stocked(world, product_id, title="Jumper", handle="jumper", in_stock=True, **more):
    with world.database.write(world.shop.id) as session:
        session.add(
            Product(
                shop_id=world.shop.id, id=product_id, seen_at=world.clock.now(), title=title, handle=handle, tags=[],
                is_active=True, in_stock=in_stock, **more,
            )
        )  # fmt: skip


def test_what_waits_or_is_hidden_is_shown_to_nobody(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, text="So warm")
    assert PART not in ask(f"reviews/{jumper}").text
    reviewed.publish()
    assert "So warm" in ask(f"reviews/{jumper}").text
    reviewed.hide("So warm", Why.PRIVATE)
    answer = ask(f"reviews/{jumper}")
    assert (answer.status_code, PART in answer.text, "So warm" in answer.text) == (200, False, False)


def test_every_rating_is_shown_alike_and_hiding_is_counted_in_public(reviewed, ask):
    for stars in (1, 2, 3, 4, 5):
        jumper = reviewed.write("jumper", stars, text=f"says {stars}")
    reviewed.write("jumper", 1, text="You fools")
    reviewed.hide("You fools", Why.INSULT)
    assert reviewed.publish() == 5
    text = ask(f"reviews/{jumper}").text
    assert all(f"says {stars}" in text for stars in (1, 2, 3, 4, 5))
    assert "1 review is hidden" in text
    assert "of 5 stars from 5 reviews" in text


def test_the_figures_for_search_engines_are_those_of_the_database(world, reviewed, ask):
    for stars in (5, 4, 4, 4):
        jumper = reviewed.write("jumper", stars, title="Good", name="Ada L.")
    stocked(world, jumper)
    reviewed.publish()
    found = linked(ask(f"reviews/{jumper}").text)
    assert found["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": "4.3", "reviewCount": 4, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip
    assert found["url"] == f"https://{world.shop.domain}/products/jumper"
    assert [one["reviewRating"]["ratingValue"] for one in found["review"]] == [4, 4, 4, 5]
    assert found["review"][0]["author"] == {"@type": "Person", "name": "Ada L."}
    world.spin()
    assert world.platform.ratings(world.shop.id)[jumper].count == found["aggregateRating"]["reviewCount"]


def test_products_of_a_group_show_all_its_reviews_each_with_its_product_and_the_figures_of_the_database(
    world, reviewed, ask
):
    red, blue = (reviewed.write(title, stars, text=f"about {title}") for title, stars in (("red", 5), ("blue", 2)))
    for id, title in ((red, "Red jumper"), (blue, "Blue jumper")):
        stocked(world, id, title, str(id))
    reviewed.publish()
    make(world.encore, world.shop, "Jumpers", [red, blue], user_id="42")
    world.spin()
    for id in (red, blue):
        text = ask(f"reviews/{id}").text
        assert all(said in text for said in ("about red", "about blue", "Red jumper", "Blue jumper"))
        with world.database.read(world.shop.id) as session:
            rating = ratings(session, world.shop.id, [id])[id]
        figures = linked(text)["aggregateRating"]
        assert (figures["ratingValue"], figures["reviewCount"]) == (str(rating.average), rating.count) == ("3.5", 2)
        assert world.platform.ratings(world.shop.id)[id].count == rating.count


def test_the_name_is_the_one_the_writer_chose_and_no_other(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, name="A happy knitter")
    reviewed.write("jumper", 5)
    reviewed.publish()
    text = ask(f"reviews/{jumper}").text
    assert text.count("A happy knitter") == 1
    assert "Ada" not in text
    assert "shopper.example" not in text


def test_whoever_is_erased_loses_the_name_not_the_stars(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, name="Ada Lovelace")
    reviewed.publish()
    (message, *_) = world.outbox(flow="review_request")
    assert erase_person(world.encore, world.shop, message.customer_id, user_id="42")
    text = ask(f"reviews/{jumper}").text
    assert PART in text
    assert "Lovelace" not in text


def test_a_stored_script_stays_text_in_the_page_and_in_the_figures(world, reviewed, ask):
    for text in MARKUP:
        jumper = reviewed.write("jumper", 5, text=text, title=text[:100], name=text[:50])
    stocked(world, jumper, title="</script><script>alert(1)</script>")
    reviewed.publish()
    page = ask(f"reviews/{jumper}").text
    assert len(re.findall(r"<script", page)) == 1
    assert not re.search(r"<(img|svg|iframe|b|a) ", page.replace('<a rel="', "").replace("<h1><a ", ""))
    assert linked(page)["name"] == "</script><script>alert(1)</script>"


def test_pictures_are_shown_small_and_lead_to_the_large_one(world, reviewed, ask):
    photo = made_anew(picture("PNG", (200, 100)))
    jumper = reviewed.write("jumper", 5, text="So warm", photos=[photo], video="https://v.example/1?a&b")
    reviewed.publish()
    text = ask(f"reviews/{jumper}").text
    ((id,),) = (set(re.findall(r'href="/apps/encore/photo/(\w{32})"', text)),)
    assert f'src="/apps/encore/small/{id}"' in text
    assert 'width="192" height="96"' in text, "its place is kept before it is there"
    assert 'href="https://v.example/1?a&amp;b" rel="nofollow ugc noopener noreferrer"' in text
    for size, content in (("photo", photo.content), ("small", photo.small)):
        answer = ask(f"{size}/{id}")
        assert (answer.status_code, answer.data, answer.mimetype) == (200, content, "image/webp")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert ask(f"{size}/{id}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert ask(f"photo/{id}", shop=world.other).status_code == 404
    assert ask(f"photo/{id}", signed="0" * 64).status_code == 401
    reviewed.hide("So warm", Why.PRIVATE)
    answer = ask(f"photo/{id}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_what_was_promised_is_said_beside_every_review(reviewed, ask):
    for stars in (1, 5):
        jumper = reviewed.write("jumper", stars, incentive="a <draw>")
    reviewed.publish()
    assert ask(f"reviews/{jumper}").text.count("the shop promised: a &lt;draw&gt;") == 2


def next_of(text):
    """The parameters of the link to the next page."""
    (found,) = re.findall(r'rel="next nofollow" href="\?([^"]+)"', text)
    return dict(parse_qsl(unescape(found)))


def test_more_than_a_page_is_on_the_next(reviewed, ask):
    for number in range(PER_PAGE + 1):
        jumper = reviewed.write("jumper", 5, text=f"number {number:02}.")
    reviewed.publish()
    first = ask(f"reviews/{jumper}").text
    second = ask(f"reviews/{jumper}", **next_of(first)).text
    assert ("number 10." in first, "number 00." in first) == (True, False)
    assert ("number 10." in second, "number 00." in second) == (False, True)
    assert 'rel="next' not in second


def test_it_is_known_again_until_a_review_changes_and_asked_for_after_a_second(reviewed, ask):
    jumper = reviewed.write("jumper", 5, text="So warm")
    reviewed.publish()
    answer = ask(f"reviews/{jumper}")
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = ask(f"reviews/{jumper}", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=1"
    reviewed.hide("So warm", Why.ADVERTISING)
    assert ask(f"reviews/{jumper}", headers=tag).status_code == 200


def test_the_page_of_the_shop_says_the_language(reviewed, ask):
    jumper = reviewed.write("jumper", 5)
    reviewed.publish()
    said = {
        "de": "verifizierter Kauf",
        "fr-CA": "acheteur vérifié",
        "es": "comprador verificado",
        "ja": "verified buyer",
    }
    for locale, words in said.items():
        assert words in ask(f"reviews/{jumper}", locale=locale).text, locale


def test_only_what_shopify_signed_for_that_shop_is_answered(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, text="So warm")
    reviewed.publish()
    assert ask(f"reviews/{jumper}", signed="0" * 64).status_code == 401
    assert ask(f"reviews/{jumper}", order="best").status_code == 401
    assert ask(f"reviews/{jumper}", locale="<b>").status_code == 401
    other, nothing = ask(f"reviews/{jumper}", shop=world.other), ask("reviews/999", shop=world.other)
    assert (other.status_code, other.text) == (nothing.status_code, nothing.text) == (200, other.text)
    assert "So warm" not in other.text
    world.uninstall()
    assert ask(f"reviews/{jumper}").status_code == 404


def test_every_order_and_filter_shows_each_review_once(reviewed, ask):
    for number, stars in enumerate((3, 1, 5, 4, 2, 5, 1, 3, 4, 5, 2, 1)):
        jumper = reviewed.write("jumper", stars, text=f"n{number:02}.")
    reviewed.publish()
    for order, best in (("newest", "n11."), ("highest", "n09."), ("lowest", "n11."), ("helpful", "n11.")):
        first = ask(f"reviews/{jumper}", order=order).text
        found = re.findall(r"n\d\d\.", first + ask(f"reviews/{jumper}", **next_of(first)).text)
        assert (found[0], len(found), len(set(found))) == (best, 12, 12), order
    assert set(re.findall(r"n\d\d\.", ask(f"reviews/{jumper}", stars="1").text)) == {"n01.", "n06.", "n11."}
    assert "No review is like this." in ask(f"reviews/{jumper}", pictures="1").text
    assert len(re.findall(r"n\d\d\.", ask(f"reviews/{jumper}", verified="1").text)) == PER_PAGE
    assert "n11." in ask("reviews").text


def test_a_vote_counts_once_for_a_visitor_and_a_report_reaches_the_desk(world, reviewed, ask):
    jumper = reviewed.write("jumper", 5, text="So warm")
    one = reviewed.find("So warm")
    assert ask(f"review/{one.id}/helpful", method="POST").status_code == 404
    reviewed.publish()
    for _ in range(2):
        assert "1 person finds this helpful." in ask(f"review/{one.id}/helpful", method="POST").text
    told = ask(f"review/{one.id}/helpful", method="POST", headers={"X-Forwarded-For": "192.0.2.7"})
    assert "2 people find this helpful." in told.text
    assert "Helpful (2)" in ask(f"reviews/{jumper}").text
    assert ask(f"review/{one.id}/report", method="POST").status_code == 200
    assert reviewed.find("So warm").reports == 1
    assert ask(f"review/{one.id}/helpful", method="POST", shop=world.other).status_code == 404


def test_whoever_votes_without_end_is_asked_to_wait(reviewed, ask):
    reviewed.write("jumper", 5, text="So warm")
    reviewed.publish()
    place = f"review/{reviewed.find('So warm').id}/helpful"
    answers = [ask(place, method="POST") for _ in range(PER_HOUR + 1)]
    assert [one.status_code for one in answers] == [200] * PER_HOUR + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
