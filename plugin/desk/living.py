"""Where the shop's customers live, and which rules of consent hold for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer
from plugin.policy.consent import Region, region_of
from plugin.shops import Shop
from plugin.words import said

_RULES = {
    Region.US: said("Promotional e-mail with consent. Promotional texts need the wording of the consent, set above."),
    Region.CA: said("Promotional e-mail with consent, or within two years of a purchase."),
    Region.EUROPE: said("Promotional e-mail with consent, or to buyers who saw the notice at the checkout."),
    Region.DE_AT: said(
        "Promotional e-mail with a confirmed opt-in, or to buyers who saw the notice at the checkout."
    ),
    Region.AU_NZ: said("Promotional e-mail with consent."),
    Region.ELSEWHERE: said("Promotional e-mail and questions with consent."),
}


@dataclass(frozen=True, slots=True)
class Living:
    """Customers of the countries that have one rule. "" among the countries: not known, so the strictest holds."""

    countries: tuple[tuple[str, int], ...]  # two letters, how many; most first
    rule: str


def countries(session: Session, shop: Shop) -> list[Living]:
    """By rule, the most customers first."""
    rows = session.execute(
        select(Customer.country, func.count())
        .where(Customer.shop_id == shop.id, Customer.gone_at.is_(None), Customer.merged_into.is_(None))
        .group_by(Customer.country)
    )
    found: dict[Region, Counter[str]] = {}
    for country, count in rows:
        found.setdefault(region_of(country), Counter())[country or ""] += count
    ordered = sorted(found.items(), key=lambda one: -one[1].total())
    return [Living(tuple(some.most_common()), _RULES[region]) for region, some in ordered]
