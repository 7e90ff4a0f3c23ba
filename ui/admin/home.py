"""The page a merchant sees first: what is still to do, how today goes, what needs a person, and the switch that stops
everything."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from plugin.desk.arriving import Arriving, arriving
from plugin.desk.home import Problem, Task, Trouble, choices_of, problems, tasks, today_of
from plugin.desk.marks import PUT_AWAY, mark_once
from plugin.desk.settings import pause as pause_all
from plugin.desk.settings import resume as resume_all
from plugin.model.history import Step
from plugin.shops import Shop
from ui.admin.answers import page
from ui.admin.nav import address_of
from ui.admin.outbox import address
from ui.cldr import number
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.session import admin

pages = Blueprint("admin_home", __name__)
AT = "/app/"
SETTINGS, FLOWS, PLAN = "admin_settings.settings", "admin_flows.flows", "admin_plan.plan"
PRIVACY, HELP_DESK = "admin_privacy.privacy", "admin_help_desk.help_desk"


@pages.get("/")
@pages.get(AT)
@door("admin")
def home() -> Response:
    return _shown(admin().shop)


@pages.post("/app/pause")
@door("admin")
def pause() -> Response:
    return _shown(
        pause_all(encore(), admin().shop, by=admin().user_id), _("Nothing is sent any more until you resume.")
    )


@pages.post("/app/resume")
@door("admin")
def resume() -> Response:
    return _shown(resume_all(encore(), admin().shop, by=admin().user_id), _("Sending goes on."))


@pages.post("/app/first-steps/hide")
@door("admin")
def hide_steps() -> Response:
    mark_once(encore(), admin().shop, PUT_AWAY)
    return _shown(encore().shops.by_id(admin().shop.id), _("The list is put away."))


def _shown(shop: Shop, said: str | None = None) -> Response:
    here = encore()
    now = here.clock.now()
    with here.database.read(shop.id) as session:
        steps = [(*_step(task), done) for task, done in tasks(session, shop, here.settings).items()]
        found = problems(session, shop, here.settings, now)
        today = today_of(session, shop, now, admin().hidden_flows)
        past = [_coming(one) for one in arriving(session, shop)]
    links = {name: address(chosen) for name, chosen in choices_of(today.day).items()}
    return page(
        "home.html", said=said, at=AT if said else None, shown=shop, steps=steps, today=today, links=links,
        steps_done=sum(done for *_, done in steps), are_put_away=PUT_AWAY in shop.marks,
        problems=[_problem(one, links) for one in found], past=past,
    )  # fmt: skip


def _coming(one: Arriving) -> dict[str, Any]:
    """Name, percent of the way, and how far it is in words."""
    name = {"products": _("Products"), "customers": _("Customers"), "orders": _("Orders")}[one.kind]
    counted = _("%(done)s of %(all)s done", done=number(one.taken), all=number(one.things))
    said = {
        Step.WAITING: lambda: _("Comes next"),
        Step.ASKING: lambda: _("Shopify is asked for them"),
        Step.MAKING: lambda: _("Shopify prepares them"),
        Step.LOADING: lambda: _("Being read"),
        Step.FOLDING: lambda: counted,
        Step.DONE: lambda: counted,
        Step.FAILED: lambda: _(
            "Shopify could not export all of them. Encore asks again every day; new ones come in as they happen."
        ),
    }[one.step]()
    return {"name": name, "percent": one.percent, "said": said}


def _step(task: Task) -> tuple[str, str, str]:
    """Title, what to do, and where."""
    settings, flows = address_of(SETTINGS), address_of(FLOWS)
    return {
        Task.SENDER: (
            _("Your name and postal address"),
            _("The law of most countries wants the sender's postal address in every promotional message."),
            settings,
        ),
        Task.SENDER_EMAIL: (
            _("The e-mail address you send from"),
            _("Customers trust and answer an address of your own shop."),
            settings,
        ),
        Task.LOOK: (
            _("Look at a message"),
            _("Preview it on one of your customers, or send yourself a test."),
            flows,
        ),
        Task.FIRST_FLOW: (
            _("Switch on your first flow"),
            _("The thank-you message is a good one to begin with. Nothing goes out for older orders."),
            flows,
        ),
        Task.SMS_PROVIDER: (
            _("An SMS provider"),
            _("One of your flows sends text messages. Ask whoever runs Encore for you to connect a provider."),
            "",
        ),
        Task.SMS_CONSENT: (
            _("The wording of the consent to texts"),
            _("Write down what customers agree to at your checkout, and since when."),
            settings,
        ),
    }[task]


def _problem(one: Problem, links: dict[str, str]) -> dict[str, Any]:
    """Tone, sentence, and where to go on."""
    count, detail = one.count, one.detail
    settings, health, plan = address_of(SETTINGS), url_for("admin_health.health"), address_of(PLAN)
    return {
        Trouble.CLOCK: lambda: _told(
            "critical",
            _(
                "The clock of Encore's computer jumped, so all sending is paused. Ask whoever runs Encore to check "
                "the time, then resume sending."
            ),
            "",
        ),
        Trouble.RESTORED: lambda: _told(
            "critical",
            _(
                "Encore's records come from a backup, so all sending is paused. What was sent after the backup would "
                "go out again: cancel it in the outbox, then resume sending."
            ),
            url_for("admin_outbox.outbox"),
        ),
        Trouble.TOKENS: lambda: _told(
            "critical", _("Shopify does not let Encore into your shop any more. Close Encore and open it again."), ""
        ),
        Trouble.SCOPES: lambda: _told(
            "critical",
            _("Encore lacks permissions in your shop. Open Encore again and accept what Shopify asks for."),
            "",
        ),
        Trouble.NO_MAIL_SERVER: lambda: _told(
            "critical",
            _("No mail server is connected: e-mails are written but not sent. Ask whoever runs Encore."),
            "",
        ),
        Trouble.NO_SENDER: lambda: _told(
            "warning",
            _("Your messages come from an address of Encore. Give the e-mail address of your shop."),
            settings,
        ),
        Trouble.BREAKER: lambda: _told(
            "critical",
            _("A provider takes no messages at the moment; they wait. It says: %(said)s", said=detail),
            health,
        ),
        Trouble.UNKNOWN: lambda: _told(
            "warning",
            ngettext(
                "%(num)s message may or may not have arrived. Please decide about it.",
                "%(num)s messages may or may not have arrived. Please decide about them.",
                count,
            ),
            url_for("admin_outbox.outbox", state="unknown"),
        ),
        Trouble.FAILED: lambda: _told(
            "warning",
            ngettext("%(num)s message failed today.", "%(num)s messages failed today.", count),
            links["failed"],
        ),
        Trouble.FROZEN: lambda: _told(
            "warning", _("Shopify waits for a payment of your shop. Nothing is stopped meanwhile."), plan
        ),
        Trouble.USED_UP: lambda: _told(
            "warning",
            _("The promotional messages of your plan are used up for this month; they wait. All others go on."),
            plan,
        ),
        Trouble.NEARLY_USED_UP: lambda: _told(
            "info",
            _("%(sent)s of the %(most)s promotional messages of your plan are used up.", sent=count, most=detail),
            plan,
        ),
        Trouble.HELP_DESK: lambda: _told(
            "warning",
            _("Your help desk takes nothing any more and is switched off."),
            address_of(HELP_DESK) if admin().may_manage else health,
        ),
        Trouble.REQUESTS: lambda: _told(
            "warning" if detail else "info",
            ngettext(
                "%(num)s customer asks what you hold about them. The file is ready to be fetched.",
                "%(num)s customers ask what you hold about them. The files are ready to be fetched.",
                count,
            ),
            address_of(PRIVACY) if admin().may_manage else "",
        ),
        Trouble.REVIEWS: lambda: _told(
            "info",
            ngettext(
                "%(num)s review waits for you to look at it.", "%(num)s reviews wait for you to look at them.", count
            ),
            url_for("admin_reviews.reviews") if admin().may_see_people else "",
        ),
        Trouble.QUEUE: lambda: _told(
            "warning",
            ngettext(
                "%(num)s item has waited for more than five minutes.",
                "%(num)s items have waited for more than five minutes.",
                count,
            ),
            health,
        ),
    }[one.trouble]()


def _told(tone: str, text: str, link: str) -> dict[str, Any]:
    return {"tone": tone, "text": text, "link": link}
