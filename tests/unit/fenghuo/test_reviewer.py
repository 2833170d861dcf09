"""Whatever order readings arrive in, the store ends with the flags of the sorted series."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenghuo import reviewer as module
from fenghuo.aside import AGAIN_AFTER
from fenghuo.gate import Gate
from fenghuo.reviewer import Reviewer
from incidents.gauge import Asked, correct, end_mark, mark_gauge, undo
from sensing.batch import Batch, make_batch
from sensing.instant import Micros, from_micros
from sensing.limits import Limits
from sensing.mark import Due, Mark
from sensing.quality import Check, Quality
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.quality import Flagged

T0 = 1_763_860_000_000_000
MINUTE = 60_000_000
INTERVAL = 5 * MINUTE
LIMITS = Limits(
    hard=(-50, 50), soft=((-40, 40),), rise=60, fall=60, stuck=timedelta(minutes=20), spike=2, shift=3, oscillation=1.5
)


def a_station(name: str, **limits: Any) -> Station:
    stream = Datastream(property="water_level", unit="m", limits=replace(LIMITS, **limits))
    return Station(
        id=StationId(name), name=name, kind=StationKind.RIVER_GAUGE, division="411528000000", lon=1, lat=1,
        datastreams=(stream,),
    )  # fmt: skip


class World:
    """A store with a gate before it and a reviewer behind it."""

    def __init__(self, *stations: Station) -> None:
        self.store = MemoryStore()
        self.unwritten: list[Flagged] = []
        self.registry = Registry(self.store.put_stations(stations, **BY_TEST))
        self.gate = Gate()
        self.reviewer = Reviewer(self.store, gate=self.gate, registry=lambda: self.registry)
        self.reviewer.work()

    def arrive(self, batch: Batch, *, is_written: bool = True) -> None:
        """Flag a batch, and write it with what waited before it."""
        self.unwritten.append(self.gate.flag(batch, registry=self.registry))
        if is_written:
            self.write()

    def write(self) -> None:
        for flagged in self.unwritten:
            with self.store.begin() as tx:
                tx.append(flagged.batch)
                tx.put_dues(flagged.dues)
        self.unwritten.clear()

    def flags(self, number: int = 1) -> list[tuple[int, float, int, Check]]:
        found = self.store.observations(number, start=Micros(0), end=Micros(2**60))
        columns = (found.phenomenon_time, found.value, found.quality, found.why)
        return [(t - T0, v, q, Check(w)) for t, v, q, w in zip(*(each.tolist() for each in columns), strict=True)]

    def whys(self, number: int = 1) -> list[Check]:
        return [why for *_, why in self.flags(number)]


def batch_of(rows: Sequence[tuple[int, int, float]]) -> Batch:
    """Return readings from (datastream, place in time, value), as if each had arrived at once."""
    times = [T0 + place * INTERVAL for _, place, _ in rows]
    return make_batch(datastream=[row[0] for row in rows], phenomenon_time=times, value=[row[2] for row in rows])


VALUES = st.sampled_from([0.0, 0.0, 0.1, 0.2, 1.0, 2.5, 5.0, 10.0, 10.1, -5.0, 45.0, 60.0])
SERIES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 40), VALUES), min_size=1, max_size=60, unique_by=lambda r: r[:2]
)


@given(rows=SERIES, data=st.data(), size=st.integers(1, 9))
@settings(max_examples=80, deadline=None)
def test_any_order_of_arrival_ends_in_the_same_store(
    rows: list[tuple[int, int, float]], data: st.DataObject, size: int
) -> None:
    stations = (
        a_station("A"), a_station("B", neighbours=("A", "C", "X"), disagreement=1.0), a_station("C", stuck=None),
    )  # fmt: skip
    ordered, shuffled = World(*stations), World(*stations)
    for row in sorted(rows, key=lambda row: (row[1], row[0])):
        ordered.arrive(batch_of([row]))
    given_order = data.draw(st.permutations(rows))
    for start in range(0, len(rows), size):
        shuffled.arrive(batch_of(given_order[start : start + size]), is_written=data.draw(st.booleans()))
        if data.draw(st.booleans()):
            shuffled.reviewer.work()
    for world in (ordered, shuffled):
        world.write()
        world.reviewer.work()
        assert world.store.dues() == []
    assert [shuffled.flags(number) for number in (1, 2, 3)] == [ordered.flags(number) for number in (1, 2, 3)]


def an_ordered_world(values: Sequence[float], *stations: Station) -> World:
    world = World(*(stations or (a_station("A"),)))
    for place, value in enumerate(values):
        world.arrive(batch_of([(1, place, value)]))
    world.reviewer.work()
    return world


def a_mark(world: World, *, start: int, end: int | None, quality: Quality = Quality.UNRELIABLE, **more: Any) -> Mark:
    """Have an officer mark gauge A between two places in time."""
    station = world.registry.stations[StationId("A")]
    with world.store.begin() as tx:
        return mark_gauge(
            tx, asked(world), station, key="", quality=quality, start=from_micros(T0 + start * INTERVAL),
            end=None if end is None else from_micros(T0 + end * INTERVAL), reason="torn off", **more,
        )  # fmt: skip


def asked(world: World, *, after: int = 100) -> Asked:
    return Asked(actor="li", now=from_micros(T0 + after * INTERVAL), stations=tuple(world.registry.stations.values()))


def test_a_mark_flags_stored_readings_and_taking_it_back_leaves_no_trace() -> None:
    world = an_ordered_world([0, 0.1, 30, 0.2, 0.3])
    before = world.flags()
    mark = a_mark(world, start=1, end=3)
    world.reviewer.work()
    assert [(why & Check.MARK, quality) for _, _, quality, why in world.flags()] == [
        (0, 0), (Check.MARK, 2), (Check.MARK, 2), (0, 0), (0, 0),
    ]  # fmt: skip
    with world.store.begin() as tx:
        end_mark(tx, asked(world), mark.id, at=None, is_void=True)
    world.reviewer.work()
    assert world.flags() == before


def test_an_open_mark_holds_for_what_comes_until_it_is_ended() -> None:
    world = an_ordered_world([0, 0.1])
    mark = a_mark(world, start=1, end=None, quality=Quality.DOUBTFUL)
    world.reviewer.work()
    world.arrive(batch_of([(1, 2, 0.2)]))
    assert world.whys() == [Check.NONE, Check.MARK, Check.MARK]
    with world.store.begin() as tx:
        end_mark(tx, asked(world), mark.id, at=from_micros(T0 + 2 * INTERVAL), is_void=False)
    world.reviewer.work()
    world.arrive(batch_of([(1, 3, 0.3)]))
    assert world.whys() == [Check.NONE, Check.MARK, Check.NONE, Check.NONE]


def test_readings_that_came_before_the_gate_heard_of_a_mark_are_flagged_by_the_review() -> None:
    world = an_ordered_world([0, 0.1])
    a_mark(world, start=1, end=None)
    world.arrive(batch_of([(1, 150, 0.2)]))
    assert world.whys()[-1] == Check.NONE
    world.reviewer.work()
    assert world.whys() == [Check.NONE, Check.MARK, Check.MARK]


def test_a_corrected_spike_is_good_and_undoing_it_brings_the_spike_back() -> None:
    world = an_ordered_world([0, 0.1, 30, 0.2, 0.3])
    before = world.flags()
    assert before[2][3] & Check.SPIKE
    station = world.registry.stations[StationId("A")]
    with world.store.begin() as tx:
        correction = correct(
            tx, asked(world), station, key="water_level", time=Micros(T0 + 2 * INTERVAL), value=0.15, reason="typo"
        )
    world.reviewer.work()
    assert [(value, quality) for _, value, quality, _ in world.flags()][2] == (0.15, Quality.GOOD)
    assert world.whys()[2] == Check.CORRECTED
    with world.store.begin() as tx:
        undo(tx, asked(world), correction.id)
    world.reviewer.work()
    assert world.flags() == before


def test_other_limits_make_recent_readings_due(monkeypatch: pytest.MonkeyPatch) -> None:
    world = an_ordered_world([0, 0.1, 1.5, 0.2, 0.3])
    assert set(world.whys()) == {Check.NONE}
    monkeypatch.setattr(module, "now_micros", lambda: T0 + 10 * INTERVAL)
    world.registry = Registry(world.store.put_stations([a_station("A", spike=1.0)], **BY_TEST))
    world.reviewer.work()
    assert world.whys()[2] == Check.SPIKE
    again = Reviewer(world.store, gate=Gate(), registry=lambda: world.registry)
    assert again.review_due() == 0


def test_a_long_due_is_reviewed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_READINGS", 7)
    world = an_ordered_world([0.0, 3.0] * 20)
    mark = a_mark(world, start=0, end=None)
    world.reviewer.work()
    while world.store.dues():
        world.reviewer.work()
    assert all(why & Check.MARK for why in world.whys())
    assert mark.end is None


def test_what_changes_while_it_is_looked_at_stays_due() -> None:
    world = an_ordered_world([0, 0.1, 0.2])
    with world.store.begin() as tx:
        tx.put_dues([Due(datastream=1, start=T0, end=T0)])
    review, reads = world.store.observations, iter([True])

    def observations(*args: Any, **kwargs: Any) -> Batch:
        if next(reads, False):
            with world.store.begin() as tx:
                tx.put_dues([Due(datastream=1, start=T0, end=T0 + INTERVAL)])
        return review(*args, **kwargs)

    world.store.observations = observations  # type: ignore[method-assign]
    world.reviewer.work()
    assert world.store.dues() == [Due(datastream=1, start=T0, end=T0 + INTERVAL)]


def test_flags_written_over_a_reading_that_changed_meanwhile_are_not_kept() -> None:
    world = an_ordered_world([0, 0.1])
    times = np.array([T0])
    with world.store.begin() as tx:
        done = tx.set_quality(
            1, times, quality=np.ones(1, dtype=np.int8), why=np.ones(1, dtype=np.int32),
            before=np.array([int(Check.LATE)], dtype=np.int32),
        )  # fmt: skip
    assert done == 0
    assert world.whys()[0] == Check.NONE


def test_a_due_that_cannot_be_reviewed_starves_no_other_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(a_station("A"), a_station("B"))
    dues = [Due(datastream=number, start=T0, end=T0 + 9 * INTERVAL) for number in (1, 2)]
    world.arrive(batch_of([(number, place, 0.0) for number in (1, 2) for place in range(5)]))
    with world.store.begin() as tx:
        tx.put_dues(dues)
    monkeypatch.setattr(module, "now_micros", lambda: T0)
    genuine = module.reach_of

    def poisoned(controls: Any, number: int) -> int:
        if number == 1:
            raise ArithmeticError("poison")
        return genuine(controls, number)

    monkeypatch.setattr(module, "reach_of", poisoned)
    world.reviewer.work()
    assert [due.datastream for due in world.store.dues()] == [1]
    assert "ArithmeticError: poison" in world.reviewer.trouble
    monkeypatch.setattr(module, "reach_of", genuine)
    monkeypatch.setattr(module, "now_micros", lambda: T0 + AGAIN_AFTER)
    world.reviewer.work()
    assert world.store.dues() == []
    assert world.reviewer.trouble == ""
