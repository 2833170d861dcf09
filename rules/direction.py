"""Direction: on which side of a number the danger lies."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """On which side of a threshold the danger lies; equal to the threshold is not beyond it."""

    ABOVE = "above"
    BELOW = "below"
