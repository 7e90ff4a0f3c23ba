"""What the message editor calls things, in the reader's language."""

from __future__ import annotations

from plugin.compose.phrases import phrases
from plugin.compose.problems import Problem, Problems
from plugin.compose.sms import Encoding
from plugin.desk.samples import Person
from plugin.desk.trying import Cost
from plugin.events import Purpose
from plugin.flows.asking import SURVEYS
from plugin.flows.flow import Flow
from plugin.stages.outbox.context import RATING_BLIND
from ui.i18n import gettext as _
from ui.i18n import ngettext


def step(number: int) -> str:
    return _("First message") if number == 0 else _("Reminder")


def fields() -> dict[str, str]:
    return {
        "subject": _("Subject"), "preheader": _("Preview line"), "body": _("E-mail"), "sms": _("Text message"),
        "to_email": _("Your e-mail address"), "to_sms": _("Your mobile number"), "who": _("Show it as"),
    }  # fmt: skip


def person(one: Person) -> str:
    """A real customer by name, and why they were chosen; a made-up one by what is difficult about them."""
    return f"{one.name} ({_(one.why)})" if one.name else _(one.why)


def problem(one: Problem) -> str:
    """Field, line and what to do, in one sentence."""
    where = _("%(field)s, line %(line)s", field=fields()[one.field], line=one.line)
    return f"{where}: {_(one.says, **one.values)}"


def by_field(found: Problems) -> dict[str, str]:
    """All complaints of each field together, each with its line."""
    told: dict[str, list[str]] = {}
    for one in found:
        line = _("Line %(line)s", line=one.line)
        told.setdefault(one.field, []).append(f"{line}: {_(one.says, **one.values)}")
    return {name: " ".join(sentences) for name, sentences in told.items()}


def cost(paid: Cost | None) -> str:
    """What a text message costs, and how much more fits."""
    if paid is None:
        return ""
    count = ngettext("%(num)s text message", "%(num)s text messages", paid.segments)
    signs = ngettext("%(num)s character left", "%(num)s characters left", paid.left)
    if paid.encoding is Encoding.GSM7:
        return f"{count} · {signs}"
    return f"{count} · {signs} · " + _("a letter or emoji in it halves the room")


def opt_out(flow: Flow, language: str) -> str:
    """What Encore adds to the text message itself; nothing in service messages."""
    return "" if flow.purpose is Purpose.SERVICE else phrases(language).opt_out


def variables(flow: Flow) -> list[tuple[str, str]]:
    """(what is inserted, what it is) of everything that this flow's messages know."""
    known = [
        ("{% if first_name %}{{ first_name }}{% endif %}", _("First name, left out where it is unknown")),
        ("{{ shop.name }}", _("Your shop's name")),
    ]
    if flow.is_about_orders:
        known.append(("{{ order.name }}", _("Order number")))
    if flow.gives_code:
        known += [
            ("{code}", _("Code in a box, on a line of its own")), ("{{ code.text }}", _("Code")),
            ("{{ code.percent }}", _("Discount in percent")), ("{{ code.day }}", _("Last day of the code")),
        ]  # fmt: skip
    if flow.name in {"thank_you", "review_request"}:
        known.append(("{items}", _("What was bought, on a line of its own")))
    if flow.name == "review_request":
        known.append(("{% if incentive %}{{ incentive }}{% endif %}", _("What everybody gets who writes a review")))
    if flow.name == "question":
        known += [("{{ question.text }}", _("Question")), ("{{ question.product }}", _("Product it is about"))]
    if flow.name == "case_reply":
        known.append(("{answer}", _("Answer of your team, on a line of its own")))
    if flow.name == "cross_sell":
        known.append(("{suggestions}", _("Products, on a line of its own")))
    known.append(
        ('{% if matters_most == "delivery" %}…{% endif %}', _("Only for whom on-time delivery matters most"))
    )
    if flow.name not in RATING_BLIND:
        known.append(('{% if recommends == "promoter" %}…{% endif %}', _("Only for who would recommend you")))
    sample = _("Label")
    known += [(f"[{sample}]({{{{ links.{name} }}}}){{button}}", label) for name, label in _buttons(flow)]
    return [*known, ("{{ links.shop }}", _("Link to the shop, as an address"))]


def _buttons(flow: Flow) -> list[tuple[str, str]]:
    if flow.name == "review_request":
        return [("review", _("Button to the review form"))]
    if flow.name in SURVEYS:
        return [("survey", _("Button to the question"))]
    if flow.name == "question":
        return [("answer", _("Button to the answer"))]
    if flow.name in {"thank_you", "case_reply"}:
        return [("contact", _("Button to write to you"))]
    return [("shop", _("Button to the shop"))]
