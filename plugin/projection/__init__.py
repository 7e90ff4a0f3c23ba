"""Event → rows, one short function per event. What an event newly makes true comes back as milestones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugin import events as e
from plugin.projection.answers import project_answer
from plugin.projection.birthdays import project_birthday, project_taken_back
from plugin.projection.consent import project_consent
from plugin.projection.customers import (
    forget_customer,
    merge_customers,
    project_asked,
    project_customer,
)
from plugin.projection.history import project_export
from plugin.projection.mail import project_mail
from plugin.projection.orders import forget_order, project_edit, project_order, project_refund
from plugin.projection.parcels import project_parcel, project_return, project_scan
from plugin.projection.product_answers import project_question_answer
from plugin.projection.products import forget_product, project_product
from plugin.projection.reports import (
    project_click,
    project_report,
    project_text,
    project_unsubscribe,
)
from plugin.projection.reviews import project_not_arrived, project_problem, project_review, project_withdrawal
from plugin.projection.shop import (
    project_scopes,
    project_shop,
    project_subscription,
    project_trigger,
    project_uninstall,
    require_same_shop,
)
from plugin.projection.work import Work

_PROJECT: dict[type[Any], Callable[[Work, Any], list[e.Milestone] | object | None]] = {
    e.OrderSeen: project_order,
    e.OrderEdited: project_edit,
    e.OrderGone: forget_order,
    e.RefundSeen: project_refund,
    e.ParcelSeen: project_parcel,
    e.ParcelMoved: project_scan,
    e.ReturnSeen: project_return,
    e.CustomerSeen: project_customer,
    e.CustomerGone: forget_customer,
    e.CustomersMerged: merge_customers,
    e.ConsentSeen: project_consent,
    e.ProductSeen: project_product,
    e.ProductGone: forget_product,
    e.ShopSeen: project_shop,
    e.AppUninstalled: project_uninstall,
    e.ScopesChanged: project_scopes,
    e.SubscriptionChanged: project_subscription,
    e.ExportEnded: project_export,
    e.MessageReported: project_report,
    e.TextReceived: project_text,
    e.MailReceived: project_mail,
    e.LinkClicked: project_click,
    e.Unsubscribed: project_unsubscribe,
    e.ReviewWritten: project_review,
    e.ReviewWithdrawn: project_withdrawal,
    e.ArrivalDenied: project_not_arrived,
    e.ProblemTold: project_problem,
    e.SurveyAnswered: project_answer,
    e.QuestionAnswered: project_question_answer,
    e.BirthdayTold: project_birthday,
    e.BirthdayTakenBack: project_taken_back,
    e.WorkflowAsked: project_asked,
    e.TriggerUsed: project_trigger,
}


def project(work: Work, event: e.Event) -> list[e.Milestone]:
    """Take one event into the rows; returns the milestones it newly reached. Projecting it twice is the same
    as once. BadPayload if it belongs to another shop."""
    require_same_shop(work, event)
    found = _PROJECT[type(event)](work, event)
    return found if isinstance(found, list) else []


__all__ = ["Work", "project", "require_same_shop"]
