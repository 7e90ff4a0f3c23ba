"""The shop's own texts as sending uses them: the newest version of each, parsed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from sqlalchemy import bindparam, func, select

from plugin.compose.source import Source
from plugin.db.prepared import SHOP, Prepared
from plugin.db.session import Database
from plugin.errors import TemplateError
from plugin.model.text import MessageText
from plugin.shops import Shop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from plugin.compose.template import Template

log = structlog.get_logger()
_T = MessageText
_NEWEST = Prepared(
    select(_T.flow, _T.step, _T.language, func.max(_T.number))
    .where(_T.shop_id == SHOP)
    .group_by(_T.flow, _T.step, _T.language)
)
_VERSION = Prepared(
    select(_T.subject, _T.preheader, _T.body, _T.sms).where(
        _T.shop_id == SHOP, _T.flow == bindparam("flow"), _T.step == bindparam("step"),
        _T.language == bindparam("language"), _T.number == bindparam("number"),
    )
)  # fmt: skip


class TextKey(NamedTuple):
    """Which text: a step of a flow in a language."""

    flow: str
    step: int
    language: str


class Texts:
    """Which texts a shop has written itself. What is parsed is kept by shop, text and version number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._parsed: dict[tuple[str, TextKey], tuple[int, Template | None]] = {}

    def own(self, shop: Shop) -> Mapping[TextKey, Template]:
        """The shop's own templates at this moment; a text that is not in here is said as Encore ships it."""
        with self._database.read(shop.id) as session:
            rows = _NEWEST.rows(session)
            found = {TextKey(*row[:3]): self._template(session, shop, TextKey(*row[:3]), row[3]) for row in rows}
        return {key: template for key, template in found.items() if template is not None}

    def _template(self, session: Session, shop: Shop, key: TextKey, number: int) -> Template | None:
        place = (shop.public_id, key)  # an id may come again once its shop is erased, this name does not
        kept = self._parsed.get(place)
        if kept is None or kept[0] != number:
            row = _VERSION.row(session, **key._asdict(), number=number)
            kept = self._parsed[place] = (number, _parsed(shop, key, source_of(row)))
        return kept[1]


def source_of(row: Any) -> Source | None:
    """What a version says; None where it is the text that comes with Encore."""
    if row is None or row.subject is None:
        return None
    return Source(row.subject, row.body or "", row.preheader or "", row.sms or "")


def _parsed(shop: Shop, key: TextKey, source: Source | None) -> Template | None:
    from plugin.compose import template  # with Liquid and Markdown: only where messages are composed

    if source is None:
        return None
    try:
        return template.made(source, key.language)
    except TemplateError as error:  # it was fine when it was saved: an update of Encore has taken something away
        log.error("own text cannot be used, the shipped one goes", shop=shop.domain, text=key, error=str(error))
        return None
