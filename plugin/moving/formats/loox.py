"""Loox: a capital I in `product_Id`, dates in ISO form, one picture; further ones stand behind it."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="loox-reviews",
    noun=Noun.REVIEWS,
    columns={
        "handle": ["product_handle", "handle"], "product_id": ["product_Id"], "stars": ["rating"],
        "name": ["author", "nickname", "full_name"], "email": ["email"], "text": ["body", "review"],
        "written_at": ["created_at", "date"], "pictures": ["photo_url", "img"], "reply": ["reply"],
        "replied_at": ["replied_at"], "is_verified": ["verified_purchase", "verified"],
        "is_incentivised": ["incentivized"], "is_published": ["published", "status"], "title": ["title"],
        "product_title": ["product_title"], "sku": ["sku"], "video": ["video_url"],
    },
    written=(
        "handle", "product_id", "stars", "name", "email", "text", "written_at", "pictures", "reply", "replied_at",
        "is_verified", "is_incentivised",
    ),
    if_used=("is_published", "title", "product_title", "sku", "video"),
    needs=("stars", "written_at"),
    one_of=("handle", "product_id"),
    signs=("photo_url", "verified_purchase", "incentivized"),
    moments="%Y-%m-%dT%H:%M:%SZ",
)  # fmt: skip
