"""Answers made of hours that were summed up.

An hour that is open, marked as late or not yet summed up is answered from its readings, so is what of a span is
no whole hour. The answer is the same to the last bit as if every hour were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sensing.instant import to_micros
from store.buckets import ORIGIN
from store.postgres.fences import look
from store.postgres.instants import instant
from store.queries import named_queries
from store.rollups import (
    HOUR,
    Buckets,
    buckets_of_pages,
    combined,
    decode_day,
    no_buckets,
    reduced,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sensing.batch import Batch, FloatArray, IntArray
    from store.postgres.session import Session

_SQL = named_queries("rollups")

#: Spans with less between them are read as one, µs: a query costs more than the readings of a few hours.
NEAR = 6 * HOUR
#: Readings held at once while a span is summed up.
PAGE = 50_000


class Span(NamedTuple):
    """A span of time, µs since the epoch."""

    start: int
    end: int


def aggregate(
    session: Session, number: int, span: Span, *, width: int, offset: int, how: str, read: Callable[..., Batch]
) -> tuple[IntArray, FloatArray]:
    """Return the start and the reduction of each bucket that holds a usable reading, ascending.

    Args:
        session: A transaction in which nothing was asked yet.
        number: Datastream number.
        span: What is asked for.
        width: Of a bucket, µs.
        offset: How long after midnight in Beijing a bucket begins, µs.
        how: See ``store.buckets.How``.
        read: Reads a page of readings.
    """
    session.run(_SQL["one_snapshot"])
    origin = ORIGIN + offset
    if width % HOUR or offset % HOUR:
        pages = _pages(session, number, span, read=read)
        return reduced(buckets_of_pages(pages, width=width, origin=origin), how)
    hours, gaps = _kept(session, number, span)
    made = (buckets_of_pages(_pages(session, number, gap, read=read), width=HOUR, origin=ORIGIN) for gap in gaps)
    every = np.concatenate([hours, *made])
    every = every[np.argsort(every["start"], kind="stable")]
    return reduced(combined(every, width=width, origin=origin), how)


def _pages(session: Session, number: int, span: Span, *, read: Callable[..., Batch]) -> Iterator[Batch]:
    after = None
    while True:
        page = read(session, number, start=span.start, end=span.end, after=after, limit=PAGE)
        yield page
        if len(page) < PAGE:
            return
        after = int(page.phenomenon_time[-1])


def _kept(session: Session, number: int, span: Span) -> tuple[Buckets, list[Span]]:
    """Return the hours of a span that rollups answer, and the spans that readings must answer."""
    whole = Span(-(-span.start // HOUR) * HOUR, min(span.end // HOUR * HOUR, look(session).closed))
    if whole.end <= whole.start:
        return no_buckets(), [span]
    asked = {"number": number, "start": instant(whole.start), "end": instant(whole.end)}
    final = max((to_micros(since) for (since,) in session.rows(_SQL["kept_since"], number=number)), default=whole.start)
    untold = [Span(to_micros(since), to_micros(until)) for since, until in session.rows(_SQL["untold"], **asked)]
    # Before `final` readings were dropped for their age: rollups are all there is.
    untold = [Span(max(each.start, final), each.end) for each in untold if each.end > final]
    gaps = _joined([*untold, Span(whole.end, span.end)], within=Span(whole.start, span.end))
    gaps = [Span(span.start, whole.start), *gaps] if span.start < whole.start else gaps
    days = session.rows(_SQL["days"], **asked)
    hours = [decode_day(to_micros(day), data) for day, data in days]
    every = np.concatenate(hours) if hours else no_buckets()
    is_asked = (every["start"] >= whole.start) & (every["start"] < whole.end)
    for gap in gaps:
        is_asked &= ~((every["start"] >= gap.start) & (every["start"] < gap.end))
    return every[is_asked], gaps


def _joined(spans: list[Span], *, within: Span) -> list[Span]:
    """Return spans cut to another, ascending, joined where they nearly touch, without empty ones."""
    result: list[Span] = []
    for span in sorted(Span(max(each.start, within.start), min(each.end, within.end)) for each in spans):
        if span.end <= span.start:
            continue
        if result and span.start <= result[-1].end + NEAR:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result
