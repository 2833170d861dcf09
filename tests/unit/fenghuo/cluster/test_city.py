"""Votes of several partitions are counted once, by what the partitions told, however often who counts them dies."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.backlog import Work
from fenghuo.clock import now, now_micros
from fenghuo.cluster.city import City, CityJudge
from fenghuo.cluster.city_share import city_share_of
from fenghuo.cluster.share import share_of
from fenghuo.judge import Judge
from fenghuo.stepwise import StepwiseWriter
from fenghuo.writer import Writer
from rules.rule import Scope
from sensing.batch import make_batch
from store.errors import FencedError, StoreError
from store.memory import MemoryStore
from tests.running import eventually
from tests.unit.fenghuo.cluster.test_share import COUNTIES, LAYOUT, a_store, numbers
from tests.unit.rules.builders import a_composite, a_rule

ISSUER = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)


class World:
    """Partitions that judge, and the city above them, each as its worker would run it."""

    def __init__(self) -> None:
        self.store: MemoryStore = a_store()
        self.store.put_rule(a_rule(a_composite("stage", need=2), id="two"), author="li", at=now())
        self.epoch = 0
        self.partitions = {name: self.part(LAYOUT.partition_of(code)) for name, code in COUNTIES.items()}

    def part(self, partition: int):
        self.store.claim(partition, epoch=1, holder="w1", at=now())
        share = share_of(self.store, layout=LAYOUT, partition=partition, epoch=1)
        judge = Judge(share)
        writer = StepwiseWriter(store=share, judge=judge, policy=Policy(), issuer=ISSUER)
        writer.put(Work(transitions=judge.start()))
        return judge, writer

    def read(self, station: str, value: float) -> None:
        judge, writer = self.partitions[station]
        batch = make_batch(datastream=[numbers(self.store)[station]], phenomenon_time=[now_micros()], value=[value])
        writer.put(Work(batch=batch, transitions=judge.evaluate(batch)))

    def a_city(self):
        """Return somebody who takes the city over: his judge, and what writes for him."""
        self.epoch += 1
        assert self.store.claim(LAYOUT.count, epoch=self.epoch, holder=f"w{self.epoch}", at=now())
        share = city_share_of(self.store, layout=LAYOUT, epoch=self.epoch)
        judge = CityJudge(share)
        return judge, StepwiseWriter(store=share, judge=judge, policy=Policy(), issuer=ISSUER)

    def told(self) -> list[str]:
        """Return what the journal says of the rule that counts."""
        rows = [row.entry for row in self.store.journal(limit=1000) if row.entry.kind == "incident"]
        return [entry.data["incident"]["level"] for entry in rows if entry.data["incident"]["rule"] == "two"]


@pytest.fixture
def world() -> World:
    return World()


def test_votes_of_two_partitions_raise_what_neither_can(world):
    judge, writer = world.a_city()
    writer.put(Work(transitions=judge.start()))
    world.read("A", 9e9)
    assert judge.hear() == []
    world.read("B", 9e9)
    said = judge.hear()
    assert [(each.rule, each.target) for each in said] == [("two", "two")]
    writer.put(Work(transitions=said))
    assert judge.hear() == []
    (incident,) = [each for each in world.store.incidents() if each.rule == "two"]
    assert incident.division == "411500000000"


def test_who_takes_over_says_what_was_not_said_and_nothing_twice(world):
    world.read("A", 9e9)
    world.read("B", 9e9)
    judge, _ = world.a_city()
    assert len(judge.start()) == 1, "but dies before it is written"
    judge, writer = world.a_city()
    writer.put(Work(transitions=judge.start()))
    levels = world.told()
    assert len(levels) == 1
    judge, writer = world.a_city()
    assert judge.start() == []
    assert judge.hear() == []
    assert world.told() == levels


def test_what_is_forgotten_changes_nothing(world):
    judge, writer = world.a_city()
    world.read("A", 9e9)
    world.read("B", 9e9)
    writer.put(Work(transitions=judge.start()))
    judge.forget()
    again, _ = world.a_city()
    assert again.start() == []
    assert not judge.is_outdated


def test_a_rule_that_counts_for_one_partition_only_from_now_on_is_not_ended_by_the_city(world):
    world.read("A", 9e9)
    world.read("B", 9e9)
    judge, writer = world.a_city()
    writer.put(Work(transitions=judge.start()))
    levels = world.told()
    world.store.put_rule(a_rule(id="near", scope=Scope(stations=("A",))), author="li", at=now())
    world.store.put_rule(a_rule(a_composite("near"), id="two"), author="li", at=now())
    assert judge.start() == []
    assert world.told() == levels


def test_what_the_store_refused_once_is_said_when_it_takes_it(world, monkeypatch):
    joined = SimpleNamespace(layout=LAYOUT, name="w1")
    left = [2]
    write = Writer._write

    def sometimes(self, gathered):
        if cities and self._store is cities[0] and left[0]:
            left[0] -= 1
            raise StoreError("refused")
        write(self, gathered)

    cities: list[object] = []
    monkeypatch.setattr(Writer, "_write", sometimes)
    city = City(joined, store=world.store, epoch=1, issuer=ISSUER)
    cities.append(city.share)
    try:
        world.read("A", 9e9)
        world.read("B", 9e9)
        eventually(lambda: len(world.told()) == 1, what="two was raised though it was refused at first")
        assert left == [0]
    finally:
        city.stop()


def test_a_city_runs_by_itself_takes_in_new_rules_and_is_fenced(world):
    joined = SimpleNamespace(layout=LAYOUT, name="w1")
    fenced: list[bool] = []
    city = City(joined, store=world.store, epoch=1, issuer=ISSUER, on_fenced=lambda: fenced.append(True))
    try:
        world.read("A", 9e9)
        world.read("B", 9e9)
        eventually(lambda: len(world.told()) == 1, what="two was raised")
        assert eventually(lambda: city.trouble == "")
        world.store.put_rule(a_rule(a_composite("stage", need=2), id="two", is_enabled=False), author="li", at=now())
        eventually(lambda: world.told()[-1:] == ["none"], what="what it said ends with the rule")
        with pytest.raises(FencedError):
            City(joined, store=world.store, epoch=1, issuer=ISSUER)
    finally:
        city.stop()
    assert not fenced
