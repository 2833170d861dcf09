"""Checkpoints: copies of what the timed kinds remember, from which a stretch of readings can be judged anew.

Only what changes is copied, and only of slots at which anything is raised or running: nearly all are calm nearly
always. What a checkpoint holds of some slots is loaded into a scratch state, which judges anew, and from there it is
put back, into later checkpoints and into the state in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.column import NEVER, never
from rules.part import PARTS
from rules.state import initial

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from rules.program import Program
    from rules.state import State
    from sensing.batch import IntArray

#: Columns of ``State`` itself with one entry per datastream in their last dimension.
STREAM_COLUMNS: Final = ("seen", "heard")


@dataclass(slots=True, kw_only=True)
class Checkpoint:
    """What the timed kinds remembered at one time; slots without a row were as before the first reading."""

    #: Slots by name of their part, ascending.
    rows: dict[str, IntArray]
    #: Columns by name, by name of their part, one entry per row.
    columns: dict[str, dict[str, npt.NDArray[Any]]]
    #: Columns of the state with one entry per datastream.
    streams: dict[str, IntArray]

    @classmethod
    def of(cls, state: State) -> Checkpoint:
        """Return a copy of what a state remembers."""
        rows = {part.name: np.flatnonzero(part.awake(state)) for part in PARTS}
        return cls(
            rows=rows,
            columns={part.name: _taken(part.columns(state), rows[part.name]) for part in PARTS},
            streams={name: getattr(state, name).copy() for name in STREAM_COLUMNS},
        )

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        columns = [column.nbytes for part in self.columns.values() for column in part.values()]
        return sum(columns) + sum(column.nbytes for column in (*self.rows.values(), *self.streams.values()))

    def load(self, program: Program, state: State, *, slots: Mapping[str, IntArray], streams: IntArray) -> None:
        """Put what it holds of some slots and datastreams into a state that remembers nothing of them."""
        for part in PARTS:
            mine = np.flatnonzero(np.isin(self.rows[part.name], slots[part.name]))
            rows = self.rows[part.name][mine]
            part.put(program, state, rows, _taken(self.columns[part.name], mine))
        for name in STREAM_COLUMNS:
            getattr(state, name)[..., streams] = self.streams[name][..., streams]

    def mend(self, state: State, *, slots: Mapping[str, IntArray], streams: IntArray) -> None:
        """Hold of some slots and datastreams what a state remembers of them."""
        for part in PARTS:
            fresh = slots[part.name][part.awake(state)[slots[part.name]]]
            kept = np.flatnonzero(~np.isin(self.rows[part.name], slots[part.name]))
            rows = np.concatenate([self.rows[part.name][kept], fresh])
            order = np.argsort(rows)
            present = part.columns(state)
            self.rows[part.name] = rows[order]
            self.columns[part.name] = {
                name: np.concatenate([column[kept], present[name][fresh]])[order]
                for name, column in self.columns[part.name].items()
            }
        for name in STREAM_COLUMNS:
            self.streams[name][..., streams] = getattr(state, name)[..., streams]

    def moved(self, kept: Mapping[str, tuple[IntArray, IntArray]], *, size: int) -> Checkpoint:
        """Return it for another program.

        Args:
            kept: (old slots, new slots) that judge the same thing, by name of their part.
            size: One more than the highest datastream number there.
        """
        rows, columns = {}, {}
        for part in PARTS:
            source, target = kept[part.name]
            _, mine, found = np.intersect1d(self.rows[part.name], source, return_indices=True)
            order = np.argsort(target[found])
            rows[part.name] = target[found][order]
            columns[part.name] = _taken(self.columns[part.name], mine[order])
        return Checkpoint(
            rows=rows, columns=columns, streams={name: _resized(own, size) for name, own in self.streams.items()}
        )


def _taken(columns: Mapping[str, npt.NDArray[Any]], rows: IntArray) -> dict[str, npt.NDArray[Any]]:
    # Of columns with four entries a row, take gathers several times as fast as an index does.
    return {name: column.take(rows, axis=0) for name, column in columns.items()}


def _resized(column: IntArray, size: int) -> IntArray:
    fresh = never((*column.shape[:-1], size))
    shared = min(size, column.shape[-1])
    fresh[..., :shared] = column[..., :shared]
    return fresh


def graft(program: Program, source: State, target: State, *, slots: Mapping[str, IntArray]) -> None:
    """Put what one state remembers of some slots into another."""
    for part in PARTS:
        rows = slots[part.name]
        part.put(program, target, rows, _taken(part.columns(source), rows))


class Scratch:
    """A state to judge on; between two uses it remembers nothing."""

    def __init__(self, program: Program) -> None:
        """Make the state."""
        self.state = initial(program)
        columns = {part.name: part.columns(self.state) for part in PARTS}
        self._blank = {name: {each: column[:1].copy() for each, column in own.items()} for name, own in columns.items()}

    def clean(self, program: Program, *, slots: Mapping[str, IntArray], streams: IntArray) -> None:
        """Forget some slots and datastreams."""
        for part in PARTS:
            rows = slots[part.name]
            if len(rows):
                part.put(program, self.state, rows, self._blank[part.name])
        for column in (self.state.seen, self.state.heard, self.state.arrived):
            column[..., streams] = NEVER
