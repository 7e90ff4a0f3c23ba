"""The platform where a store is connected: codes, shop facts, order look-ups and exports through the Admin API."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from plugin.errors import BadPayload
from plugin.events import Channel, ShopSeen
from plugin.marketing import ReportedDay
from plugin.platform.answer import SOON
from plugin.platform.birth_dates import birth_date, show_birth_date
from plugin.platform.changes import changes
from plugin.platform.client import AdminClient
from plugin.platform.consents import recorded, tell_consent
from plugin.platform.discounts import Found, discount_input, found
from plugin.platform.exports import BulkExports
from plugin.platform.gid import gid, number_of
from plugin.platform.gone import gone
from plugin.platform.marketing import report_day
from plugin.platform.payloads.shop import ShopBody, shop_seen
from plugin.platform.pixel import pixel_off, pixel_on
from plugin.platform.ratings import rate
from plugin.platform.seam import (
    BirthDate,
    Change,
    Changes,
    CodeEnd,
    CodeOrder,
    CodeRefused,
    Offer,
    Recorded,
    ShopFacts,
    Statement,
)
from plugin.platform.subscriptions import active, offer_input
from plugin.platform.trouble import NotUnderstood, Refused, TryLater
from plugin.rating import Rating
from plugin.subscription import Subscribed

_PAID_BACK = frozenset({"REFUNDED", "VOIDED"})
_MOST_IDS = 250  # in one list (platform notes, limits)


class ConnectedPlatform:
    """Every method may raise PlatformDown; which one says whether to wait or to ask a person (trouble.py)."""

    def __init__(self, client: AdminClient, base: str = "") -> None:
        self._client = client
        self._exports = BulkExports(client, base)

    @property
    def exports(self) -> BulkExports:
        return self._exports

    def issue(self, order: CodeOrder) -> str:
        if not 1 <= order.percent <= 100:
            raise CodeRefused(f"{order.percent} % is not a discount; choose 1 to 100")
        if order.ends_at <= order.starts_at:
            raise CodeRefused("the code would end before it starts")
        try:
            data = self._client.run(order.shop_id, "discount_create", {"discount": discount_input(order)})
        except Refused as refused:
            if "TAKEN" not in refused.codes:
                raise CodeRefused(str(refused)) from None
            return self._adopted(order)
        return str(_at(data, "discountCodeBasicCreate", "codeDiscountNode", "id"))

    def void(self, end: CodeEnd) -> None:
        shop_id, there = end.order.shop_id, self._find(end.order.shop_id, end.order.code)
        if there is None or not (there.id == end.platform_id or there.begins_as(end.order)):
            return
        try:
            if not end.was_sent:
                self._client.run(shop_id, "discount_delete", {"id": there.id})
            elif not there.is_over:
                self._client.run(shop_id, "discount_deactivate", {"id": there.id})
        except Refused as refused:
            raise NotUnderstood(str(refused)) from None

    def consent(self, shop_id: int, customer_id: int, channel: Channel) -> Recorded | None:
        return recorded(self._client, shop_id, customer_id, channel)

    def tell_consent(self, shop_id: int, said: Statement) -> str | None:
        return tell_consent(self._client, shop_id, said)

    def birth_date(self, shop_id: int, customer_id: int) -> BirthDate | None:
        return birth_date(self._client, shop_id, customer_id)

    def show_birth_date(
        self, shop_id: int, customer_id: int, text: str | None, *, instead_of: BirthDate | None
    ) -> str | None:
        return show_birth_date(self._client, shop_id, customer_id, text, instead_of)

    def tag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        return self._tagged(shop_id, "tag_add", customer_id, tag)

    def untag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        return self._tagged(shop_id, "tag_remove", customer_id, tag)

    def facts(self, shop_id: int) -> ShopFacts:
        data = self._client.run(shop_id, "shop_facts", is_awaited=True)
        shop = _at(data, "shop")
        address = shop.get("shopAddress") or {}
        locale = next((one.get("locale") for one in data.get("shopLocales") or () if one.get("primary")), None)
        try:
            seen = _seen(shop, address, locale)
        except BadPayload as error:
            raise NotUnderstood(f"shop_facts: {error}") from None
        return ShopFacts(seen, ", ".join(line for line in address.get("formatted") or () if line))

    def own_orders(self, shop_id: int, order_ids: Collection[int]) -> frozenset[int]:
        ids = sorted(order_ids)
        known: set[int] = set()
        for start in range(0, len(ids), _MOST_IDS):
            asked = [gid("Order", one) for one in ids[start : start + _MOST_IDS]]
            nodes = self._client.run(shop_id, "orders_exist", {"ids": asked}).get("nodes") or ()
            known |= {number for node in nodes if node and (number := number_of(node.get("id"), "Order"))}
        return frozenset(known & set(ids))

    def fallen_orders(self, shop_id: int, order_ids: Collection[int]) -> dict[int, str]:
        ids, standing, fallen = sorted(order_ids), set[int](), dict[int, str]()
        for start in range(0, len(ids), _MOST_IDS):
            asked = [gid("Order", one) for one in ids[start : start + _MOST_IDS]]
            for node in self._client.run(shop_id, "orders_standing", {"ids": asked}).get("nodes") or ():
                number = number_of(node.get("id"), "Order") if node else None
                if node is None or number is None:
                    continue
                if node.get("cancelledAt"):
                    fallen[number] = "order_cancelled"
                elif node.get("displayFinancialStatus") in _PAID_BACK:
                    fallen[number] = "refunded"
                else:
                    standing.add(number)
        return dict.fromkeys(set(ids) - standing, "order_gone") | fallen

    def subscriptions(self, shop_id: int) -> tuple[Subscribed, ...]:
        return active(self._client.run(shop_id, "subscriptions_active"))

    def subscribe(self, shop_id: int, offer: Offer) -> str:
        try:
            data = self._client.run(shop_id, "subscription_create", offer_input(offer), is_awaited=True)
        except Refused as refused:
            raise NotUnderstood(str(refused)) from None
        return str(_at(data, "appSubscriptionCreate", "confirmationUrl"))

    def unsubscribe(self, shop_id: int, subscription_id: str) -> None:
        """A refusal counts as done where the subscription is not active any more."""
        try:
            self._client.run(shop_id, "subscription_cancel", {"id": subscription_id}, is_awaited=True)
        except Refused as refused:
            if any(one.id == subscription_id for one in self.subscriptions(shop_id)):
                raise NotUnderstood(str(refused)) from None

    def changes(self, shop_id: int, kind: str, since: datetime, cursor: str | None) -> Changes:
        return changes(self._client, shop_id, kind, since, cursor)

    def gone(self, shop_id: int, kind: str, ids: Mapping[int, int | None], at: datetime) -> tuple[Change, ...]:
        return gone(self._client, shop_id, kind, ids, at)

    def trigger(self, shop_id: int, handle: str, payload: Mapping[str, object]) -> str | None:
        try:
            self._client.run(shop_id, "flow_trigger", {"handle": handle, "payload": payload})
        except Refused as refused:
            return str(refused)
        return None

    def rate(self, shop_id: int, ratings: Sequence[Rating]) -> Mapping[int, str]:
        return rate(self._client, shop_id, ratings)

    def pixel_on(self, shop_id: int, account: str) -> str:
        return pixel_on(self._client, shop_id, account)

    def pixel_off(self, shop_id: int, id: str) -> None:
        pixel_off(self._client, shop_id, id)

    def report_day(self, shop_id: int, reported: ReportedDay) -> str | None:
        return report_day(self._client, shop_id, reported)

    def close(self) -> None:
        self._exports.close()
        self._client.close()

    def _tagged(self, shop_id: int, document: str, customer_id: int, tag: str) -> str | None:
        try:
            self._client.run(shop_id, document, {"id": gid("Customer", customer_id), "tag": tag})
        except Refused as refused:
            return str(refused)
        return None

    def _adopted(self, order: CodeOrder) -> str:
        """The text exists: an earlier try made it on the same terms, or it is something else."""
        there = self._find(order.shop_id, order.code)
        if there is None:
            raise TryLater("the code is taken, yet not to be found: Shopify's index lags behind", SOON)
        if there.is_over and there.begins_as(order):
            raise CodeRefused("this code is over, or was ended in the shop's admin", "code_ended")
        if not there.fulfils(order):
            raise CodeRefused("TAKEN: a discount on other terms has this code text", "code_taken")
        return there.id

    def _find(self, shop_id: int, code: str) -> Found | None:
        node = self._client.run(shop_id, "discount_by_code", {"code": code}).get("codeDiscountNodeByCode")
        return None if node is None else found(node)


def _seen(shop: Mapping[str, Any], address: Mapping[str, Any], locale: object) -> ShopSeen:
    told = ShopBody(
        id=shop.get("id"), myshopify_domain=shop.get("myshopifyDomain"), updated_at=shop.get("updatedAt"),
        name=shop.get("name"), iana_timezone=shop.get("ianaTimezone"), currency=shop.get("currencyCode"),
        primary_locale=locale, email=shop.get("contactEmail"), country_code=address.get("countryCodeV2"),
    )  # fmt: skip
    return shop_seen(told, None)


def _at(data: Mapping[str, Any], *path: str) -> Any:
    """What is there; NotUnderstood where Shopify left it out."""
    value: Any = data
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        raise NotUnderstood(f"the answer has no {'.'.join(path)}")
    return value
