"""Customers: accounts, consent, birthdays, privacy."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select
from werkzeug.exceptions import BadRequest

from devstore.doings import people, privacy
from devstore.model.people import Customer
from devstore.web import shown
from devstore.web.app import the_store
from devstore.web.asked import asked, newcomer
from devstore.web.control import blueprint


@blueprint.get("/customers")
def customers() -> list[dict[str, Any]]:
    """All of them, or the one with `?email=`."""
    rows = select(Customer).order_by(Customer.id)
    if "email" in request.args:
        rows = rows.where(Customer.email == request.args["email"])
    with the_store().database.read() as session:
        return [shown.customer(row) for row in session.scalars(rows)]


@blueprint.post("/customers")
def welcome() -> tuple[dict[str, Any], int]:
    """first_name, last_name, email, phone, locale, address {…}."""
    with the_store().act() as act:
        return shown.customer(people.welcome(act, newcomer(asked()))), 201


@blueprint.post("/customers/<int:customer_id>/consent")
def consent(customer_id: int) -> dict[str, Any]:
    """channel email or sms; state subscribed, unsubscribed, pending …; level."""
    body = asked()
    channel: people.Channel = "sms" if body.get("channel") == "sms" else "email"
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        people.consent(act, row, channel, str(body.get("state", "subscribed")), body.get("level", "single_opt_in"))
        return shown.customer(row)


@blueprint.post("/customers/<int:customer_id>/birthday")
def birthday(customer_id: int) -> dict[str, Any]:
    """born YYYY-MM-DD."""
    try:
        born = date.fromisoformat(str(asked().get("born")))
    except ValueError:
        raise BadRequest("born is a date, YYYY-MM-DD") from None
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        people.birthday(act, row, born)
        return shown.customer(row)


@blueprint.post("/customers/<int:customer_id>/change")
def change(customer_id: int) -> dict[str, Any]:
    """first_name, last_name, email, phone, locale."""
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        people.change(act, row, **asked())
        return shown.customer(row)


@blueprint.post("/customers/<int:customer_id>/privacy")
def private(customer_id: int) -> dict[str, Any]:
    """wish data or erase."""
    wish = asked().get("wish")
    if wish not in ("data", "erase"):
        raise BadRequest("wish is data or erase")
    with the_store().act() as act:
        row = people.customer_of(act.session, customer_id)
        (privacy.ask_for_data if wish == "data" else privacy.ask_to_be_erased)(act, row)
        return shown.customer(row)
