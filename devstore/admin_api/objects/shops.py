"""The shop, its languages, and the app's install."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from devstore import shop
from devstore.admin_api.asking import Asking, Node, instant
from devstore.doings.charging import active
from devstore.model.charges import Charge


def shop_node(ask: Asking) -> Node:
    url = f"https://{shop.DOMAIN}"
    offset = ask.now.astimezone(ZoneInfo(shop.ZONE)).utcoffset()
    assert offset is not None
    return {
        "__typename": "Shop", "id": shop.GID, "name": shop.NAME, "myshopifyDomain": shop.DOMAIN, "url": url,
        "primaryDomain": {"id": shop.gid("Domain", shop.ID), "host": shop.DOMAIN, "url": url},
        "contactEmail": shop.EMAIL, "email": shop.EMAIL, "currencyCode": shop.CURRENCY,
        "enabledPresentmentCurrencies": [shop.CURRENCY], "ianaTimezone": shop.ZONE,
        "timezoneOffsetMinutes": int(offset.total_seconds() // 60),
        "timezoneAbbreviation": ask.now.astimezone(ZoneInfo(shop.ZONE)).strftime("%Z"),
        "shopAddress": _address(), "plan": {
            "publicDisplayName": "Development", "partnerDevelopment": True, "shopifyPlus": False
        },
        "shopOwnerName": shop.OWNER, "marketingSmsConsentEnabledAtCheckout": True, "transactionalSmsDisabled": False,
        "customerAccountsV2": {"customerAccountsVersion": "NEW_CUSTOMER_ACCOUNTS", "url": f"{url}/account"},
        "setupRequired": False, "checkoutApiSupported": True, "unitSystem": "METRIC_SYSTEM",
        "weightUnit": "KILOGRAMS", "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-01-01T00:00:00Z",
    }  # fmt: skip


def locale_nodes() -> list[Node]:
    return [{"locale": shop.LOCALE, "name": "English", "primary": True, "published": True}]


def install_node(ask: Asking) -> Node:
    return {
        "__typename": "AppInstallation", "id": shop.gid("AppInstallation", 1),
        "accessScopes": [{"handle": scope, "description": scope.replace("_", " ")} for scope in sorted(ask.scopes)],
        "activeSubscriptions": [charge_node(one) for one in active(ask.session)],
        "launchUrl": ask.settings.app_url + ask.settings.app.home_path,
        "app": {
            "id": shop.gid("App", 1), "title": ask.settings.app.name, "handle": ask.settings.app.name.lower(),
            "apiKey": ask.settings.api_key, "embedded": True,
        },
    }  # fmt: skip


def charge_node(row: Charge) -> Node:
    return {
        "__typename": "AppSubscription", "id": row.gid, "name": row.name, "status": row.status, "test": row.is_test,
        "trialDays": row.trial_days, "createdAt": instant(row.created_at),
        "currentPeriodEnd": instant(row.period_ends_at) if row.status == "ACTIVE" else None,
    }  # fmt: skip


def no_subscriptions() -> Node:
    """Webhooks asked for in the app's configuration are not listed by the API."""
    nowhere = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    return {"nodes": [], "edges": [], "pageInfo": nowhere}


def _address() -> Node:
    lines = ["12 Example Quay", "London", "SE1 9AA", "United Kingdom"]
    return {
        "id": shop.gid("ShopAddress", shop.ID), "address1": lines[0], "city": lines[1], "zip": lines[2],
        "country": lines[3], "countryCodeV2": shop.COUNTRY, "province": "England", "provinceCode": "ENG",
        "formatted": lambda _info, withCompany=True: [shop.NAME, *lines] if withCompany else lines,  # noqa: N803
    }  # fmt: skip
