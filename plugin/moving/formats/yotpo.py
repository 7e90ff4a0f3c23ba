"""Yotpo has three headers: the template for Shopify, which we write; the older one for its interface; and that of its
exports, padded with blanks, with days such as `1-Jan-2026` and with deleted reviews. All are read."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="yotpo-reviews",
    noun=Noun.REVIEWS,
    columns={
        "handle": ["Shopify Product Handle", "product_handle"],
        "written_at": ["Review Creation Date", "date", "Created At"],
        "text": ["Review Content", "review_content", "Content"],
        "stars": ["Review Score", "review_score", "Score"],
        "title": ["Review Title", "review_title", "Title"],
        "name": ["Reviewer Display Name", "display_name", "Reviewer Name"],
        "email": ["Reviewer Email", "email"],
        "is_published": ["Publish Review", "published"],
        "reply": ["Comment Content", "comment_content"],
        "replied_at": ["Comment Date", "comment_created_at"],
        "pictures": ["Review Image URLs", "published_image_url"],
        "product_id": ["product_id"], "sku": ["Product SKU"], "product_title": ["product_title"],
        "is_verified": ["Verified Buyer"], "user_type": ["user_type", "Reviewer Type"],
        "is_incentivised": ["Incentivized"], "video": ["published_video_url"], "reply_is_public": ["comment_public"],
        "is_deleted": ["Deleted"],
    },
    written=(
        "handle", "written_at", "text", "stars", "title", "name", "email", "is_published", "reply", "replied_at",
        "pictures",
    ),
    if_used=(
        "product_id", "sku", "product_title", "user_type", "is_verified", "is_incentivised", "video",
        "reply_is_public",
    ),
    needs=("stars", "written_at"),
    one_of=("handle", "product_id", "sku", "product_title"),
    signs=("Review Score", "Review Content", "Publish Review", "Product SKU", "Deleted", "Escalated"),
    between_pictures=";",
    yes_no=("TRUE", "FALSE"),
    always={"text": " - "},
)  # fmt: skip
