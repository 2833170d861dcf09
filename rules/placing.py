"""Placing: late readings find their chapter, repeated ones are left out, and changed flags reach what was judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rules.order import true_at
from sensing.batch import concat, revisions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.chapter import Chapter, Page
    from rules.history import History
    from sensing.batch import Batch, BoolArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Readings that were put in their place, in columns."""

    stream: IntArray
    #: How far back they lie, µs.
    age: IntArray
    #: Place of their chapter in the history.
    chapter: IntArray

    def take(self, index: IntArray | BoolArray) -> News:
        """Return some of them."""
        return News(stream=self.stream[index], age=self.age[index], chapter=self.chapter[index])


def joined(pages: list[Page]) -> tuple[Batch, IntArray]:
    """Return the readings that wait and how late each is, µs."""
    late = [page.delay for page in pages if page.delay is not None]
    return concat(page.readings for page in pages), np.concatenate([np.zeros(0, dtype=np.int64), *late])


def put(history: History, late: Batch, age: IntArray) -> Iterator[News]:
    """Put late readings into their chapters; yield those that are news, chapter by chapter."""
    kept = np.flatnonzero(history.within[late.datastream] > 0)
    kept = kept[_distinct(late.take(kept))]
    late, age = late.take(kept), age[kept]
    chapter = _chapters(history, late)
    in_time = (chapter >= 0) & (age <= history.within[late.datastream])
    history.beyond += int(len(late) - in_time.sum())
    for number in np.unique(chapter[in_time]).tolist():
        rows = np.flatnonzero(in_time & (chapter == number))
        fresh = np.ones(len(rows), dtype=np.bool_)
        for page, known, came in _matches(history.chapters[number], late.take(rows)):
            is_newer = revisions_of(late)[rows[came]] > revisions_of(page.readings)[known]
            fresh[came[~is_newer]] = False
            history.chapters[number].drop(page, known[is_newer])
        rows = rows[fresh]
        if len(rows):
            history.chapters[number].add(late.take(rows), delay=age[rows])
            yield News(stream=late.datastream[rows].astype(np.int64), age=age[rows], chapter=chapter[rows])


def mend(history: History, stored: Batch, age: IntArray) -> tuple[tuple[Batch, IntArray], list[News]]:
    """Give judged readings the flags that they have now; return those never judged, and which flags changed."""
    chapter = _chapters(history, stored)
    is_judged = np.zeros(len(stored), dtype=np.bool_)
    news: list[News] = []
    for number in np.unique(chapter[chapter >= 0]).tolist():
        rows = np.flatnonzero(chapter == number)
        for page, known, match in _matches(history.chapters[number], stored.take(rows)):
            came = rows[match]
            is_judged[came] = True
            is_other = stored.quality[came] != page.readings.quality[known]
            is_other &= stored.value[came] == page.readings.value[known]
            came = came[is_other]
            if len(came):
                quality = page.readings.quality.copy()
                quality[known[is_other]] = stored.quality[came]
                page.readings = replace(page.readings, quality=quality)
                stream = stored.datastream[came].astype(np.int64)
                news.append(News(stream=stream, age=age[came], chapter=chapter[came]))
    unknown = np.flatnonzero(~is_judged & (chapter >= 0))
    return (stored.take(unknown), age[unknown]), news


def _chapters(history: History, batch: Batch) -> IntArray:
    """Return the place of the chapter in which each reading lies, -1 where the history does not reach back."""
    time = true_at(batch)
    found = np.full(len(batch), -1, dtype=np.int64)
    for number, chapter in enumerate(history.chapters):
        found[chapter.front[batch.datastream] < time] = number
    return found


def _distinct(batch: Batch) -> IntArray:
    """Return the rows of one reading of each datastream and time: the highest revision, then the first."""
    order = np.lexsort((-revisions_of(batch).astype(np.int64), batch.phenomenon_time, batch.datastream))
    stream, time = batch.datastream[order], batch.phenomenon_time[order]
    first = np.r_[True, (stream[1:] != stream[:-1]) | (time[1:] != time[:-1])][: len(order)]
    return np.sort(order[first])


def _matches(chapter: Chapter, batch: Batch) -> Iterator[tuple[Page, IntArray, IntArray]]:
    """Yield (page, rows of the page, rows of the batch) of readings that both have: same datastream, same time.

    Args:
        chapter: Where to look.
        batch: One reading of each datastream and time.
    """
    times = np.unique(batch.phenomenon_time)
    key = batch.datastream * np.int64(len(times)) + np.searchsorted(times, batch.phenomenon_time)
    order = np.argsort(key)
    for page in list(chapter.pages):
        place = np.searchsorted(times, page.readings.phenomenon_time)
        place[place == len(times)] = 0
        rows = np.flatnonzero(times[place] == page.readings.phenomenon_time)
        known = page.readings.datastream[rows] * np.int64(len(times)) + place[rows]
        spot = np.searchsorted(key[order], known)
        spot[spot == len(key)] = 0
        same = key[order][spot] == known
        if same.any():
            yield page, rows[same], order[spot[same]]
