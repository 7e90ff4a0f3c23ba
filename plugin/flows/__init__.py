"""The flows: one file each, found by being here."""
