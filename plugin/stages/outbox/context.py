"""What a template may say about one message: gathered from the dossier, with every link made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlsplit

from sqlalchemy import select

from plugin.compose.colors import ACCENT
from plugin.compose.languages import direction, language_of, locale_in
from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.compose.message import (
    CodeFacts,
    ComposeError,
    Item,
    Links,
    MessageContext,
    OrderFacts,
    ShopFacts,
    Suggested,
)
from plugin.compose.values import price_words, rating_words
from plugin.dossier import Dossier
from plugin.dossier.build import CASE_REPLY, QUESTION
from plugin.encore import Encore
from plugin.events import Channel, Line, Purpose
from plugin.flows.asking import SURVEYS
from plugin.flows.flow import Order, question_in
from plugin.mail_in import reply_address
from plugin.model.product import Product
from plugin.shops import Shop
from plugin.social_proof import Proof
from plugin.stages.outbox.codes import Issued
from plugin.stages.outbox.judge import Go
from plugin.stages.outbox.passed_on import PassedOn
from plugin.stages.outbox.proofs import Proofs
from plugin.stages.outbox.rows import Row

Pictures = dict[int, str | None]  # product id -> picture
_MOST_ITEMS = 5
RATING_BLIND = frozenset({"review_request"})  # everybody is asked alike, whatever they think (trust: reviews)


@dataclass(frozen=True, slots=True)
class Made:
    """A context, where its click links lead, and which products it shows."""

    context: MessageContext
    targets: tuple[str, ...]
    product_ids: tuple[int, ...]
    envelope_sender: str


class ClickLinks:
    """Makes the links of one message. A click link leads to a target that is stored with the message."""

    def __init__(self, encore: Encore, shop: Shop, row: Row, now: datetime) -> None:
        self._signer, self._shop, self._row, self._now = encore.links, shop, row, now
        self.targets: list[str] = []

    def page(self, purpose: LinkPurpose) -> str:
        return self._signer.page_url(purpose, self._token(purpose, self._row.id))

    def click(self, target: str) -> str:
        self.targets.append(target)
        return self._signer.click_url(self._token(LinkPurpose.CLICK, f"{self._row.id}.{len(self.targets) - 1}"))

    def _token(self, purpose: LinkPurpose, id: str) -> str:
        return self._signer.sign(purpose, self._shop.public_id, id, self._now + LIFETIMES[purpose])


def pictures_for(encore: Encore, shop: Shop, fresh: Sequence[tuple[Row, Go, Dossier]]) -> Pictures:
    """Pictures of the products that these messages ask about."""
    wanted = {
        line.product_id
        for row, go, who in fresh
        if row.flow == "review_request"
        for line in _lines(row, go, who)
        if line.product_id is not None
    }
    if not wanted:
        return {}
    with encore.database.read(shop.id) as session:
        rows = session.execute(
            select(Product.id, Product.image_url).where(
                Product.shop_id == shop.id, Product.id.in_(wanted), Product.gone_at.is_(None)
            )
        )
        return {row.id: row.image_url for row in rows}


def context_of(
    encore: Encore, shop: Shop, row: Row, go: Go, who: Dossier, code: Issued | None, pictures: Pictures,
    passed: PassedOn, proofs: Proofs, now: datetime,
) -> Made:  # fmt: skip
    """The context of one message. `code` is None for a reminder, which speaks of the code that was sent. ComposeError
    where the answer that it should carry is gone."""
    links = ClickLinks(encore, shop, row, now)
    order = _order(row, who)
    said = _code(shop, row, who, code)
    language = language_of(who.locale, shop.locale)
    locale = locale_in(language, who.locale, shop.locale)
    suggestions = tuple(
        Suggested(
            one.title,
            links.click(one.url),
            one.because,
            one.image_url,
            price_words(one.price, shop.currency, locale),
            *proof_words(proofs.get(one.product_id), locale),
        )
        for one in go.plan.suggestions
    )
    lines = _lines(row, go, who)
    sender = sender_of(encore, shop)
    context = MessageContext(
        flow=row.flow, step=row.step, channel=go.channel, purpose=Purpose(row.purpose),
        to=who.address(go.channel) or "", date=now, zone=who.zones[0], shop=_facts(encore, shop, row, sender),
        links=_pages(shop, row, links, order, who, said), message_id=message_id_header(shop, row.id, sender),
        first_name=who.first_name,
        order=OrderFacts(order.name, tuple(Item(line.title, pictures.get(line.product_id or 0)) for line in lines))
        if order is not None
        else None,
        code=said, suggestions=suggestions, question=passed.questions.get(question_in(row.about) or ""),
        answer=_answer(row, passed), incentive=shop.settings.reviews.incentive, matters_most=who.matters_most,
        recommends=None if row.flow in RATING_BLIND else who.recommends, locale=locale,
        lang=language, dir=direction(language),
    )  # fmt: skip
    shown = [one.product_id for one in go.plan.suggestions]
    asked = [line.product_id for line in lines if row.flow == "review_request" and line.product_id is not None]
    envelope = sender if go.channel is Channel.EMAIL else sms_sender_of(shop)
    return Made(context, tuple(links.targets), tuple(dict.fromkeys(shown + asked)), envelope)


def message_id_header(shop: Shop, id: str, sender: str) -> str:
    """The Message-ID of every attempt: the ledger's id, at the sender's domain."""
    return f"<{id}.{shop.public_id}@{sender.rpartition('@')[2]}>"


def shop_facts(shop: Shop, sender: str) -> ShopFacts:
    name = shop.settings.sender.name or shop.name
    address = shop.settings.sender.postal_address or shop.domain
    return ShopFacts(
        name=name, url=f"https://{shop.domain}", address=address, sender_name=name, sender_email=sender,
        reply_to=shop.settings.sender.reply_to or None, accent=shop.settings.brand.color or ACCENT,
        logo=shop.settings.brand.logo or None,
    )  # fmt: skip


def _facts(encore: Encore, shop: Shop, row: Row, sender: str) -> ShopFacts:
    """A reply comes to Encore with the name of its message, unless the shop has an address for replies."""
    facts, inbound = shop_facts(shop, sender), encore.settings.inbound_address
    if facts.reply_to or not inbound:
        return facts
    return replace(facts, reply_to=reply_address(inbound, row.id, shop.public_id))


def _pages(
    shop: Shop, row: Row, links: ClickLinks, order: Order | None, who: Dossier, code: CodeFacts | None
) -> Links:
    home = f"https://{shop.domain}"
    if row.purpose == Purpose.SERVICE:
        return Links(shop=home, order=_status_url(shop, order, who))
    landing = f"{home}/discount/{quote(code.text)}?redirect=/collections/all" if code is not None else home
    return Links(
        shop=links.click(landing),
        review=links.page(LinkPurpose.REVIEW) if row.flow == "review_request" else None,
        survey=links.page(LinkPurpose.SURVEY) if row.flow in SURVEYS else None,
        answer=links.page(LinkPurpose.ANSWER) if row.flow == QUESTION else None,
        unsubscribe=links.page(LinkPurpose.UNSUBSCRIBE),
        preferences=links.page(LinkPurpose.PREFERENCES),
    )


def _status_url(shop: Shop, order: Order | None, who: Dossier) -> str | None:
    """The order's own status page. It opens without a login, so it goes straight into the sealed body and is
    never stored as a click target."""
    if order is None:
        return None
    sealed = next((row.status_url for row in who.order_rows if row.id == order.id), None)
    return shop.keys.open("orders.status_url", order.id, sealed)


def _order(row: Row, who: Dossier) -> Order | None:
    return next((order for order in who.orders if f"order:{order.id}" == row.about), None)


def _answer(row: Row, passed: PassedOn) -> str | None:
    if row.flow != CASE_REPLY:
        return None
    if row.about not in passed.answers:
        raise ComposeError("the answer is not there any more")
    return passed.answers[row.about]


def _lines(row: Row, go: Go, who: Dossier) -> tuple[Line, ...]:
    order = _order(row, who)
    if order is None or row.flow not in {"review_request", "thank_you"}:
        return ()
    wanted = set(go.plan.line_ids)
    chosen = [line for line in order.lines if line.id in wanted] if wanted else list(order.lines)
    return tuple(chosen[:_MOST_ITEMS])


def _code(shop: Shop, row: Row, who: Dossier, code: Issued | None) -> CodeFacts | None:
    if code is not None:
        return CodeFacts(code.code, code.percent, code.ends_at)
    first = next(
        (one for one in who.sent if (one.flow, one.step, one.about) == (row.flow, 0, row.about) and one.code), None
    )
    if first is None:
        return None
    return CodeFacts(first.code, shop.settings.flow(row.flow).percent, first.code_ends_at)


def proof_words(proof: Proof | None, locale: str) -> tuple[str | None, int, str | None]:
    """The last three fields of Suggested."""
    if proof is None:
        return None, 0, None
    return rating_words(proof.rating.average, locale), proof.rating.count, proof.quote or None


def sender_of(encore: Encore, shop: Shop) -> str:
    """The merchant's address, else one of ours on this installation's own host."""
    host = urlsplit(encore.settings.app_url).hostname or ""
    return shop.settings.sender.email or f"hello@{host if '.' in host else 'localhost.localdomain'}"


def sms_sender_of(shop: Shop) -> str:
    """Alphanumeric sender ids have at most 11 signs."""
    return shop.settings.sender.sms_id or re.sub(r"[^A-Za-z0-9]", "", shop.name)[:11] or "Shop"
