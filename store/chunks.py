"""Chunks: how a long span of history is cut, so that each piece holds about as many readings as wanted. Pure.

Nobody counts the readings beforehand: the length of a piece is learned from the one before, beginning with an hour, so
that no piece holds much more than wanted however often the stations send. Pieces of a week and more end with a week,
because readings are packed by the week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sensing.batch import Batch

#: Readings of a piece, about.
USUAL: Final = 2_000_000
#: How much longer a piece may be than the one before, where that held next to nothing.
_STRETCH: Final = 8

_HOUR: Final = 3_600_000_000
_WEEK: Final = 168 * _HOUR
_LONGEST: Final = 52 * _WEEK
#: Monday 1970-01-05T00:00:00Z, µs.
_FIRST_MONDAY: Final = 96 * _HOUR


def chunks(
    read: Callable[[Micros, Micros], Batch], numbers: Collection[int], *, start: Micros, end: Micros, most: int
) -> Iterator[tuple[Batch, Micros]]:
    """Yield the readings of a span piece by piece, each with the instant at which it ends.

    Args:
        read: Returns the readings from an instant to another.
        numbers: The datastreams that are read.
        start: First instant, inclusive.
        end: Last instant, exclusive.
        most: Readings of a piece, about.
    """
    begin, step = int(start), _HOUR if numbers else _LONGEST
    while begin < end:
        until = Micros(min(_cut(begin, step), end))
        batch = read(Micros(begin), until)
        yield batch, until
        step = _next(step, held=len(batch), most=most)
        begin = until


def _next(step: int, *, held: int, most: int) -> int:
    """Return how long the next piece is; it holds no more than wanted if readings go on to come as often."""
    if held > most:
        return max(step // 2, _HOUR)
    longer = _STRETCH if held * _STRETCH * 3 < most else 2 if held * 3 < most else 1
    # The way to a year leads over a week, from which on pieces end with one.
    return min(step * longer, _LONGEST if step >= _WEEK else _WEEK)


def _cut(begin: int, step: int) -> int:
    """Return where a piece ends: of a week and more, with a week."""
    until = begin + step
    return until if step < _WEEK else until - (until - _FIRST_MONDAY) % _WEEK
