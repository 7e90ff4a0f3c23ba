"""Installing, id tokens, access tokens: platform rules of Shopify's managed install with token exchange."""
