"""Whom a text is tried on: up to three real customers of the shop, chosen to differ, and people whose data has broken
somebody's mail before. Links lead to nobody, codes are samples: nothing shown here can be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.clock import instant, local_date
from plugin.compose.check import Case
from plugin.compose.codes import birthday_prefix
from plugin.compose.languages import direction, locale_in
from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.compose.message import CodeFacts, Item, Links, MessageContext, OrderFacts, QuestionFacts, Suggested
from plugin.compose.values import price_words
from plugin.dossier import Dossier, Subject, load
from plugin.dossier.build import CASE_REPLY, QUESTION
from plugin.encore import Encore
from plugin.events import Channel, Purpose
from plugin.flows.asking import SURVEYS
from plugin.model.customer import Customer
from plugin.model.order import Order
from plugin.model.product import Product
from plugin.shops import Shop
from plugin.social_proof import Proof, proofs
from plugin.stages.outbox.context import message_id_header, proof_words, sender_of, shop_facts
from plugin.texts import TextKey
from plugin.words import said

_NOBODY = "0" * 32  # a message's id has that length, and none is this
_ITEMS, _SUGGESTIONS = 5, 4
_ANSWERED = "It left us today & should be with you on Friday.\n\nHere is the <parcel>."
_ASKED = "Does it run small?\nI am 1.80 m & usually wear <M>."


@dataclass(frozen=True, slots=True)
class Person:
    """`id` chooses them; `why` says why they are here (English, fit for the catalogues). A real person is called
    `name`, a made-up one only by `why`."""

    id: str
    why: str
    first_name: str | None
    zone: str
    locale: str | None
    items: tuple[Item, ...]
    order_name: str = "#1001"
    has_status_page: bool = True
    name: str | None = None
    matters_most: str | None = None


_MADE_UP = (
    ("plain", said("Somebody called Ada"), "Ada"),
    ("nameless", said("Somebody without a first name"), None),
    ("markup", said("A name with HTML in it"), "<b>Ada</b>"),
    ("liquid", said("A name with placeholders in it"), "{{ 7 | times: 7 }}"),
    ("quotes", said("A name with quotes"), 'Ada "O\'Neil" & Söhne'),
    ("emoji", said("A name of emoji"), "🎉👩‍👩‍👧‍👦🇬🇧"),
    ("right_to_left", said("A name written from right to left"), "مريم"),
    ("long", said("A name of 255 letters"), "Maximiliana" * 23 + "Ma"),
)
_SAID = {"plain": "delivery", "quotes": "price"}
_GOODS = (Item("Fisherman jumper"), Item("Enamel mug, “Harbour” edition <large> & heavy, with two handles"))


def made_up(shop: Shop) -> list[Person]:
    """The difficult ones. The nameless one's order has no page to look at."""
    return [
        Person(
            id, why, name, shop.time_zone, None, _GOODS, has_status_page=id != "nameless", matters_most=_SAID.get(id)
        )
        for id, why, name in _MADE_UP
    ]


def real(session: Session, shop: Shop, now: datetime) -> list[Person]:
    """The newest buyer, somebody without a first name, and who bought most often; others where two of them are one.
    A shop without customers has none."""
    chosen: dict[int, str] = {}
    for why, ids in _wanted(session, shop):
        fresh = next((id for id in ids if id not in chosen), None)
        if fresh is not None and len(chosen) < 3:
            chosen[fresh] = why
    dossiers = load(session, shop, [Subject(id) for id in chosen], now, for_policy=True)
    return [
        _person(session, shop, dossiers[Subject(id)], why) for id, why in chosen.items() if Subject(id) in dossiers
    ]


def _wanted(session: Session, shop: Shop) -> Iterator[tuple[str, Sequence[int]]]:
    mine = Order.shop_id == shop.id
    newest = (
        select(Order.customer_id)
        .where(mine, Order.customer_id.is_not(None))
        .group_by(Order.customer_id)
        .order_by(func.max(Order.created_at).desc(), Order.customer_id)
        .limit(6)
    )
    nameless = (
        select(Customer.id)
        .where(Customer.shop_id == shop.id, Customer.first_name.is_(None), Customer.gone_at.is_(None))
        .order_by(Customer.id)
        .limit(3)
    )
    longest = (
        select(Order.customer_id)
        .where(mine, Order.customer_id.is_not(None))
        .group_by(Order.customer_id)
        .order_by(func.count().desc(), Order.customer_id)
        .limit(3)
    )
    last = [id for id in session.scalars(newest) if id is not None]
    yield said("Newest buyer"), last
    yield said("No first name"), session.scalars(nameless).all()
    yield said("Bought most often"), [id for id in session.scalars(longest) if id is not None]
    yield from ((said("Bought lately"), [id]) for id in last)


def _person(session: Session, shop: Shop, who: Dossier, why: str) -> Person:
    orders = [order for order in who.orders if order.lines]
    order = orders[-1] if orders else None
    lines = order.lines[:_ITEMS] if order else ()
    found = select(Product.id, Product.image_url).where(
        Product.shop_id == shop.id, Product.id.in_([line.product_id for line in lines])
    )
    pictures: dict[int, str | None] = {row.id: row.image_url for row in session.execute(found)}
    return Person(
        id=f"customer:{who.customer_id}", why=why, first_name=who.first_name, zone=who.zones[0], locale=who.locale,
        matters_most=who.matters_most,
        items=tuple(Item(line.title, pictures.get(line.product_id or 0)) for line in lines) or _GOODS,
        order_name=order.name if order else "#1001", name=who.first_name or f"#{who.customer_id}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ware:
    """A product to suggest in a sample, and what others say about it."""

    title: str
    image_url: str | None
    price: str | None
    proof: Proof | None


def goods(session: Session, shop: Shop) -> list[Ware]:
    """The first ones of the shop that are for sale."""
    rows = session.execute(
        select(Product.id, Product.title, Product.image_url, Product.price)
        .where(Product.shop_id == shop.id, Product.is_active.is_(True), Product.gone_at.is_(None))
        .order_by(Product.id)
        .limit(_SUGGESTIONS)
    ).all()
    said = proofs(session, shop, [row.id for row in rows])
    return [Ware(row.title, row.image_url, row.price, said.get(row.id)) for row in rows]


def case_of(encore: Encore, shop: Shop, key: TextKey, person: Person, products: Sequence[Ware]) -> Case:
    """What this person would be written, as far as a template sees it."""
    now, flow = encore.clock.now(), encore.flows[key.flow]
    locale = locale_in(key.language, person.locale, shop.locale)
    sender, home = sender_of(encore, shop), f"https://{shop.domain}"
    header = message_id_header(shop, _NOBODY, sender)

    def page(purpose: LinkPurpose) -> str:
        token = encore.links.sign(purpose, shop.public_id, _NOBODY, now + LIFETIMES[purpose])
        return encore.links.page_url(purpose, token)

    click = encore.links.click_url(
        encore.links.sign(LinkPurpose.CLICK, shop.public_id, f"{_NOBODY}.0", now + LIFETIMES[LinkPurpose.CLICK])
    )
    is_service = flow.purpose is Purpose.SERVICE
    owned = person.items[0].title
    mail = MessageContext(
        flow=key.flow, step=key.step, channel=Channel.EMAIL, purpose=flow.purpose, to="customer@example.com",
        date=now, zone=person.zone, shop=shop_facts(shop, sender), message_id=header,
        links=Links(
            shop=home if is_service else click,
            order=f"{home}/account" if is_service and person.has_status_page else None,
            review=page(LinkPurpose.REVIEW) if key.flow == "review_request" else None,
            survey=page(LinkPurpose.SURVEY) if key.flow in SURVEYS else None,
            answer=page(LinkPurpose.ANSWER) if key.flow == QUESTION else None,
            unsubscribe=None if is_service else page(LinkPurpose.UNSUBSCRIBE),
            preferences=None if is_service else page(LinkPurpose.PREFERENCES),
        ),
        first_name=person.first_name,
        order=OrderFacts(person.order_name, person.items) if key.flow in _ABOUT_ORDERS else None,
        code=_code(encore, shop, key, person, now) if flow.gives_code else None,
        suggestions=_suggested(shop, products, owned, locale, click) if key.flow == "cross_sell" else (),
        question=QuestionFacts(_ASKED, owned) if key.flow == QUESTION else None,
        answer=_ANSWERED if key.flow == CASE_REPLY else None,
        incentive=shop.settings.reviews.incentive, matters_most=person.matters_most,
        locale=locale, lang=key.language, dir=direction(key.language),
    )  # fmt: skip
    return Case(person.name or person.why, mail, replace(mail, channel=Channel.SMS, to="+447700900123"))


_ABOUT_ORDERS = frozenset({"thank_you", "review_request", "vip_code", "cross_sell", "nps", "going"})


def _code(encore: Encore, shop: Shop, key: TextKey, person: Person, now: datetime) -> CodeFacts:
    """A code that no checkout knows, as long as a real one."""
    settings = shop.settings.flow(key.flow)
    if key.flow == "birthday":
        midnight = instant(local_date(now, person.zone) + timedelta(days=1), time(0), person.zone)
        return CodeFacts(f"{birthday_prefix(person.first_name)}-SAMPLE22", settings.percent, midnight)
    return CodeFacts(f"{encore.flows[key.flow].code_prefix}-SAMPLE22", settings.percent, now + settings.valid)


def _suggested(shop: Shop, products: Sequence[Ware], owned: str, locale: str, click: str) -> tuple[Suggested, ...]:
    if not products:
        return (Suggested("Merino scarf", click, owned, None, price_words("34.00", shop.currency, locale)),)
    return tuple(
        Suggested(
            one.title, click, owned, one.image_url, price_words(one.price, shop.currency, locale),
            *proof_words(one.proof, locale),
        )
        for one in products
    )  # fmt: skip
