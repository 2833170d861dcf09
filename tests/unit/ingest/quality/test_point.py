from __future__ import annotations

import numpy as np

from ingest.quality.point import point_bits
from sensing.instant import from_micros
from sensing.mark import Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import StationId
from tests.unit.ingest.quality.series import STEP, T0, a_gauge, controls


def a_mark(start: int, end: int | None, *, quality: Quality = Quality.UNRELIABLE, **more: object) -> Mark:
    return Mark(
        id=MarkId(f"{start}"), station=StationId("A"), quality=quality, start=from_micros(start),
        end=None if end is None else from_micros(end), author="li", reason="r", made=from_micros(T0), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def asked(*marks: Mark, values: list[float]) -> tuple[list[int] | None, list[int] | None]:
    columns = controls(a_gauge(), marks=marks)
    time = T0 + np.arange(len(values)) * STEP
    bits, marked = point_bits(columns, np.zeros(len(values), dtype=np.intp), time=time, value=np.array(values))
    return None if bits is None else bits.tolist(), None if marked is None else marked.tolist()


def test_nothing_is_said_of_what_is_usual() -> None:
    assert asked(values=[1, 2, 3]) == (None, None)


def test_ranges_include_their_ends() -> None:
    assert asked(values=[-50, 40, 40.1, 50.1])[0] == [
        Check.SOFT_RANGE, 0, Check.SOFT_RANGE, Check.RANGE | Check.SOFT_RANGE,
    ]  # fmt: skip


def test_a_mark_begins_with_its_start_and_ends_before_its_end_and_the_worst_counts() -> None:
    marks = (a_mark(T0 + STEP, T0 + 3 * STEP, quality=Quality.DOUBTFUL), a_mark(T0 + 2 * STEP, None))
    assert asked(*marks, values=[0, 1, 2, 3]) == ([0, Check.MARK, Check.MARK, Check.MARK], [0, 1, 2, 2])


def test_marks_of_another_property_and_void_ones_do_not_count() -> None:
    assert asked(a_mark(T0, None, property="flow"), values=[1]) == (None, None)
    assert asked(a_mark(T0, None, is_void=True), values=[1]) == (None, None)
    assert asked(a_mark(T0, None, property="water_level"), values=[1])[0] == [Check.MARK]
