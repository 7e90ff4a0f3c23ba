"""Webhooks out: the queue in the database, signing, and the rules by which Shopify delivers."""
