"""Stamped's reviews: the product's title and picture go along; file names of photos count where they are
addresses."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="stamped-reviews",
    noun=Noun.REVIEWS,
    columns={
        "product_id": ["product_id"], "handle": ["product_handle"], "product_url": ["productUrl"],
        "product_image": ["productImageUrl"], "product_title": ["productTitle"], "pictures": ["photoFilenames"],
        "stars": ["rating"], "title": ["title"], "name": ["author"], "email": ["email"], "text": ["body"],
        "written_at": ["created_at"], "is_published": ["published"], "reply": ["reply"],
        "replied_at": ["replyDate", "reply_date"], "is_verified": ["verified", "isVerifiedBuyer"],
        "is_incentivised": ["isIncentivized", "incentivized"], "sku": ["product_sku"], "video": ["videoUrl"],
    },
    written=(
        "product_id", "handle", "product_url", "product_image", "product_title", "pictures", "stars", "title",
        "name", "email", "text", "written_at", "is_published",
    ),
    if_used=("reply", "replied_at", "is_verified", "is_incentivised", "sku", "video"),
    needs=("stars", "written_at"),
    one_of=("product_id", "handle", "product_title"),
    signs=("productImageUrl", "photoFilenames", "productTitle"),
)  # fmt: skip
