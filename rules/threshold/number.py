"""Numbers: signed ladders as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.threshold.signed import Ladder
    from sensing.batch import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Ladders in numbers; the first axis is whatever they belong to, the last the levels blue to red."""

    #: Signed, +inf where the ladder has none.
    threshold: FloatArray
    #: Signed number at or below which a reading counts towards clearing, -inf where the ladder has none.
    clear: FloatArray
    #: µs, int64.
    hold: IntArray
    #: µs, int64.
    clear_for: IntArray

    def take(self, rows: IntArray) -> Numbers:
        """Return the ladders of some rows."""
        return Numbers(
            threshold=self.threshold.take(rows, axis=0),
            clear=self.clear.take(rows, axis=0),
            hold=self.hold.take(rows, axis=0),
            clear_for=self.clear_for.take(rows, axis=0),
        )


def by_face(ladders: Sequence[Ladder], *, faces: int) -> Numbers:
    """Return ladders of equally many faces as columns of shape (ladders, faces, 4)."""
    shape = (len(ladders), faces, LEVELS)

    def column(name: str, dtype: type) -> np.ndarray:
        return np.array([[getattr(face, name) for face in each.faces] for each in ladders], dtype=dtype).reshape(shape)

    return Numbers(
        threshold=column("threshold", np.float64),
        clear=column("clear", np.float64),
        hold=column("hold", np.int64),
        clear_for=column("clear_for", np.int64),
    )


def of_year(ladders: Sequence[Ladder]) -> Numbers:
    """Return for each ladder what holds for the whole year: the lowest numbers, the longest spans."""
    first = [face for ladder in ladders for face in ladder.faces]
    count = np.array([len(ladder.faces) for ladder in ladders], dtype=np.int64)
    start = np.cumsum(count) - count

    def column(name: str, dtype: type) -> np.ndarray:
        return np.array([getattr(face, name) for face in first], dtype=dtype).reshape(-1, LEVELS)

    if not ladders:
        none = column("hold", np.int64)
        return Numbers(threshold=none.astype(np.float64), clear=none.astype(np.float64), hold=none, clear_for=none)
    return Numbers(
        threshold=np.minimum.reduceat(column("threshold", np.float64), start),
        clear=np.minimum.reduceat(column("clear", np.float64), start),
        hold=np.maximum.reduceat(column("hold", np.int64), start),
        clear_for=np.maximum.reduceat(column("clear_for", np.int64), start),
    )
