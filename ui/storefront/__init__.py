"""What the theme's blocks show: pages under `/apps/encore/` that are readable by themselves, and of which a block
takes the part marked `data-encore-part` into the shop's own page. Nothing personal, so browsers may keep them."""

from ui.storefront import badge, photos, questions, reviews, rewards, together, visiting

BLUEPRINTS = (
    reviews.pages,
    questions.pages,
    photos.pages,
    visiting.pages,
    badge.pages,
    together.pages,
    rewards.pages,
)

__all__ = ["BLUEPRINTS"]
