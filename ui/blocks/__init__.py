"""What Encore's blocks on Shopify's own pages ask for: JSON behind a session token, under `/ext/`. The blocks
themselves are in `extensions/`."""
