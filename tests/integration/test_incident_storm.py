"""A storm of transitions on a real database: nothing is dropped, one incident for each, one situation for the storm."""

import random
import time

from geo.river_network import RiverNetwork
from incidents.board import apply
from rules.transition import RuleId, Target
from sensing.level import Level
from sensing.station import Registry, StationId
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import NOW, a_rule, a_station, a_transition, after
from tests.services import fresh_database

#: Transitions, half of them raises.
MANY = 20_000
BATCH = 1_000


def test_a_storm_is_one_incident_for_each_station_and_one_situation(postgres_dsn: str):
    with fresh_database(postgres_dsn) as dsn:
        migrate(dsn)
        store = PostgresStore(dsn)
        try:
            _storm(store, many=MANY)
        finally:
            store.close()


def _storm(store: PostgresStore, *, many: int) -> float:
    chance = random.Random(7)
    stations = [
        a_station(
            id=StationId(f"S{number}"),
            division=f"41{chance.randrange(1, 18):02d}{chance.randrange(1, 30):02d}000000",
            lon=111 + chance.random() * 5,
            lat=31.5 + chance.random() * 4.5,
            river="",
            datastreams=(),
        )
        for number in range(many // 2)
    ]
    registry, rules = Registry(stations), {RuleId("stage"): a_rule(id=RuleId("stage"))}
    raised = [_said(station.id, Level.NONE, Level(chance.randrange(1, 4))) for station in stations]
    worse = [_said(each.target, each.after, Level.RED) for each in raised]
    begun = time.perf_counter()
    for start in range(0, many, BATCH):
        with store.begin() as tx:
            said = [*raised, *worse][start : start + BATCH]
            apply(tx, said, rules=rules, registry=registry, network=RiverNetwork(()), now=after(seconds=start // BATCH))
    took = time.perf_counter() - begun
    (situation,) = store.situations()
    assert (situation.members, situation.level) == (many // 2, Level.RED)
    assert store.member_counts(situation.id)[:2] == (situation.members, situation.standing)
    assert len(store.incidents(is_open=True, limit=100)) == 100
    return took


def _said(target: str, before: Level, level: Level):
    return a_transition(before, level, rule=RuleId("stage"), target=Target(target), at=NOW)
