"""The threshold kind: a ladder of levels, and the latches that every kind with a ladder shares."""
