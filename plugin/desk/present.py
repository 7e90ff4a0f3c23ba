"""When somebody's birthday present comes, asked of the birthday flow itself, so that nothing is promised that it
would not send."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from plugin.birthdays import celebrated_on
from plugin.clock import local_date
from plugin.desk.may_write import may_ever
from plugin.dossier import Dossier, load, subject_of
from plugin.events import DayBegan
from plugin.flows.birthday import NAME, flow
from plugin.flows.flow import Plan, Profile, about_day
from plugin.projection.work import Work, final_id
from plugin.shops import Shop

_YEARS = 3  # 14 days ahead at least, and 365 after the one before: the third birthday from now at the latest


def present_on(
    session: Session, shop: Shop, customer_id: int, birthday: tuple[int, int], now: datetime
) -> date | None:
    """The local day on which a customer of that birthday (month, day) gets a present, if they tell it now or had told
    it; None while the flow is off, for who may not be written to, or where it gives none."""
    customer_id = final_id(Work(session, shop, now), customer_id)
    subject = subject_of(customer_id, "")
    who = load(session, shop, [subject], now, for_policy=True).get(subject)
    if who is None or NAME not in shop.flows_on_since or not _may_be_written_to(shop, who):
        return None
    profile = _told(who.profile(flow, ""), birthday)
    today = local_date(now, profile.zone)
    days = (celebrated_on(*birthday, today.year + n) for n in range(_YEARS + 1))
    return next((day for day in days if day >= today and _gives(profile, shop, customer_id, day)), None)


def _may_be_written_to(shop: Shop, who: Dossier) -> bool:
    return any(may_ever(who, channel).is_yes for channel in shop.settings.flow(NAME).channels)


def _told(profile: Profile, birthday: tuple[int, int]) -> Profile:
    if profile.birthday == birthday and profile.birthday_known_at is not None:
        return profile
    return replace(profile, birthday=birthday, birthday_known_at=profile.now)


def _gives(profile: Profile, shop: Shop, customer_id: int, day: date) -> bool:
    event = DayBegan(customer_id, day, profile.now)
    decided = flow.decide(event, profile, shop.settings.flow(NAME))
    return any(isinstance(one, Plan) and one.about == about_day(customer_id, day) for one in decided)
