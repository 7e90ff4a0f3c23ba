"""All figures of a shop at a moment, as `encore metrics` and the reports show them. Each question has a module
of its own; this one only asks them in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin.analytics.frequency import gap_figures, repeat_figures
from plugin.analytics.history import histories, month_of
from plugin.analytics.orders import order_counts, order_value
from plugin.analytics.retention import retention_figures
from plugin.analytics.rfm import rfm_figures
from plugin.analytics.together import together_figures
from plugin.clock import local, local_date
from plugin.shops import Shop


def metrics(session: Session, shop: Shop, as_of: datetime) -> dict[str, Any]:
    """The figures of one shop from the facts before `as_of` (aware). Ready for JSON: rates are numbers with six
    decimals, money is text in shop currency, and a rate of nothing is None. Reads only; asked again for the same
    moment it says the same, whatever has happened since."""
    counts = order_counts(session, shop.id, as_of)
    people = histories(session, shop, as_of)
    return {
        "store": shop.domain,
        "as_of": local(as_of, shop.time_zone).isoformat(),
        "shop_time_zone": shop.time_zone,
        **counts,
        "customers": len(people),
        **order_value(session, shop, as_of, counts["orders_valid"]),
        **repeat_figures(people),
        **retention_figures(people, month_of(local_date(as_of, shop.time_zone))),
        "rfm": rfm_figures(people),
        **gap_figures(people),
        "pairs": together_figures(session, shop.id, as_of),
    }
