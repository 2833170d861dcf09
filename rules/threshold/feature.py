"""Feature: the number that a ladder judges where it is not the plain value, such as a rise or a sum.

A number may be known within bounds only: the least it can be must lie beyond a level to exceed it, the most must not
to end it, and between them a level keeps what it has.

The number at an instant depends on the past up to that instant and on nothing else. So a reading can be judged
again at any time, and every number of a batch is found in one call before a level is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rules.feature.bounds import Bounds, Explained
    from rules.past import Past
    from sensing.batch import IntArray, SmallArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The numbers that are wanted, one per row."""

    #: Slot in the threshold table, shape (m,).
    slot: IntArray
    #: What the slot's ``Row`` gave as ``source``, shape (m,).
    source: IntArray
    #: Datastream whose reading is judged, shape (m,).
    datastream: IntArray
    #: When the reading is true, µs, shape (m,).
    time: IntArray
    #: Phenomenon time of the reading, µs, shape (m,).
    stated: IntArray


class Feature(Protocol):
    """One kind of number."""

    @property
    def past(self) -> IntArray:
        """Row of the past that each source is reckoned from, shape (n,)."""

    def numbers(self, past: Past, asked: Asked) -> Bounds:
        """Return what the number can be at each reading, for each level."""

    def explain(self, past: Past, *, source: IntArray, level: SmallArray, stated: IntArray) -> list[Explained]:
        """Return what transitions say of the number of a ``Level`` each, at the reading of a phenomenon time (µs)."""
