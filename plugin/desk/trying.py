"""Looking at a text before it is used: as one customer would see it, or as a test message in one's own inbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, func, select

from plugin.channels.transport import Letter, NotSent
from plugin.clock import local
from plugin.compose.check import Case, problems
from plugin.compose.message import Email, MessageContext, Sms
from plugin.compose.problems import Problems
from plugin.compose.render import compose
from plugin.compose.sms import Encoding, signs_left
from plugin.compose.source import Source
from plugin.compose.template import Template, made
from plugin.desk.samples import Person, case_of, goods, made_up, real
from plugin.encore import Encore
from plugin.errors import EncoreError, TemplateError
from plugin.events import Channel
from plugin.model.text import Trial
from plugin.places import normal_email, normal_phone
from plugin.shops import Shop
from plugin.stages.outbox.context import message_id_header, sms_sender_of
from plugin.texts import TextKey
from plugin.words import Told

PER_HOUR = 10
MARK = "[Test] "
_KEPT = timedelta(days=1)
_USEFUL_S = 3600
TOO_MANY = Told("%(most)s test messages an hour are enough for one shop. Try again at %(at)s.")
NO_EMAIL = Told("Write an e-mail address, such as you@example.com.")
NO_PHONE = Told("Write a mobile number with its country, such as +44 7400 123456.")
UNREADABLE = Told("This text cannot be sent yet. Correct the marked places first.")
NOT_TAKEN = Told("The provider did not take the test message: %(why)s.")


class Refused(EncoreError):
    """No test message left. `says` is an English sentence with %(names)s for `values`."""

    def __init__(self, says: str, **values: object) -> None:
        super().__init__(says % values if values else says)
        self.says = says
        self.values = values


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text message costs as it would leave."""

    segments: int
    encoding: Encoding
    units: int
    left: int  # units until it costs one more


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as one person would get it. Fields are None where it cannot be rendered; `problems` says why, and what
    else keeps it from being saved."""

    problems: Problems
    subject: str | None = None
    html: str | None = None
    text: str | None = None
    sms: str | None = None
    cost: Cost | None = None


def people(encore: Encore, shop: Shop, *, may_see_real: bool = True) -> list[Person]:
    """Whom a text can be looked at with: three real customers first, where there are any and they may be seen."""
    if not may_see_real:
        return made_up(shop)
    with encore.database.read(shop.id) as session:
        return [*real(session, shop, encore.clock.now()), *made_up(shop)]


def preview(encore: Encore, shop: Shop, key: TextKey, source: Source, person: Person) -> Preview:
    """The text as that person would get it, and what is wrong with it for them."""
    context = _facts(encore, shop, key, person)
    found = problems(source, key.language, [context])
    template = _template(source, key)
    if template is None:
        return Preview(found)
    mail, text = _composed(context.email, template), _composed(context.sms, template)
    return Preview(
        problems=found,
        subject=mail.subject if isinstance(mail, Email) else None,
        html=mail.html if isinstance(mail, Email) else None,
        text=mail.text if isinstance(mail, Email) else None,
        sms=text.text if isinstance(text, Sms) else None,
        cost=_cost(text) if isinstance(text, Sms) else None,
    )


def send_test(
    encore: Encore, shop: Shop, key: TextKey, source: Source, channel: Channel, to: str, *, user_id: str
) -> None:
    """Send the text once to `to`, marked as a test, with sample facts and a sample code. It is no message to a
    customer: it is in no ledger, counts for no budget, and no code is issued. Refused says why it did not go."""
    address = normal_email(to) if channel is Channel.EMAIL else normal_phone(to, shop.country)
    if address is None:
        raise Refused(NO_EMAIL if channel is Channel.EMAIL else NO_PHONE)
    person = made_up(shop)[0]
    case = _facts(encore, shop, key, person)
    facts = replace(case.email if channel is Channel.EMAIL else case.sms, to=address)
    id = f"test{secrets.token_hex(14)}"
    facts = replace(facts, message_id=message_id_header(shop, id, facts.shop.sender_email))
    template = _template(replace(source, subject=MARK + source.subject, sms=MARK + source.sms), key)
    content = None if template is None else _composed(facts, template)
    if content is None:
        raise Refused(UNREADABLE)
    _count(encore, shop, id, channel, user_id)
    _hand_over(encore, _letter(shop, id, facts, content))


def _facts(encore: Encore, shop: Shop, key: TextKey, person: Person) -> Case:
    with encore.database.read(shop.id) as session:
        products = goods(session, shop) if key.flow == "cross_sell" else []
    return case_of(encore, shop, key, person, products)


def _template(source: Source, key: TextKey) -> Template | None:
    try:
        return made(source, key.language)
    except TemplateError:
        return None


def _composed(facts: MessageContext, template: Template) -> Email | Sms | None:
    try:
        return compose(facts, template)
    except EncoreError:
        return None


def _cost(text: Sms) -> Cost:
    size = text.segments
    return Cost(size.count, size.encoding, size.units, signs_left(size))


def _count(encore: Encore, shop: Shop, id: str, channel: Channel, user_id: str) -> None:
    """One test more in this hour, or Refused. It is counted before it leaves: a failing provider is no way
    around the limit."""
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        encore.shops.read(session, shop.id)  # two at once are counted one after the other
        recent = (Trial.shop_id == shop.id, Trial.at > now - timedelta(hours=1))
        count, first = session.execute(select(func.count(), func.min(Trial.at)).where(*recent)).one()
        if count >= PER_HOUR:
            raise Refused(
                TOO_MANY, most=PER_HOUR, at=local(first + timedelta(hours=1), shop.time_zone).strftime("%H:%M")
            )
        session.execute(delete(Trial).where(Trial.shop_id == shop.id, Trial.at < now - _KEPT))
        session.add(Trial(shop_id=shop.id, id=id, at=now, channel=channel.value, user_id=user_id))


def _letter(shop: Shop, id: str, facts: MessageContext, content: Email | Sms) -> Letter:
    is_mail = isinstance(content, Email)
    return Letter(
        message_id=id, key=f"{shop.public_id}.{id}", channel=facts.channel,
        sender=facts.shop.sender_email if is_mail else sms_sender_of(shop), to=facts.to,
        payload=content.bytes if isinstance(content, Email) else content.text.encode(), seconds_useful=_USEFUL_S,
    )  # fmt: skip


def _hand_over(encore: Encore, letter: Letter) -> None:
    transport = encore.transports[letter.channel]
    (way,) = transport.open([letter])
    answer = way if isinstance(way, NotSent) else transport.deliver([way])[0]
    if isinstance(answer, NotSent):
        raise Refused(NOT_TAKEN, why=answer.detail)
