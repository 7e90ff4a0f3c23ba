"""The sample shop: a catalogue, people, and two years of orders, made by chance from a seed."""
