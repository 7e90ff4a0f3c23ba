"""Customers: whole, with consent and birthday, and in the short form that orders hold."""

from __future__ import annotations

from plugin.platform.nodes.parts import Body, Node, at, change, lower, number, place
from plugin.platform.seam import Change

_SMS_STATES = {"never_subscribed": "not_subscribed"}  # webhooks and e-mail have another word for it


def customer_changes(node: Node) -> list[Change]:
    return [change("customers/update", node, {**short_customer(node), **_consents(node), **_birthday(node)})]


def short_customer(node: Node) -> Body:
    return {
        "id": number(node), "created_at": node.get("createdAt"), "updated_at": node.get("updatedAt"),
        "first_name": node.get("firstName"), "last_name": node.get("lastName"), "locale": node.get("locale"),
        "email": at(node, "defaultEmailAddress", "emailAddress"),
        "phone": at(node, "defaultPhoneNumber", "phoneNumber"), "default_address": place(node.get("defaultAddress")),
    }  # fmt: skip


def _consents(node: Node) -> Body:
    """Nothing about a channel for which there is no address."""
    told: Body = {}
    email, texts = node.get("defaultEmailAddress"), at(node, "defaultPhoneNumber", "smsMarketingConsent")
    if email is not None:
        told["email_marketing_consent"] = {
            "state": lower(email.get("marketingState")), "opt_in_level": lower(email.get("marketingOptInLevel")),
            "consent_updated_at": email.get("marketingUpdatedAt"),
        }  # fmt: skip
    if texts is not None:
        state = lower(texts.get("state"))
        told["sms_marketing_consent"] = {
            "state": _SMS_STATES.get(state or "", state), "opt_in_level": lower(texts.get("optInLevel")),
            "consent_updated_at": texts.get("updatedAt"),
        }  # fmt: skip
    return told


def _birthday(node: Node) -> Body:
    """An empty list where there is none: a birthday that was taken away is known no longer."""
    field = node.get("birthDate")
    if field is None:
        return {"metafields": []}
    told = {
        "namespace": "facts", "key": "birth_date", "value": field.get("value"), "created_at": field.get("createdAt"),
        "updated_at": field.get("updatedAt"),
    }  # fmt: skip
    return {"metafields": [told]}
