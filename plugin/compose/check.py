"""Everything that has to be right before a shop's own text may be used: it is read, then rendered for real customers
and for difficult ones. Pure: the cases are handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from plugin.compose import problems as p
from plugin.compose.addresses import addresses, could_exist, is_ours, is_value
from plugin.compose.markdown import PARTS
from plugin.compose.message import ComposeError, Email, MessageContext, Sms
from plugin.compose.phrases import phrases
from plugin.compose.probe import Probe
from plugin.compose.problems import Problem, Problems
from plugin.compose.render import compose
from plugin.compose.sms import JOINED, SEGMENTS
from plugin.compose.source import FIELDS, Source
from plugin.compose.template import VARIABLES, Template, made
from plugin.compose.values import values
from plugin.errors import TemplateError
from plugin.events import Purpose

HTML_KB = 102  # Gmail hides what lies beyond
MOST = 20  # complaints at a time
_BLOCK = re.compile(r"(?<![{\w])\{(\w+)\}(?!\})")
_BUTTON_LINE = re.compile(r"\s*\[[^\[\]]+\]\(.+\)\{button\}\s*")
_UNKNOWN = re.compile(r"unknown variable '(.+)'")


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody the text is tried on: the facts of the e-mail and of the text message. `who` is said in complaints."""

    who: str
    email: MessageContext
    sms: MessageContext


def problems(source: Source, language: str, cases: Sequence[Case]) -> Problems:
    """What is wrong, by field and line; nothing if the text may be used. It is only tried on people once it can be
    read."""
    found = list(_unreadable(source, language)) or [*_stray(source.body), *_dead(source)]
    if not any(one.says in {p.SYNTAX, p.UNKNOWN, p.UNKNOWN_NEAR, p.TOO_LONG} for one in found):
        found += _missing(source)
    if not found:
        found = list(_tried(source, language, cases))
    once = {(one.field, one.line, one.says, one.values.get("tag")): one for one in reversed(found)}
    return tuple(sorted(once.values(), key=lambda one: (FIELDS.index(one.field), one.line)))[:MOST]


def _unreadable(source: Source, language: str) -> Iterator[Problem]:
    blank = Source(subject="x", body="")
    for name in FIELDS:
        try:
            made(replace(blank, **{name: getattr(source, name)}), language)
        except TemplateError as error:
            yield _syntax(name, error)


def _syntax(name: str, error: TemplateError) -> Problem:
    unknown = _UNKNOWN.search(error.message)
    if unknown is None:
        return Problem(name, error.line or 1, p.SYNTAX, {"why": re.sub(r"^line \d+: ", "", error.message)})
    near = get_close_matches(unknown[1], VARIABLES, 1)
    if near:
        return Problem(name, error.line or 1, p.UNKNOWN_NEAR, {"name": unknown[1], "near": near[0]})
    return Problem(name, error.line or 1, p.UNKNOWN, {"name": unknown[1]})


def _missing(source: Source) -> Iterator[Problem]:
    for name, says in (("subject", p.NO_SUBJECT), ("body", p.NO_BODY), ("sms", p.NO_SMS)):
        if not getattr(source, name).strip():
            yield Problem(name, 1, says)


def _stray(body: str) -> Iterator[Problem]:
    """Blocks of Encore that stand where they would be shown as they are written."""
    for number, line in enumerate(body.split("\n"), 1):
        for block in _BLOCK.finditer(line):
            if block[1] not in {*PARTS, "button"}:
                yield Problem("body", number, p.NO_PART, {"part": block[0]})
            elif line.strip() != block[0] and not _BUTTON_LINE.fullmatch(line):
                yield Problem("body", number, p.ALONE, {"part": block[0]})


def _dead(source: Source) -> Iterator[Problem]:
    for name in FIELDS:
        for one in addresses(getattr(source, name)):
            if is_value(one.url) and not is_ours(one.url):
                yield Problem(name, one.line, p.LINK_VALUE, {"tag": one.url})
            elif not is_value(one.url) and not could_exist(one.url):
                yield Problem(name, one.line, p.DEAD_LINK, {"url": one.url[:80] or "[…]()"})


def _tried(source: Source, language: str, cases: Sequence[Case]) -> Iterator[Problem]:
    template = made(source, language)
    probes = {name: Probe(getattr(source, name)) for name in FIELDS}
    for case in cases:
        found = [*_blanks(probes, case)]
        yield from found or _rendered(source, template, case)


def _blanks(probes: dict[str, Probe], case: Case) -> Iterator[Problem]:
    known = {"email": values(case.email), "sms": values(case.sms)}
    for name, probe in probes.items():
        try:
            for blank in probe.blanks(known["sms" if name == "sms" else "email"]):
                yield Problem(name, blank.line, p.BLANK, {"who": case.who, "tag": blank.tag})
        except TemplateError as error:
            yield Problem(name, error.line or 1, p.SYNTAX, {"why": re.sub(r"^line \d+: ", "", error.message)})


def _rendered(source: Source, template: Template, case: Case) -> Iterator[Problem]:
    try:
        mail, text = compose(case.email, template), compose(case.sms, template)
    except (TemplateError, ComposeError) as error:
        yield _unrendered(source, case, error)
        return
    assert isinstance(mail, Email)
    assert isinstance(text, Sms)
    yield from _too_much(mail, text, source, case)
    yield from _way_out(mail, text, case)
    yield from _purpose(mail, text, source, case)


def _unrendered(source: Source, case: Case, error: Exception) -> Problem:
    buttons = [number for number, line in enumerate(source.body.split("\n"), 1) if "{button}" in line]
    if "one button" in str(error):
        return Problem("body", buttons[-1], p.ONE_BUTTON)
    if "subject is empty" in str(error):
        return Problem("subject", 1, p.NO_SUBJECT)
    return Problem("body", 1, p.RENDER, {"who": case.who, "why": str(error)})


def _too_much(mail: Email, text: Sms, source: Source, case: Case) -> Iterator[Problem]:
    size = len(mail.html.encode())
    if size > HTML_KB * 1000:
        told = {"who": case.who, "size": -(-size // 1000), "most": HTML_KB}
        yield Problem("body", _last_line(source.body), p.TOO_HEAVY, told)
    if text.segments.count > SEGMENTS:
        over = text.segments.units - JOINED[text.segments.encoding] * SEGMENTS
        told = {"who": case.who, "count": text.segments.count, "most": SEGMENTS, "signs": max(1, over)}
        yield Problem("sms", _last_line(source.sms), p.SEGMENTS, told)


def _way_out(mail: Email, text: Sms, case: Case) -> Iterator[Problem]:
    """Encore adds both itself; that they are there is looked at all the same, in what would leave."""
    if case.email.purpose is Purpose.SERVICE:
        return
    link = case.email.links.unsubscribe
    if link is None or link not in mail.text or f'href="{link}"' not in mail.html:
        yield Problem("body", 1, p.NO_OPT_OUT, {"who": case.who})
    if not text.text.endswith(phrases(case.sms.lang).opt_out):
        yield Problem("sms", 1, p.NO_OPT_OUT, {"who": case.who})


def _purpose(mail: Email, text: Sms, source: Source, case: Case) -> Iterator[Problem]:
    """What a flow is for must be in its texts: the code, the review form."""
    code, review, answer = case.email.code, case.email.links.review, case.email.answer
    if code is not None and code.text not in mail.text:
        yield Problem("body", _last_line(source.body), p.NO_CODE, {"part": "{code}"})
    if code is not None and code.text not in text.text:
        yield Problem("sms", _last_line(source.sms), p.NO_CODE, {"part": "{{ code.text }}"})
    if answer is not None and answer.split("\n")[0] not in mail.text:
        yield Problem("body", _last_line(source.body), p.NO_ANSWER, {"part": "{answer}"})
    if review is not None and review not in mail.text:
        yield Problem("body", _last_line(source.body), p.NO_REVIEW)
    if case.sms.links.review is not None and case.sms.links.review not in text.text:
        yield Problem("sms", _last_line(source.sms), p.NO_REVIEW)


def _last_line(text: str) -> int:
    return text.rstrip("\n").count("\n") + 1
