"""The shoppers' pages: signed links from messages, no login, no script, no cookie."""

from ui.shopper import click, preferences, review, survey, unsubscribe

BLUEPRINTS = (click.pages, unsubscribe.pages, preferences.pages, review.pages, survey.pages)

__all__ = ["BLUEPRINTS"]
