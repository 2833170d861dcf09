"""Things among fences: what cameras and people tell of again and again, followed from place to place."""
