"""Admin GraphQL: the SDL beside this file is a checked subset of Shopify's official schema."""
