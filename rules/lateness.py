"""Lateness: judging late readings in their place, and readings whose flags changed.

Nothing waits for a watermark: what comes in order is judged at once. A reading that comes late is put in its
chapter of the history; the slots of its datastreams are judged anew from the checkpoint before it on a scratch
state, all readings in their own order, and put back. What must be told is what ``rules.retelling`` makes of the
difference. A rule judges no reading that was later than its ``lateness``.

A look back costs the readings of the datastreams concerned since the checkpoint, and a scan of the others. So
late readings are gathered, and judged at most once in ``EVERY`` of the engine's clock: many small late batches
cost no more than one each time. What is gathered waits for the next batch or tick after that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from rules import timed
from rules.amendment import amendment
from rules.checkpoint import STREAM_COLUMNS, Scratch, graft
from rules.column import FOREVER
from rules.part import PARTS
from rules.placing import News, joined, mend, put
from rules.retelling import retold
from rules.state import enter
from rules.transition import in_order
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.chapter import Chapter
    from rules.history import History
    from rules.program import Program
    from rules.standing import Key
    from rules.state import State
    from rules.transition import Transition

#: Shortest time between two judgements of late readings, µs of the engine's clock.
EVERY: Final = 200_000


def wanted(history: History) -> int:
    """Return when late readings that wait are to be judged, FOREVER when none does."""
    return history.judged_at + EVERY if history.is_waiting else FOREVER


def judge_waiting(program: Program, state: State) -> list[Transition]:
    """Judge the readings that wait, if it is time; return what must be told."""
    history = state.history
    if history is None or not history.is_waiting or state.clock < wanted(history):
        return []
    history.judged_at = state.clock
    late, changed = joined(history.pending), joined(history.changed)
    history.pending, history.changed = [], []
    news = [*put(history, *late)]
    unknown, mended = mend(history, *changed)
    if len(unknown[0]):
        enter(state, unknown[0])
        news += put(history, *unknown)
    news += mended
    if not news:
        return []
    placed = News(
        stream=np.concatenate([each.stream for each in news]),
        age=np.concatenate([each.age for each in news]),
        chapter=np.concatenate([each.chapter for each in news]),
    )
    history.judged += len(placed.stream)
    told: list[Transition] = []
    for within in sorted(set(history.classes(program, placed.stream))):
        mine = placed.take(placed.age <= within)
        if within and len(mine.stream):
            told += _Anew(program, state, history, news=mine, within=within).judge()
    history.make_room(state)
    return in_order(told)


class _Anew:
    """The slots of some datastreams with one lateness, judged anew."""

    def __init__(self, program: Program, state: State, history: History, *, news: News, within: int) -> None:
        """Find the slots and the chapter to begin with."""
        self._program, self._state, self._history, self._within = program, state, history, within
        self._is_mine = np.isin(history.group, history.group[news.stream])
        self._streams = np.flatnonzero(self._is_mine)
        #: All slots that the readings move; those with another lateness are not put back.
        self._touched = {part.name: part.slots(program, self._streams) for part in PARTS}
        self._first = int(news.chapter.min())
        begun = history.chapters[self._first].begun
        self._slots = {
            name: rows[(history.lateness[name][rows] == within) & (history.since[name][rows] <= begun)]
            for name, rows in self._touched.items()
        }

    def judge(self) -> list[Transition]:
        """Judge chapter after chapter, mend the checkpoints between them and the state; return what must be told."""
        chapters = self._history.chapters[self._first :]
        scratch = self._history.scratch = self._history.scratch or Scratch(self._program)
        # A past is looked at only up to the reading that is judged: it serves every instant.
        scratch.state.past = self._state.past
        chapters[0].checkpoint.load(self._program, scratch.state, slots=self._slots, streams=self._streams)
        told: dict[Key, list[Transition]] = {key: [] for key in self._keys()}
        true: dict[Key, list[Transition]] = {key: [] for key in told}
        for number, chapter in enumerate(chapters):
            if number:
                chapter.checkpoint.mend(scratch.state, slots=self._slots, streams=self._streams)
            said = self._judge_chapter(scratch.state, chapter, is_last=number == len(chapters) - 1)
            for key in told:
                told[key] += chapter.unsay(key)
            mine = [each for each in said if (each.rule, each.target) in told]
            for each in mine:
                true[each.rule, each.target].append(each)
            chapter.keep(mine)
        self._put_back(scratch.state)
        scratch.clean(self._program, slots=self._touched, streams=self._streams)
        amended = (amendment(key, told[key], true[key]) for key in told)
        self._history.amended += [each for each in amended if each is not None]
        return [each for key in told for each in self._difference(told[key], true[key])]

    def _keys(self) -> Iterator[Key]:
        for part in PARTS:
            table, slots = part.table(self._program), self._slots[part.name]
            for slot, place in zip(slots.tolist(), table.rule[slots].tolist(), strict=True):
                yield self._program.rules[place].id, table.target[slot]

    def _put_back(self, scratch: State) -> None:
        graft(self._program, scratch, self._state, slots=self._slots)
        for name in STREAM_COLUMNS:
            column = getattr(self._state, name)
            mended = getattr(scratch, name)[..., self._streams]
            column[..., self._streams] = np.maximum(column[..., self._streams], mended)

    def _judge_chapter(self, scratch: State, chapter: Chapter, *, is_last: bool) -> list[Transition]:
        """Return what a chapter says; what is left to the clock is done at the end of the last one."""
        batch = chapter.readings(self._is_mine, within=self._within)
        said: list[Transition] = []
        if len(batch):
            said = timed.judge(self._program, scratch, batch)
            enter(scratch, batch)
        if is_last:
            held, _ = timed.tick(self._program, scratch, self._history.ticked)
            self._history.note_clock(self._program, held)
            said += held
        return said

    def _difference(self, told: list[Transition], true: list[Transition]) -> list[Transition]:
        """Return what must be told of one slot, and how long after the event."""
        if not told and not true:
            return []
        return [
            replace(each, facts=each.facts | {"late_s": max(self._state.clock - to_micros(each.at), 0) / 1e6})
            for each in retold(told, true, start=(true or told)[0].before)
        ]
