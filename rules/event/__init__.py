"""The event kind: what cameras and people report."""
