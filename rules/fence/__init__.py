"""The fence kind: where moving stations are."""
