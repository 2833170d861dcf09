"""Chapters: a stretch of judged readings, what was said of them, and the checkpoint before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import never
from sensing.batch import concat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.checkpoint import Checkpoint
    from rules.standing import Key
    from rules.transition import Transition
    from sensing.batch import Batch, BoolArray, IntArray

#: So many small batches (in readings) are joined to one, so that a look through them stays short.
_MANY: Final = 64
_SMALL: Final = 4096
#: Bytes of one reading in a batch, and about those of a transition with its facts.
READING_BYTES: Final = 49
TRANSITION_BYTES: Final = 1000


@dataclass(slots=True, kw_only=True)
class Page:
    """Readings in the order in which they were judged."""

    readings: Batch
    #: How late each was, µs, shape (n,); None: all came in order.
    delay: IntArray | None = None

    def within(self, size: int) -> Page:
        """Return it without the readings of datastreams that another program does not know."""
        known = self.readings.datastream < size
        if known.all():
            return self
        delay = None if self.delay is None else self.delay[known]
        return Page(readings=self.readings.take(np.flatnonzero(known)), delay=delay)


@dataclass(slots=True, kw_only=True)
class Chapter:
    """A stretch of readings, and the state before it."""

    #: Clock of the engine when it began, µs.
    begun: int
    #: What the timed kinds remembered then.
    checkpoint: Checkpoint
    #: Time up to which the readings of each datastream lie before this chapter, µs, shape (size,).
    front: IntArray
    pages: list[Page] = field(default_factory=list)
    #: What was said, by slot, in order.
    said: dict[Key, list[Transition]] = field(default_factory=dict)
    #: Transitions in ``said``.
    told: int = 0
    #: Readings in ``pages``, and small pages at their end.
    count: int = 0
    loose: int = 0

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        return self.checkpoint.nbytes + self.front.nbytes + self.filled

    @property
    def filled(self) -> int:
        """Bytes of what has come into it since it began."""
        return self.count * READING_BYTES + self.told * TRANSITION_BYTES

    def add(self, readings: Batch, delay: IntArray | None = None) -> None:
        """Take readings in."""
        self.pages.append(Page(readings=readings, delay=delay))
        self.count += len(readings)
        self.loose = self.loose + 1 if delay is None and len(readings) < _SMALL else 0
        if self.loose == _MANY:
            joined = concat(page.readings for page in self.pages[-_MANY:])
            self.pages[-_MANY:] = [Page(readings=joined)]
            self.loose = int(len(joined) < _SMALL)

    def moved(self, kept: Mapping[str, tuple[IntArray, IntArray]], *, size: int) -> Chapter:
        """Return it for another program; see ``Checkpoint.moved``."""
        front = never(size)
        shared = min(size, len(self.front))
        front[:shared] = self.front[:shared]
        pages = [page.within(size) for page in self.pages]
        count = sum(len(page.readings) for page in pages)
        checkpoint = self.checkpoint.moved(kept, size=size)
        return replace(self, checkpoint=checkpoint, front=front, pages=pages, count=count)

    def readings(self, streams: BoolArray, *, within: int) -> Batch:
        """Return the readings of some datastreams (a mask) that were no later than ``within`` µs."""
        found = []
        for page in self.pages:
            wanted = streams[page.readings.datastream]
            if page.delay is not None:
                wanted &= page.delay <= within
            found.append(page.readings.take(np.flatnonzero(wanted)))
        return concat(found)

    def drop(self, page: Page, rows: IntArray) -> None:
        """Take readings out of a page."""
        keep = np.ones(len(page.readings), dtype=np.bool_)
        keep[rows] = False
        page.readings = page.readings.take(np.flatnonzero(keep))
        page.delay = None if page.delay is None else page.delay[keep]
        self.count -= len(rows)

    def keep(self, said: Iterable[Transition]) -> None:
        """Remember what was said."""
        for each in said:
            self.said.setdefault((each.rule, each.target), []).append(each)
            self.told += 1

    def unsay(self, key: Key) -> list[Transition]:
        """Forget and return what was said of a slot."""
        said = self.said.pop(key, [])
        self.told -= len(said)
        return said
