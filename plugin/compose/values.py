"""The values a template sees, cleaned: plain texts, numbers and lists of them, never objects."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal

from plugin.clock import local
from plugin.compose.message import CodeFacts, ComposeError, Item, MessageContext, QuestionFacts, Suggested
from plugin.compose.phrases import phrases
from plugin.compose.urls import safe_image, safe_url
from plugin.compose.words import clean, first_name

# A scheme, a mailbox, or a dot with letters on both sides: "evil.com", but not "J.R." or "Dr. No".
_ADDRESS = re.compile(r"://|@|www\.|\w[.。][^\W\d_]{2}", re.IGNORECASE)

QUOTE = 200  # signs
_DAY = "MMMMEEEEd"
_YEAR_AT_END = re.compile(r"(?:,? 'de'|,)? y$")


def values(context: MessageContext) -> dict[str, object]:
    """The variables of plugin.compose.template. Blank names are None, unusable pictures are left out.
    ComposeError if a suggestion has no usable address."""
    shop, links, order = context.shop, context.links, context.order
    return {
        "first_name": greeted(context.first_name),
        "step": context.step,
        "channel": str(context.channel),
        "shop": {
            "name": clean(shop.name),
            "url": safe_url(shop.url),
            "email": shop.reply_to or shop.sender_email,
            "accent": shop.accent,
        },
        "order": order and {"name": clean(order.name), "items": [_item(item) for item in order.items]},
        "code": context.code and _code(context.code, context),
        "question": context.question and _question(context.question),
        "answer": context.answer and {"lines": _lines(context.answer)},
        "incentive": clean(context.incentive, 200),
        "matters_most": context.matters_most,
        "recommends": context.recommends,
        "suggestions": [_suggested(item) for item in context.suggestions],
        "links": {
            "shop": links.shop,
            "order": links.order,
            "review": links.review,
            "survey": links.survey,
            "answer": links.answer,
            "contact": "mailto:" + quote(shop.reply_to or shop.sender_email, safe="@+"),
            "unsubscribe": links.unsubscribe,
            "preferences": links.preferences,
        },
    }


def greeted(name: str | None) -> str | None:
    """The name to greet by; None for one that an inbox or a phone would turn into a link. Anyone can order
    with another person's address and a web address as the name."""
    shown = first_name(name)
    return None if shown and _ADDRESS.search(shown) else shown


def _item(item: Item) -> dict[str, object]:
    return {"title": clean(item.title), "image": safe_image(item.image_url)}


def _question(asked: QuestionFacts) -> dict[str, object]:
    return {"text": clean(asked.text, 500), "product": clean(asked.product)}


def _lines(text: str) -> list[str]:
    return [clean(line, len(line)) or "" for line in text.split("\n")]


def _suggested(item: Suggested) -> dict[str, object]:
    if safe_url(item.url) is None:
        raise ComposeError("a suggested product has no usable address")
    return {
        "title": clean(item.title),
        "url": item.url,
        "image": safe_image(item.image_url),
        "price": clean(item.price),
        "because": clean(item.because),
        "rating": item.rating,
        "reviews": item.reviews,
        "quote": None if item.rating is None else _quote(item.quote),
    }


def _quote(text: str | None) -> str | None:
    """None also for one that an inbox would turn into a link: a customer wrote it, not the shop."""
    quote = clean(text, QUOTE)
    return None if quote and _ADDRESS.search(quote) else quote


def _code(code: CodeFacts, context: MessageContext) -> dict[str, object]:
    # The end is exclusive: what people read is the last minute in which the code works.
    last = local(code.ends_at - timedelta(seconds=1), context.zone)
    day, time = end_words(last.replace(second=0, microsecond=0, tzinfo=None), context.locale)
    is_today = last.date() == local(context.date, context.zone).date()
    return {
        "text": clean(code.text),
        "percent": code.percent,
        "day": day,
        "ends": time if is_today else phrases(context.lang).ends.format(day=day, time=time),
        "is_today": is_today,
    }


@lru_cache(maxsize=1024)
def end_words(last: datetime, locale: str) -> tuple[str, str]:
    """A local date and time of day in words of `locale` (an unknown one reads as English)."""
    known = _known(locale)
    return _day(last, known), format_time(last, "short", locale=known)


def _day(day: datetime, locale: Locale) -> str:
    """Weekday, day and month in full. Where CLDR has no such form, its long date without the year, which then has
    to stand at the end; else the nearest form there is."""
    pattern = _YEAR_AT_END.sub("", locale.date_formats["full"].pattern)
    if _DAY in locale.datetime_skeletons or "y" in pattern:
        return format_skeleton(_DAY, day, locale=locale)
    return format_date(day, pattern, locale=locale)


def price_words(amount: str | None, currency: str, locale: str) -> str | None:
    """ "79.00" GBP as "£79.00", written as `locale` does; None stays None."""
    return None if amount is None else format_currency(Decimal(amount), currency, locale=_known(locale))


def rating_words(average: Decimal, locale: str) -> str:
    """4.6 as "4.6", written as `locale` does."""
    return format_decimal(average, "0.0", locale=_known(locale))


def _known(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
