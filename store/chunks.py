"""Chunks: how a long span of history is cut, so that each piece holds about as many readings as wanted. Pure.

Nobody counts the readings beforehand: the length of a piece is learned from the one before. Pieces of a week and more
end with a week, because readings are packed by the week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sensing.batch import Batch

#: Readings of a piece, about.
USUAL: Final = 2_000_000
#: Datastreams above which the first piece is a day.
_MANY: Final = 1000

_DAY: Final = 86_400_000_000
_WEEK: Final = 7 * _DAY
_LONGEST: Final = 52 * _WEEK
#: Monday 1970-01-05T00:00:00Z, µs.
_FIRST_MONDAY: Final = 4 * _DAY


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
    begin, step = int(start), _DAY if len(numbers) > _MANY else _WEEK
    while begin < end:
        until = Micros(min(_cut(begin, step), end))
        batch = read(Micros(begin), until)
        yield batch, until
        if len(batch) > most:
            step = max(step // 2, _DAY) if step <= _WEEK else _WEEK
        elif len(batch) < most // 3:
            step = min(step * 2 if step >= _WEEK else _WEEK, _LONGEST)
        begin = until


def _cut(begin: int, step: int) -> int:
    """Return where a piece ends: of a week and more, with a week."""
    until = begin + step
    return until if step < _WEEK else until - (until - _FIRST_MONDAY) % _WEEK
