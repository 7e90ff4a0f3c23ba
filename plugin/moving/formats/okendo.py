"""Okendo: only name, words, stars and day must be there, and one of three names for the product; UTF-8."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="okendo-reviews",
    noun=Noun.REVIEWS,
    columns={
        "name": ["name", "reviewerName"], "text": ["body"], "stars": ["rating"], "written_at": ["dateCreated"],
        "product_id": ["productId"], "handle": ["handle", "productHandle"], "sku": ["sku"], "email": ["email"],
        "title": ["title"], "pictures": ["imageUrls"], "reply": ["reply", "replyBody"], "replied_at": ["replyDate"],
        "is_verified": ["isVerified", "verified"], "is_incentivised": ["isIncentivized"],
        "is_published": ["published", "status"], "product_title": ["productTitle"], "video": ["videoUrls"],
    },
    written=(
        "name", "text", "stars", "written_at", "product_id", "handle", "email", "title", "pictures",
    ),
    if_used=(
        "sku", "reply", "replied_at", "is_verified", "is_incentivised", "is_published", "product_title", "video",
    ),
    needs=("name", "text", "stars", "written_at"),
    one_of=("product_id", "handle", "sku"),
    signs=("dateCreated", "imageUrls", "countryCode"),
    moments="%Y-%m-%dT%H:%M:%SZ",
)  # fmt: skip
