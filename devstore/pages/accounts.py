"""The account of a customer: orders, consent for each channel, birthday, language, privacy. No password: whoever
looks at this demo is everybody."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.doings import people, privacy
from devstore.model.kept import metafield
from devstore.model.orders import Order
from devstore.model.people import Customer
from devstore.pages import blueprint, given
from devstore.web.app import the_store

LANGUAGES = {"en-GB": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
_HERE = "/shop/account/<int:customer_id>"


@blueprint.get(_HERE)
def account(customer_id: int) -> str:
    with the_store().database.read() as session:
        row = session.get(Customer, customer_id)
        if row is None:
            raise NotFound("There is no such customer.")
        born = metafield(session, row.gid, "facts", "birth_date")
        orders = select(Order).where(Order.customer_id == row.id).order_by(Order.number.desc())
        return render_template(
            "shop/account.html", customer=row, orders=list(session.scalars(orders)),
            born=born.value if born else "", languages={row.locale: row.locale, **LANGUAGES},
        )  # fmt: skip


@blueprint.post(f"{_HERE}/consent")
def say_consent(customer_id: int) -> Response:
    """channel; state subscribed or unsubscribed."""
    channel: people.Channel = "sms" if given.text("channel") == "sms" else "email"
    state = given.text("state")
    if state not in ("subscribed", "unsubscribed"):
        raise Refused("Say yes or no.")
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        people.consent(act, row, channel, state)
    answer = "now gets" if state == "subscribed" else "no longer gets"
    flash(f"{row.shown_name} {answer} offers by {'text' if channel == 'sms' else 'e-mail'}.", "good")
    return _to(customer_id)


@blueprint.post(f"{_HERE}/birthday")
def tell_birthday(customer_id: int) -> Response:
    try:
        born = date.fromisoformat(given.text("born") or "")
    except ValueError:
        raise Refused("Write the birthday as a date: 1990-05-31.") from None
    with the_store().act() as act:
        people.birthday(act, people.customer_of(act.session, customer_id), born)
    flash(f"The birthday is {born:%-d %B}.", "good")
    return _to(customer_id)


@blueprint.post(f"{_HERE}/language")
def choose_language(customer_id: int) -> Response:
    locale = given.text("locale") or ""
    if locale not in LANGUAGES:
        raise Refused("Choose one of the languages.")
    with the_store().act() as act:
        people.change(act, people.customer_of(act.session, customer_id), locale=locale)
    flash(f"The language is {LANGUAGES[locale]}.", "good")
    return _to(customer_id)


@blueprint.post(f"{_HERE}/privacy")
def wish(customer_id: int) -> Response:
    """wish data or erase."""
    wanted = given.text("wish")
    if wanted not in ("data", "erase"):
        raise Refused("Ask for the data, or to be erased.")
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        (privacy.ask_for_data if wanted == "data" else privacy.ask_to_be_erased)(act, row)
    told = "The app is asked for the data now." if wanted == "data" else "The app is told to erase in ten days."
    flash(told, "good")
    return _to(customer_id)


def _to(customer_id: int) -> Response:
    return redirect(url_for("pages.account", customer_id=customer_id), 303)
