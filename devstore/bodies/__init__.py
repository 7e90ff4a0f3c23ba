"""Webhook bodies as Shopify writes them: 64-bit ids, money as text, times with the shop's offset. Every field that
a reader of webhooks may look at is there; fields of the shape that mean nothing here have Shopify's empty value."""
