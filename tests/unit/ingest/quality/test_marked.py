from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality.marked import spans_of, worst_mark
from sensing.instant import to_micros
from sensing.mark import Mark, MarkId
from sensing.quality import Quality
from sensing.station import StationId

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_mark(row: int, start: int, end: int | None, quality: Quality, *, is_void: bool = False) -> Mark:
    return Mark(
        id=MarkId("m"), station=StationId(str(row)), quality=quality, start=NOON + start * HOUR,
        end=None if end is None else NOON + end * HOUR, author="li", reason="r", made=NOON, is_void=is_void,
    )  # fmt: skip


def judged(marks: list[Mark], readings: list[tuple[int, int]]) -> list[int]:
    spans = spans_of(marks, rows_of=lambda mark: [int(mark.station)], n=4)
    row = np.array([row for row, _ in readings], dtype=np.intp)
    time = np.array([to_micros(NOON + hour * HOUR) for _, hour in readings], dtype=np.int64)
    found = None if spans is None else worst_mark(spans, row, time=time)
    return [0] * len(readings) if found is None else found.tolist()


def test_a_mark_holds_from_its_first_instant_to_before_its_last():
    mark = a_mark(1, 0, 2, Quality.UNRELIABLE)
    assert judged([mark], [(1, -1), (1, 0), (1, 1), (1, 2), (0, 1)]) == [0, 2, 2, 0, 0]


def test_an_open_mark_has_no_end_and_one_that_was_taken_back_never_held():
    assert judged([a_mark(1, 0, None, Quality.DOUBTFUL)], [(1, 99_999)]) == [1]
    assert judged([a_mark(1, 0, None, Quality.DOUBTFUL, is_void=True)], [(1, 1)]) == [0]


_MARKS = st.builds(
    a_mark, st.integers(0, 3), st.integers(0, 5), st.integers(6, 9) | st.none(), st.sampled_from(list(Quality)[1:])
)


@given(st.lists(_MARKS, max_size=8), st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 10)), min_size=1))
def test_of_several_marks_the_worst_counts(marks: list[Mark], readings: list[tuple[int, int]]):
    expected = [
        max(
            (
                int(mark.quality)
                for mark in marks
                if mark.station == str(row)
                and mark.start <= NOON + hour * HOUR
                and (mark.end is None or NOON + hour * HOUR < mark.end)
            ),
            default=0,
        )
        for row, hour in readings
    ]
    assert judged(marks, readings) == expected
