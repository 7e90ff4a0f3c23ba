"""What is about the shop and the app: shop/update, app/uninstalled, app/scopes_update, and the privacy topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from devstore import shop
from devstore.bodies.parts import Body
from devstore.model.charges import Charge
from devstore.model.people import Customer


def whole_shop(at: datetime) -> Body:
    """shop/update and app/uninstalled carry the shop."""
    return {
        "id": shop.ID, "name": shop.NAME, "email": shop.EMAIL, "customer_email": shop.EMAIL, "domain": shop.DOMAIN,
        "myshopify_domain": shop.DOMAIN, "shop_owner": shop.OWNER, "address1": "12 Example Quay", "address2": None,
        "city": "London", "zip": "SE1 9AA", "province": "England", "province_code": "ENG", "country": shop.COUNTRY,
        "country_code": shop.COUNTRY, "country_name": "United Kingdom", "phone": None, "source": None,
        "latitude": None, "longitude": None, "primary_locale": shop.LOCALE, "currency": shop.CURRENCY,
        "iana_timezone": shop.ZONE, "timezone": "(GMT+00:00) London", "money_format": "£{{amount}}",
        "money_with_currency_format": "£{{amount}} GBP", "weight_unit": "kg", "taxes_included": True,
        "plan_display_name": "Development", "plan_name": "partner_test", "has_discounts": True,
        "has_gift_cards": False, "password_enabled": False, "has_storefront": True, "setup_required": False,
        "primary_location_id": shop.LOCATION_ID, "enabled_presentment_currencies": [shop.CURRENCY],
        "marketing_sms_consent_enabled_at_checkout": True, "transactional_sms_disabled": False,
        "auto_configure_tax_inclusivity": None, "tax_shipping": None, "county_taxes": None,
        "google_apps_domain": None, "google_apps_login_enabled": None, "money_in_emails_format": "£{{amount}}",
        "money_with_currency_in_emails_format": "£{{amount}} GBP", "eligible_for_payments": True,
        "requires_extra_payments_agreement": False, "finances": True, "checkout_api_supported": True,
        "multi_location_enabled": True, "pre_launch_enabled": False, "created_at": None,
        "updated_at": shop.stamp(at),
    }  # fmt: skip


def scopes(previous: Sequence[str], current: Sequence[str], at: datetime) -> Body:
    """app/scopes_update"""
    return {
        "id": 1, "shop_id": shop.GID, "previous": sorted(previous), "current": sorted(current),
        "updated_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }  # fmt: skip


def subscription(charge: Charge) -> Body:
    """app_subscriptions/update"""
    return {
        "app_subscription": {
            "admin_graphql_api_id": charge.gid, "name": charge.name, "status": charge.status,
            "admin_graphql_api_shop_id": shop.GID, "created_at": shop.stamp(charge.created_at),
            "updated_at": shop.stamp(charge.updated_at), "currency": "USD", "capped_amount": None,
            "price": shop.pounds(charge.cents), "interval": "every_30_days", "plan_handle": None,
        }
    }  # fmt: skip


def shop_redact() -> Body:
    return {"shop_id": shop.ID, "shop_domain": shop.DOMAIN}


def asked_for_data(customer: Customer, orders: Sequence[int], request_id: int) -> Body:
    """customers/data_request"""
    return {**_about(customer), "orders_requested": list(orders), "data_request": {"id": request_id}}


def to_be_erased(customer: Customer, orders: Sequence[int]) -> Body:
    """customers/redact"""
    return {**_about(customer), "orders_to_redact": list(orders)}


def _about(customer: Customer) -> Body:
    person = {"id": customer.id, "email": customer.email, "phone": customer.phone}
    return {"shop_id": shop.ID, "shop_domain": shop.DOMAIN, "customer": person}
