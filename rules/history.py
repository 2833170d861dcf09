"""History: what the engine keeps of the last minutes, so that a late reading can be judged in its place.

It is a row of chapters. A chapter begins with a checkpoint and holds the readings that were judged since, and what
was said of them. Chapters divide the readings of a datastream by their own time, whenever they arrived: all readings
up to the *front* of a chapter's checkpoint lie before it, all later ones in it or after it. A reading not
beyond the front of the state in force is late, and waits to be judged in its place.

Bounds: chapters that are older than the longest lateness of any rule are forgotten, and the oldest one also when all
take more than ``MOST_BYTES``. How far back a late reading can then be judged, ``reach`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rules.chapter import Chapter, Page
from rules.checkpoint import Checkpoint
from rules.column import NEVER, never
from rules.order import true_at
from rules.part import PARTS, groups
from rules.program import keys_of
from sensing.instant import span_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.amendment import Amendment
    from rules.checkpoint import Scratch
    from rules.program import Program
    from rules.standing import Key
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import Batch, IntArray

#: Most bytes of readings and checkpoints that are kept.
MOST_BYTES: Final = 128 << 20
#: A chapter lasts this part of the longest lateness, and takes at most this part of the bytes.
_PARTS: Final = 4


class History:
    """The chapters, and the late readings that wait."""

    def __init__(self, program: Program, state: State) -> None:
        """Begin with a state that has judged everything up to now."""
        #: Datastreams that are judged together have one number, shape (size,).
        self.group = groups(program)
        self.lateness = _lateness(program)
        #: Longest lateness of any slot on a datastream, µs, 0 without any, shape (size,).
        self.within = _within(program, self.lateness)
        self.longest = int(self.within.max(initial=0))
        self._is_all = bool((self.within > 0).all())
        #: Time of the newest reading, or of what the clock decided, by group of datastreams, µs, shape (size,).
        self.front = never(program.size)
        np.maximum.at(self.front, self.group, state.heard)
        #: Late readings that wait to be judged, and readings whose flags changed.
        self.pending: list[Page] = []
        self.changed: list[Page] = []
        #: How the histories of slots turned out since the second stage was last told.
        self.amended: list[Amendment] = []
        #: Clock of the last judgement of late readings, and the last instant that the engine was asked about, µs.
        self.judged_at = NEVER
        self.ticked = NEVER
        #: Late readings that were judged in their place, and those that came too late for any rule.
        self.judged = 0
        self.beyond = 0
        #: Chapters that were forgotten before their time.
        self.forgotten = 0
        #: Clock since which each slot can be judged anew, by name of its part, µs: what it was before is not known.
        self.since = {part.name: never(len(part.table(program).target)) for part in PARTS}
        self.chapters = [self._chapter(state)]
        #: Where late readings are judged; made when the first one is.
        self.scratch: Scratch | None = None
        self._group_of: dict[Key, int] = {}

    def _chapter(self, state: State) -> Chapter:
        return Chapter(begun=state.clock, checkpoint=Checkpoint.of(state), front=self.front[self.group])

    @property
    def is_waiting(self) -> bool:
        """Return whether readings wait to be judged in their place."""
        return bool(self.pending or self.changed)

    def reach(self, clock: int) -> int:
        """Return how far back a late reading can be judged, µs."""
        return min(self.longest, clock - self.chapters[0].begun)

    def take_amended(self) -> list[Amendment]:
        """Return how the histories of slots turned out, once."""
        amended, self.amended = self.amended, []
        return amended

    def split(self, batch: Batch, *, clock: int) -> Batch:
        """Keep the late readings of a batch waiting and return the others."""
        place, time = self.group.take(batch.datastream), true_at(batch)
        late = time <= self.front[place]
        if batch.revision is not None:
            late |= batch.revision > 0
        np.maximum.at(self.front, place, time)
        if not late.any():
            return batch
        self.pending.append(_aged(batch.take(np.flatnonzero(late)), clock=clock))
        return batch.take(np.flatnonzero(~late))

    def reconsider(self, batch: Batch, *, clock: int) -> None:
        """Keep stored readings waiting whose flags may have changed, as far as they may lie back."""
        stream = batch.datastream
        recent = clock - true_at(batch) <= self.within[stream]
        if recent.any():
            self.changed.append(_aged(batch.take(np.flatnonzero(recent)), clock=clock))

    def note(self, state: State, batch: Batch, said: Sequence[Transition]) -> None:
        """Take in what was judged in order, and begin a new chapter when it is time."""
        newest = self.chapters[-1]
        newest.keep(said)
        if not self._is_all:
            batch = batch.take(np.flatnonzero(self.within[batch.datastream] > 0))
        if len(batch):
            newest.add(batch)
        is_old = state.clock - newest.begun >= max(self.longest // _PARTS, 1)
        if is_old or newest.filled > MOST_BYTES // _PARTS:
            self.turn(state)

    def make_room(self, state: State) -> None:
        """Keep to the bounds after late readings were put into chapters: a burst may fill those that are long over."""
        if self.chapters[-1].filled > MOST_BYTES // _PARTS:
            self.turn(state)
        else:
            self._forget(state.clock)

    def turn(self, state: State) -> None:
        """Begin a new chapter with the state in force."""
        self.chapters.append(self._chapter(state))
        self._forget(state.clock)

    def note_tick(self, program: Program, said: Sequence[Transition], *, now: int) -> None:
        """Take in what the clock decided."""
        self.ticked = max(self.ticked, now)
        self.chapters[-1].keep(said)
        self.note_clock(program, said)

    def note_clock(self, program: Program, said: Sequence[Transition]) -> None:
        """Note what the clock decided: a reading that comes afterwards from before that is late."""
        if said and not self._group_of:
            self._group_of = _groups_of_keys(program, self.group)
        for each in said:
            group = self._group_of[each.rule, each.target]
            self.front[group] = max(self.front[group], to_micros(each.at))

    def shift_clock(self, *, by: int) -> None:
        """Go over to a clock that runs ``by`` µs ahead; what it decided so far stays decided."""
        for chapter in self.chapters:
            chapter.begun += by if chapter.begun != NEVER else 0
        for since in self.since.values():
            since[since != NEVER] += by
        self.judged_at += by if self.judged_at != NEVER else 0
        self.ticked = max(self.ticked, self.ticked + by)

    def classes(self, program: Program, streams: IntArray) -> list[int]:
        """Return the different latenesses of the slots that some datastreams have a part in, µs."""
        judged_with = np.flatnonzero(np.isin(self.group, self.group[streams]))
        return [
            within
            for part in PARTS
            for within in np.unique(self.lateness[part.name][part.slots(program, judged_with)]).tolist()
        ]

    def _forget(self, clock: int) -> None:
        """Forget chapters that no late reading can need, and the oldest ones while all take too much."""
        # What waits came in time: the clock may have run on since.
        waiting = [int(true_at(page.readings).min(initial=clock)) for page in (*self.pending, *self.changed)]
        oldest = min([clock - self.longest, *waiting])
        while len(self.chapters) > 1 and self.chapters[1].begun < oldest:
            del self.chapters[0]
        while len(self.chapters) > 1 and sum(chapter.nbytes for chapter in self.chapters) > MOST_BYTES:
            del self.chapters[0]
            self.forgotten += 1


def _aged(batch: Batch, *, clock: int) -> Page:
    """Return readings with how far each lies back when it comes."""
    return Page(readings=batch, delay=np.maximum(batch.result_time, clock) - true_at(batch))


def begun(program: Program, state: State) -> History | None:
    """Return a history that begins with a state; None where no rule judges late readings."""
    return History(program, state) if longest_lateness(program) else None


def continued(old: Program, state: State, new: Program, fresh: State) -> History | None:
    """Return the history of a state under another program; ``fresh`` is what the new one goes on with.

    Slots that judge the same thing keep theirs. What another one was, or would have been, before now is not known.
    """
    history, past = begun(new, fresh), state.history
    if history is None or past is None:
        return history
    kept = {part.name: part.kept(old, new) for part in PARTS}
    shared = min(old.size, new.size)
    # Datastreams that are judged together from now on were not when these began: each has a front of its own there.
    history.chapters = [chapter.moved(kept, size=new.size) for chapter in past.chapters]
    np.maximum.at(history.front, history.group[:shared], past.front[past.group[:shared]])
    history.pending = [page.within(new.size) for page in past.pending]
    history.changed = [page.within(new.size) for page in past.changed]
    history.judged_at, history.ticked = past.judged_at, past.ticked
    history.judged, history.beyond, history.forgotten = past.judged, past.beyond, past.forgotten
    for part in PARTS:
        since = history.since[part.name]
        since[:] = fresh.clock
        source, target = kept[part.name]
        since[target] = past.since[part.name][source]
    history.turn(fresh)
    return history


def longest_lateness(program: Program) -> int:
    """Return how late a reading may come for any rule that goes by the time of readings, µs."""
    return max((int(lateness.max(initial=0)) for lateness in _lateness(program).values()), default=0)


def _lateness(program: Program) -> dict[str, IntArray]:
    """Return the lateness of each slot by name of its part, µs."""
    # Of many rules, few have a lateness of their own.
    micros = {each: span_micros(each) for each in {rule.lateness for rule in program.rules}}
    by_rule = np.array([micros[rule.lateness] for rule in program.rules], dtype=np.int64)
    return {part.name: by_rule[part.table(program).rule] for part in PARTS}


def _within(program: Program, lateness: dict[str, IntArray]) -> IntArray:
    within = np.zeros(program.size, dtype=np.int64)
    for part in PARTS:
        stream, slot = part.links(program)
        np.maximum.at(within, stream, lateness[part.name][slot])
    return within


def _groups_of_keys(program: Program, group: IntArray) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for part in PARTS:
        stream, slot = part.links(program)
        of_slot = np.zeros(len(part.table(program).target), dtype=np.int64)
        of_slot[slot] = group[stream]
        found |= dict(zip(keys_of(program, part.table(program)), of_slot.tolist(), strict=True))
    return found
