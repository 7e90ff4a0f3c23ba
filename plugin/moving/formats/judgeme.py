"""Judge.me: `picture_urls` with commas; its export adds the address of the product, the day of the reply, whether a
review is shown (`curated`), and the shop's own `CF_…` questions."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="judgeme-reviews",
    noun=Noun.REVIEWS,
    columns={
        "title": ["title"], "text": ["body"], "stars": ["rating"], "written_at": ["review_date", "created_at"],
        "name": ["reviewer_name"], "email": ["reviewer_email"], "product_id": ["product_id"],
        "handle": ["product_handle"], "reply": ["reply"], "pictures": ["picture_urls"],
        "replied_at": ["reply_date"], "is_published": ["curated"], "is_verified": ["verified_buyer", "verified"],
        "is_incentivised": ["incentivized"], "product_title": ["product_title"], "sku": ["product_sku"],
        "video": ["video_url"],
    },
    written=(
        "title", "text", "stars", "written_at", "name", "email", "product_id", "handle", "reply", "pictures",
    ),
    if_used=("replied_at", "is_published", "is_verified", "is_incentivised", "product_title", "sku", "video"),
    needs=("stars", "written_at"),
    one_of=("handle", "product_id"),
    signs=("reviewer_name", "picture_urls", "review_date"),
    yes_no=("ok", "not-yet"),
)  # fmt: skip
