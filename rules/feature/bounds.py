"""Bounds: what a feature says of each level, as the least and the most that its number can be.

Where everything is known both are the same. A level is exceeded if the least is beyond it, and not exceeded if the
most is not; in between nothing is known, and a level keeps what it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rules.column import LEVELS

if TYPE_CHECKING:
    from sensing.batch import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The numbers of some readings for each level blue..red."""

    #: The least that a number can be, -inf where nothing is known, shape (m, 4).
    lower: FloatArray
    #: The most that it can be, +inf where nothing is known, shape (m, 4).
    upper: FloatArray

    @classmethod
    def same(cls, number: FloatArray, *, known: BoolArray) -> Bounds:
        """Return bounds of numbers that are the same for every level, unknown where ``known`` is false."""
        return cls(
            lower=np.repeat(np.where(known, number, -np.inf)[:, None], LEVELS, axis=1),
            upper=np.repeat(np.where(known, number, np.inf)[:, None], LEVELS, axis=1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a transition says of one number."""

    #: What decided, in the unit of its threshold; None where nothing is known.
    value: float | None
    #: What it is compared with, where that is not the number of the ladder.
    threshold: float | None = None
    facts: dict[str, float | str] = field(default_factory=dict)
