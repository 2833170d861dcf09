"""The composite kind: what several other rules say together."""
