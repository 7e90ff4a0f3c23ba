"""Shopify's pages about money: the hosted page of plans, the approval of an offer, and the bill that is not paid."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from devstore.act import Act
from devstore.doings import charging
from devstore.model.charges import Charge
from devstore.pages import blueprint
from devstore.web.app import the_store

_APP = "/admin/apps/encore/app/plan"
_DEEDS = {"freeze": charging.freeze, "thaw": charging.thaw, "cancel": charging.cancel}


@blueprint.get("/admin/charges/encore/pricing_plans")
def pricing_plans() -> str:
    with the_store().database.read() as session:
        return render_template("desk/plans.html", plans=charging.PLANS, paid=charging.newest(session), app_page=_APP)


@blueprint.post("/admin/charges/encore/pricing_plans")
def choose_plan() -> Response:
    """A plan that costs something is approved on the next page; the free one ends what was paid."""
    plan = next((one for one in charging.PLANS if one.handle == request.form.get("plan")), None) or abort(404)
    with the_store().act() as act:
        if plan.cents:
            row = charging.ask(act, plan, _APP, is_test=True, is_hosted=True)
            return redirect(f"/admin/charges/{row.id}/confirm", 303)
        paid = charging.newest(act.session)
        if paid is not None:
            charging.cancel(act, paid)
    return redirect(f"{_APP}?charge_id=0", 303)


@blueprint.get("/admin/charges/<int:charge_id>/confirm")
def confirm_charge(charge_id: int) -> str:
    with the_store().database.read() as session:
        return render_template("desk/charge.html", charge=session.get(Charge, charge_id) or abort(404))


@blueprint.post("/admin/charges/<int:charge_id>/approve")
def approve_charge(charge_id: int) -> Response:
    with the_store().act() as act:
        row = _row(act, charge_id)
        charging.approve(act, row)
        return _back(row)


@blueprint.post("/admin/charges/<int:charge_id>/decline")
def decline_charge(charge_id: int) -> Response:
    with the_store().act() as act:
        row = _row(act, charge_id)
        charging.decline(act, row)
        return _back(row)


@blueprint.post("/admin/charges/<int:charge_id>/<deed>")
def change_charge(charge_id: int, deed: str) -> Response:
    with the_store().act() as act:
        (_DEEDS.get(deed) or abort(404))(act, _row(act, charge_id))
    return redirect("/admin/charges/encore/pricing_plans", 303)


def _row(act: Act, charge_id: int) -> Charge:
    return act.session.get(Charge, charge_id) or abort(404)


def _back(row: Charge) -> Response:
    return redirect(f"{row.return_url}?charge_id={row.id}", 303)
