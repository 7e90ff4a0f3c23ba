"""Rows as the objects of the schema."""
