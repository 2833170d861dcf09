from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.sl651.counter import AHEAD, MOST_GAUGES, REMEMBERED, Gauges, seed
from sensing.quality import Check, Quality
from sensing.station import Registry, StationId
from tests.unit.ingest.builders import a_station

GAUGE = ("S", "0012345678")


def rain(*totals: tuple[int, float], gauges: Gauges | None = None) -> list[float | None]:
    """Return the increments of (time, total) in order of arrival."""
    gauges = gauges or Gauges()
    increments = [gauges.take(GAUGE, time=time, total=total, arrived=1_000_000) for time, total in totals]
    return [None if increment is None else increment.value for increment in increments]


def test_the_first_total_tells_nothing():
    assert rain((1, 123.4)) == [None]


def test_rain_is_the_difference():
    assert rain((1, 10.0), (2, 10.5), (3, 10.5), (4, 12.0)) == [None, 0.5, 0.0, 1.5]


def test_a_frame_that_comes_again_gives_the_same_and_is_not_counted_twice():
    assert rain((1, 10.0), (2, 10.5), (2, 10.5), (3, 11.0), (2, 10.5)) == [None, 0.5, 0.5, 0.5, 0.5]


def test_a_late_frame_gives_nothing_because_its_rain_is_counted():
    assert rain((1, 10.0), (3, 12.0), (2, 11.0), (4, 13.0)) == [None, 2.0, None, 1.0]


def test_the_same_instant_with_another_total_gives_nothing():
    assert rain((1, 10.0), (2, 10.5), (2, 11.5), (3, 12.0)) == [None, 0.5, None, 1.5]


@pytest.mark.parametrize(("before", "after", "fell"), [(9999.5, 0.5, 1.0), (99_999.0, 2.0, 3.0), (9950.0, 0.0, 50.0)])
def test_a_counter_that_rolled_over_goes_on(before: float, after: float, fell: float):
    gauges = Gauges()
    gauges.take(GAUGE, time=1, total=before, arrived=1_000_000)
    increment = gauges.take(GAUGE, time=2, total=after, arrived=1_000_000)
    assert increment == (fell, Quality.GOOD, Check.NONE)


def test_a_reset_counts_what_fell_since_and_is_doubtful():
    gauges = Gauges()
    gauges.take(GAUGE, time=1, total=523.5, arrived=1_000_000)
    assert gauges.take(GAUGE, time=2, total=1.5, arrived=1_000_000) == (1.5, Quality.DOUBTFUL, Check.SHIFT)
    assert gauges.take(GAUGE, time=3, total=2.0, arrived=1_000_000) == (0.5, Quality.GOOD, Check.NONE)


def test_a_counter_set_to_another_total_tells_nothing_and_goes_on_from_there():
    assert rain((1, 5000.0), (2, 400.0), (3, 401.0)) == [None, None, 1.0]


def test_memory_is_bounded():
    gauges = Gauges()
    for number in range(MOST_GAUGES + 1):
        gauges.take(("S", f"{number}"), time=1, total=1.0, arrived=1_000_000)
    assert gauges.take(("S", "0"), time=2, total=2.0, arrived=1_000_000) is None
    assert gauges.take(("S", f"{MOST_GAUGES}"), time=2, total=2.0, arrived=1_000_000) is not None
    long = [(time, float(time)) for time in range(REMEMBERED + 2)]
    assert rain(*long, (0, 0.0))[-1] is None


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_however_frames_are_doubled_the_sum_is_the_rain(tips: list[int], chance):
    totals, total = [], 0
    for time, tip in enumerate(tips):
        total += tip
        totals.append((time, total / 2))
    doubled = sorted([*totals, *chance.sample(totals, len(totals) // 2)])
    told: dict[int, float] = {}
    for (time, _), value in zip(doubled, rain(*doubled), strict=True):
        if value is not None:
            assert told.setdefault(time, value) == value
    assert sum(told.values()) == pytest.approx((total - tips[0]) / 2)


def a_gauge(unit: str = "mm", **changes: object):
    return replace(a_station("S", rain_total=unit), **changes)  # type: ignore[arg-type]


def test_a_stored_total_lets_the_first_report_after_a_start_tell():
    gauges = Gauges()
    seed(gauges, registry=Registry([a_gauge(addresses={"sl651": GAUGE[1]})]), totals={StationId("S"): (1, 10.0)})
    assert rain((1, 10.0), (2, 12.5), (3, 13.0), gauges=gauges) == [None, 2.5, 0.5]


def test_a_stored_total_serves_a_station_without_an_address():
    gauges = Gauges()
    seed(gauges, registry=Registry([a_gauge()]), totals={StationId("S"): (1, 10.0)})
    assert rain((2, 12.5), (2, 12.5), (3, 13.0), gauges=gauges) == [2.5, 2.5, 0.5]


def test_a_stored_total_serves_a_station_behind_a_gateway():
    registry = Registry(
        [
            a_station("G"),
            replace(
                a_gauge(addresses={"sl651": "A"}, gateway="G"),
                datastreams=(replace(a_gauge().datastreams[0], number=9),),
            ),
        ]
    )
    gauges = Gauges()
    seed(gauges, registry=registry, totals={StationId("S"): (1, 10.0)})
    increment = gauges.take(("G", "A"), time=2, total=11.0, arrived=1_000_000)
    assert increment is not None
    assert increment.value == 1.0


def test_a_stored_total_is_turned_into_what_the_device_sends():
    gauges = Gauges()
    seed(gauges, registry=Registry([a_gauge("0.1mm")]), totals={StationId("S"): (1, 10.0)})
    assert rain((2, 105.0), gauges=gauges) == [5.0]


def test_what_was_heard_is_newer_than_what_is_stored():
    gauges = Gauges()
    gauges.take((GAUGE[0], ""), time=5, total=20.0, arrived=1_000_000)
    seed(gauges, registry=Registry([a_gauge()]), totals={StationId("S"): (1, 10.0)})
    assert rain((6, 21.0), gauges=gauges) == [1.0]


def test_a_clock_that_was_ahead_and_has_been_set_costs_no_rain():
    gauges, hour = Gauges(), 6 * AHEAD
    said = [(0, 10.0, 0), (20 * hour, 11.0, hour), (2 * hour, 12.5, 2 * hour), (3 * hour, 13.0, 3 * hour)]
    told = [gauges.take(GAUGE, time=time, total=total, arrived=arrived) for time, total, arrived in said]
    assert [one and one.value for one in told] == [None, 1.0, 1.5, 0.5]
    again = gauges.take(GAUGE, time=20 * hour, total=11.0, arrived=3 * hour)
    assert again == told[1]


def test_the_totals_behind_a_gateway_are_not_mixed_up():
    nameless = replace(a_station("N", first=9, rain_total="mm"), gateway="G")
    registry = Registry([a_gauge(id="G", name="G"), nameless, replace(nameless, id=StationId("B"), datastreams=())])
    gauges = Gauges()
    seed(gauges, registry=registry, totals={StationId("G"): (1, 10.0), StationId("N"): (1, 50.0)})
    assert gauges.take(("G", "B"), time=2, total=51.0, arrived=2) is None
    of_its_own = gauges.take(("G", "N"), time=2, total=51.0, arrived=2)
    assert of_its_own is not None
    assert of_its_own.value == 1.0
