"""Doubt keeps a reading out of the rules: it neither raises nor clears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo import metrics
from fenghuo.clock import now_micros
from fenghuo.gate import Gate
from fenghuo.judge import Judge
from ingest.quality.controls import controls_of
from sensing.batch import make_batch
from sensing.instant import from_micros
from sensing.level import Level
from sensing.mark import Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import Registry, StationId

if TYPE_CHECKING:
    from rules.transition import Transition
    from sensing.batch import Batch
    from store.memory import MemoryStore

INTERVAL = 300_000_000


class Chain:
    """A gate before the rule engine; readings come five minutes apart."""

    def __init__(self, store: MemoryStore) -> None:
        self.gate, self.judge = Gate(), Judge(store)
        self.judge.on_tail = lambda tail, registry: self.gate.recover(tail, registry=registry)
        self.judge.start()
        self.start = now_micros() - 50 * INTERVAL
        self.place = 0

    def reading(self, value: float) -> Batch:
        self.place += 1
        return make_batch(datastream=[1], phenomenon_time=[self.start + self.place * INTERVAL], value=[value])

    def measure(self, *values: float) -> list[Transition]:
        said: list[Transition] = []
        for value in values:
            flagged = self.gate.flag(self.reading(value), registry=self.judge.registry)
            said += self.judge.evaluate(flagged.batch)
        return said


def test_a_spike_raises_nothing(store: MemoryStore) -> None:
    chain = Chain(store)
    assert chain.measure(5, 5.1, 5.2, 99.9, 5.1) == []


def test_a_flood_raises_with_its_first_reading(store: MemoryStore) -> None:
    (transition,) = Chain(store).measure(5, 5.1, 11, 11.5)
    assert (transition.after, transition.value) == (Level.YELLOW, 11)


def test_even_a_wall_of_water_raises_with_its_second_reading(store: MemoryStore) -> None:
    (transition,) = Chain(store).measure(5, 5.1, 25, 25.5)
    assert (transition.after, transition.value) == (Level.RED, 25.5)


def test_an_untrusted_low_reading_clears_nothing(store: MemoryStore) -> None:
    chain = Chain(store)
    assert chain.measure(8, 15)[-1].after is Level.YELLOW
    mark = Mark(
        id=MarkId("1"), station=StationId("A"), quality=Quality.DOUBTFUL, start=from_micros(chain.start), author="li",
        reason="torn off", made=from_micros(chain.start),
    )  # fmt: skip
    chain.gate.use_marks([mark], registry=chain.judge.registry)
    assert chain.measure(7, 7, 7) == []
    chain.gate.use_marks([], registry=chain.judge.registry)
    assert chain.measure(7)[-1].after is Level.NONE


def test_after_a_restart_the_stored_tail_is_remembered(store: MemoryStore) -> None:
    first = Chain(store)
    with store.begin() as tx:
        tx.append(first.reading(5.0))
    second = Chain(store)
    second.start, second.place = first.start, first.place
    flagged = second.gate.flag(second.reading(99.9), registry=second.judge.registry)
    assert Check(int(flagged.batch.why[0])) & Check.SPIKE


def test_what_is_late_is_unsure_until_it_is_recalled(store: MemoryStore) -> None:
    chain = Chain(store)
    newer, older = chain.reading(5.0), chain.reading(5.1)
    for batch in (older, newer):
        chain.gate.flag(batch, registry=chain.judge.registry)
    assert [number for number, _ in chain.gate.unsure()] == [1]
    both = make_batch(
        datastream=[1, 1],
        phenomenon_time=[int(newer.phenomenon_time[0]), int(older.phenomenon_time[0])],
        value=[5.0, 5.1],
    )
    assert chain.gate.recall(both)
    assert chain.gate.unsure() == []


def test_distrusted_readings_and_duplicates_are_counted(store: MemoryStore) -> None:
    def counted() -> tuple[float, float]:
        return tuple(
            metrics.registry.get_sample_value(f"fenghuo_readings_{name}_total") or 0.0
            for name in ("distrusted", "duplicate")
        )  # type: ignore[return-value]

    chain, before = Chain(store), counted()
    again = chain.reading(-99.0)
    good = chain.reading(5.0)
    for batch in (again, good, good):
        chain.gate.flag(batch, registry=chain.judge.registry)
    assert counted() == (before[0] + 1, before[1] + 1)


def test_limits_are_compiled_before_a_registry_comes_into_force(store: MemoryStore) -> None:
    chain = Chain(store)
    fresh = Registry(store.stations())
    chain.gate.prepare(fresh)
    compiled = controls_of.cache_info().misses
    chain.gate.flag(chain.reading(1.0), registry=fresh)
    assert controls_of.cache_info().misses == compiled
