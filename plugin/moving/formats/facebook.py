"""Facebook's review feed, which is only written: it wants to know of each review whether anything was given for
it."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="facebook-reviews",
    noun=Noun.REVIEWS,
    columns={
        "shop": ["store.name"], "id": ["reviewID"], "stars": ["rating"], "title": ["title"], "text": ["content"],
        "written_at": ["created_at"], "edited_at": ["updated_at"], "pictures": ["review_image_urls"],
        "is_incentivised": ["incentivized"], "is_verified": ["has_verified_purchase"], "name": ["reviewer.name"],
        "product_title": ["product.name"], "product_id": ["product.product_group_id"], "sku": ["product.skus"],
        "handle": ["product.handle"], "reply": ["reply.content"],
    },
    written=(
        "shop", "id", "stars", "title", "text", "written_at", "edited_at", "pictures", "is_incentivised",
        "is_verified", "name", "product_title", "product_id", "handle",
    ),
    if_used=("sku", "reply"),
    moments="%Y-%m-%dT%H:%M:%SZ",
    is_read=False,
)  # fmt: skip
