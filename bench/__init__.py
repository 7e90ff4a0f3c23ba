"""Measurements beside the claims. None of them is a timed test; ratios count, not absolute rates."""
