"""The shoppers' pages: signed links from messages, no login, no script, no cookie."""

from ui.shopper import answer, click, preferences, review, review_photo, review_withdraw, survey, unsubscribe

BLUEPRINTS = (
    answer.pages,
    click.pages,
    unsubscribe.pages,
    preferences.pages,
    review.pages,
    review_photo.pages,
    review_withdraw.pages,
    survey.pages,
)

__all__ = ["BLUEPRINTS"]
