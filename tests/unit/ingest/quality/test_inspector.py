from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality import FUTURE_SKEW, Inspector
from ingest.quality.review import found_anew
from ingest.quality.trust import HINDSIGHT
from sensing.batch import Batch, concat, make_batch
from sensing.instant import from_micros
from sensing.mark import Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import Registry, StationId
from tests.unit.ingest.quality.series import MINUTE, STEP, T0, a_gauge, a_registry, controls, readings, whys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.station import Station

REGISTRY = a_registry(a_gauge(), a_gauge("B", number=2))
HOUR = 60 * MINUTE


def flagged(*batches: Batch, registry: Registry = REGISTRY) -> list[Check]:
    """Return why each reading is not good, of batches that arrive one after the other."""
    inspector = Inspector()
    return [why for batch in batches for why in whys(inspector.flag(batch, registry=registry).batch)]


def one_by_one(values: Sequence[float], *, registry: Registry = REGISTRY) -> list[Check]:
    return flagged(*(readings([value], first=place) for place, value in enumerate(values)), registry=registry)


@pytest.mark.parametrize("value", [-40.0, 1.0, 40.0])
def test_a_plausible_reading_stays_as_it_came(value: float) -> None:
    batch = readings([value])
    result = Inspector().flag(batch, registry=REGISTRY)
    assert result.batch is batch
    assert (result.dues, result.duplicates) == ((), 0)


@pytest.mark.parametrize("value", [-50.1, 50.1, -9999.0])
def test_what_cannot_be_is_unreliable(value: float) -> None:
    result = Inspector().flag(readings([value]), registry=REGISTRY).batch
    assert (result.quality[0], result.why[0]) == (Quality.UNRELIABLE, Check.RANGE | Check.SOFT_RANGE)
    assert result.value[0] == value


def test_a_clock_that_runs_ahead_makes_its_readings_doubtful() -> None:
    assert flagged(readings([1], delay=-FUTURE_SKEW)) == [Check.NONE]
    assert flagged(readings([1], delay=-FUTURE_SKEW - 1)) == [Check.FUTURE]


def test_late_says_nothing_against_the_value() -> None:
    result = Inspector().flag(readings([1], delay=HOUR + 1), registry=REGISTRY).batch
    assert (result.quality[0], result.why[0]) == (Quality.GOOD, Check.LATE)
    assert flagged(readings([1], delay=HOUR)) == [Check.NONE]


def test_what_the_device_said_stays_and_every_failed_check_is_named() -> None:
    batch = readings([-9999.0], delay=-6 * MINUTE, quality=[1], why=[Check.DEVICE])
    result = Inspector().flag(batch, registry=REGISTRY).batch
    assert result.quality[0] == Quality.UNRELIABLE
    assert Check(int(result.why[0])) >= Check.DEVICE | Check.RANGE | Check.FUTURE | Check.DECLARED_DOUBTFUL
    assert (batch.quality[0], batch.why[0]) == (Quality.DOUBTFUL, Check.DEVICE)


def test_a_datastream_that_the_registry_lacks_is_not_judged() -> None:
    assert flagged(readings([1e9], number=999)) == [Check.NONE]
    assert flagged(readings([1e9]), registry=Registry()) == [Check.NONE]


def test_a_jump_is_doubted_at_once_and_becomes_due_when_the_next_reading_stays() -> None:
    inspector = Inspector()
    jump = inspector.flag(readings([0.0, 0.1, 3.0]), registry=REGISTRY)
    assert whys(jump.batch) == [Check.NONE, Check.NONE, Check.SPIKE]
    after = inspector.flag(readings([3.4], first=3), registry=REGISTRY)
    assert whys(after.batch) == [Check.NONE]
    assert [(due.datastream, due.start, due.end) for due in after.dues] == [(1, T0 + 2 * STEP, T0 + 2 * STEP)]


def test_a_spike_that_returns_stays_and_the_return_is_good() -> None:
    inspector = Inspector()
    inspector.flag(readings([0.0, 0.1, 3.0]), registry=REGISTRY)
    after = inspector.flag(readings([0.2], first=3), registry=REGISTRY)
    assert (whys(after.batch), after.dues) == ([Check.NONE], ())


def test_a_default_holds_no_flood_back() -> None:
    registry = a_registry(replace_limits_by_defaults())
    assert set(one_by_one([39.0, 39.0, 39.1, 43.6, 43.6, 43.7, 44.0], registry=registry)) == {Check.NONE}
    assert one_by_one([39.0, 39.0, 99.9], registry=registry)[-1] & Check.SPIKE


def replace_limits_by_defaults() -> Station:
    station = a_gauge()
    (stream,) = station.datastreams
    return replace(station, datastreams=(replace(stream, limits=type(stream.limits)()),))


def test_a_rise_faster_than_believed_is_doubted() -> None:
    registry = a_registry(a_gauge(spike=None, shift=None, oscillation=None, rise=12, fall=6))
    assert one_by_one([0, 1, 2.1, 1.6, 1.0], registry=registry) == [
        Check.NONE, Check.NONE, Check.RATE, Check.NONE, Check.RATE,
    ]  # fmt: skip


def test_the_same_value_for_too_long_is_doubted_until_it_changes() -> None:
    assert one_by_one([1, 2, 2, 2, 2, 2, 2, 2.1]) == [Check.NONE] * 6 + [Check.STUCK, Check.NONE]


def test_no_rain_may_last() -> None:
    registry = a_registry(a_gauge(key="rain_5m", hard=(0, 80), soft=()))
    assert set(one_by_one([0] * 12, registry=registry)) == {Check.NONE}
    assert one_by_one([1] * 12, registry=registry)[-1] == Check.STUCK


def test_swings_to_and_fro_are_doubted() -> None:
    assert one_by_one([0, 1.6, 0, 1.6, 0]) == [Check.NONE] * 4 + [Check.OSCILLATION]


def test_a_shift_is_not_held_back_but_becomes_due() -> None:
    inspector = Inspector()
    registry = a_registry(a_gauge(spike=None, rise=None, fall=None))
    batches = [readings([value], first=place) for place, value in enumerate([0, 0.1, 0, 4, 4.1, 4])]
    results = [inspector.flag(batch, registry=registry) for batch in batches]
    assert {why for result in results for why in whys(result.batch)} == {Check.NONE}
    assert [due.datastream for due in results[-1].dues] == [1]


def test_a_repeated_reading_is_counted_and_one_behind_is_due() -> None:
    inspector = Inspector()
    inspector.flag(readings([1, 2, 3]), registry=REGISTRY)
    again = inspector.flag(readings([2, 3], first=1), registry=REGISTRY)
    assert (again.duplicates, again.dues) == (2, ())
    other = inspector.flag(readings([9], first=1), registry=REGISTRY)
    assert (other.duplicates, len(other.dues)) == (0, 1)


def test_readings_of_a_marked_time_are_trusted_no_further_than_the_mark_says() -> None:
    mark = Mark(
        id=MarkId("m"), station=StationId("A"), quality=Quality.UNRELIABLE, start=from_micros(T0 + STEP),
        end=from_micros(T0 + 2 * STEP), author="li", reason="torn off", made=from_micros(T0),
    )  # fmt: skip
    inspector = Inspector()
    inspector.use(REGISTRY, marks=(mark,))
    result = inspector.flag(concat([readings([1, 2, 3]), readings([1, 2, 3], number=2)]), registry=REGISTRY).batch
    assert whys(result) == [Check.NONE, Check.MARK, Check.NONE, Check.NONE, Check.NONE, Check.NONE]
    assert result.quality.tolist() == [0, 2, 0, 0, 0, 0]


def test_a_gauge_far_from_the_median_of_two_neighbours_is_doubted_and_one_neighbour_is_no_vote() -> None:
    def why(*neighbours: str) -> Check:
        registry = a_registry(
            a_gauge(), a_gauge("B", number=2), a_gauge("C", number=3, neighbours=neighbours, disagreement=1)
        )  # fmt: skip
        voters = [readings([0.0], number=number) for number in (1, 2)]
        return flagged(*voters, readings([1.5], number=3, first=1), registry=registry)[-1]

    assert why("A", "B") == Check.NEIGHBOUR
    assert why("A") == Check.NONE
    assert why("A", "unknown") == Check.NONE


def test_a_clock_that_stays_wrong_makes_its_readings_doubtful_and_a_backlog_does_not() -> None:
    eight_hours = 8 * HOUR
    looks = [readings([place / 10], first=place, delay=eight_hours) for place in range(12)]
    skewed = flagged(*looks)
    assert skewed[0] == Check.LATE
    assert skewed[-1] == Check.LATE | Check.SKEW
    arrival = T0 + 100 * STEP
    backlog = [
        replace(readings([place / 10], first=place), result_time=np.array([arrival + place * 1_000_000]))
        for place in range(90)
    ]
    assert {why & Check.SKEW for why in flagged(*backlog)} == {Check.NONE}


def test_a_changed_registry_keeps_what_is_remembered() -> None:
    inspector = Inspector()
    inspector.flag(readings([0.0, 0.1]), registry=REGISTRY)
    other = a_registry(a_gauge("0", number=7), a_gauge())
    assert whys(inspector.flag(readings([3.0], first=2), registry=other).batch) == [Check.SPIKE]


def test_after_a_start_what_is_stored_is_remembered() -> None:
    inspector = Inspector()
    inspector.use(REGISTRY)
    inspector.reset()
    inspector.seed(readings([0.0, 0.1], delay=9 * HOUR))
    inspector.seed(readings([7.0], first=99, quality=[1], why=[Check.FUTURE]))
    assert whys(inspector.flag(readings([3.0], first=2), registry=REGISTRY).batch) == [Check.SPIKE]


VALUES = st.sampled_from([0.0, 0.0, 0.1, 1.7, 3.0, 5.0, 10.0, -5.0, 45.0, 60.0])


@given(values=st.lists(VALUES, min_size=1, max_size=40), cuts=st.sets(st.integers(1, 39)))
def test_live_flags_are_those_of_the_sorted_series_but_for_hindsight(values: list[float], cuts: set[int]) -> None:
    series = readings(values)
    _, anew = found_anew(controls(a_gauge(), a_gauge("B", number=2)), series, neighbours={})
    edges = [0, *sorted(cut for cut in cuts if cut < len(values)), len(values)]
    live = flagged(*(series.take(np.arange(start, end)) for start, end in pairwise(edges)))
    assert [why & ~HINDSIGHT for why in live] == [Check(int(why)) & ~HINDSIGHT for why in anew]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 11, 99]),
            st.floats(allow_nan=False, allow_infinity=False),
            st.sampled_from(list(Quality)),
            st.integers(-600, 600),
        )
    )
)
def test_flags_never_drop_a_reading_and_never_raise_its_quality(rows: list[tuple[int, float, Quality, int]]) -> None:
    batch = make_batch(
        datastream=[row[0] for row in rows],
        value=[row[1] for row in rows],
        quality=[row[2] for row in rows],
        phenomenon_time=[T0 + row[3] * 1_000_000 for row in rows],
        result_time=[T0] * len(rows),
    )
    result = Inspector().flag(batch, registry=REGISTRY).batch
    assert np.array_equal(result.value, batch.value)
    assert (result.quality >= batch.quality).all()
    assert ((result.quality > batch.quality) <= (result.why != 0)).all()


def test_soft_ranges_change_with_the_month_in_beijing() -> None:
    # T0 is in November; 30 November 16:00 UTC is 1 December in Beijing.
    soft = tuple((0.0, 10.0 if month < 12 else 1.0) for month in range(1, 13))
    registry = a_registry(a_gauge(soft=soft, stuck=timedelta(days=30)))
    december = (1_764_518_400_000_000 - T0) // STEP + 1
    assert flagged(readings([5.0]), readings([5.0], first=december), registry=registry) == [
        Check.NONE, Check.SOFT_RANGE,
    ]  # fmt: skip
