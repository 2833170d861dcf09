"""Shuffled readings, a mark and a correction end in the same flags on a real database as in order of time."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fenghuo.gate import Gate
from fenghuo.reviewer import Reviewer
from incidents.gauge import Asked, correct, end_mark, mark_gauge
from sensing.batch import make_batch
from sensing.instant import Micros, from_micros
from sensing.limits import Limits
from sensing.quality import Check, Quality
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.services import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

T0 = 1_763_860_000_000_000
INTERVAL = 300_000_000
VALUES = [1.0, 1.1, 1.0, 9.0, 1.1, 1.2, *[1.2] * 8, 5.0, 5.0, 5.0, 5.1, 99.0, 5.2]


@pytest.fixture
def store(postgres_dsn: str) -> Iterator[PostgresStore]:
    with fresh_database(postgres_dsn) as dsn:
        migrate(dsn)
        made = PostgresStore(dsn)
        yield made
        made.close()


def a_station(name: str) -> Station:
    limits = Limits(spike=2, shift=2, stuck=timedelta(minutes=20), soft=((0, 50),))
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", limits=limits),),
    )


def flags(store: PostgresStore, number: int) -> list[tuple[float, int, int]]:
    found = store.observations(number, start=Micros(0), end=Micros(2**60))
    return list(zip(found.value.tolist(), found.quality.tolist(), found.why.tolist(), strict=True))


def test_the_order_of_arrival_does_not_matter_on_a_real_database(store: PostgresStore) -> None:
    stations = store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    registry, gate = Registry(stations), Gate()
    reviewer = Reviewer(store, gate=gate, registry=lambda: registry)
    shuffled = list(range(len(VALUES)))
    random.Random(3).shuffle(shuffled)
    for number, order in ((1, range(len(VALUES))), (2, shuffled)):
        for place in order:
            batch = make_batch(datastream=[number], phenomenon_time=[T0 + place * INTERVAL], value=[VALUES[place]])
            flagged = gate.flag(batch, registry=registry)
            with store.begin() as tx:
                tx.append(flagged.batch)
                tx.put_dues(flagged.dues)
            if place % 5 == 0:
                reviewer.work()
    reviewer.work()
    assert store.dues() == []
    before = flags(store, 1)
    assert flags(store, 2) == before
    found = {check for *_, why in before for check in Check(why).keys}
    assert found == {"rate", "spike", "stuck", "soft_range", "shift"}

    asked = Asked(actor="li", now=from_micros(T0 + 100 * INTERVAL), stations=stations)
    with store.begin() as tx:
        mark = mark_gauge(
            tx, asked, stations[0], key="", quality=Quality.UNRELIABLE, start=from_micros(T0), end=None, reason="r"
        )
        correct(tx, asked, stations[0], key="water_level", time=Micros(T0 + 3 * INTERVAL), value=1.05, reason="r")
    reviewer.work()
    marked = flags(store, 1)
    assert {quality for _, quality, why in marked if not why & Check.CORRECTED} == {2}
    assert marked[3] == (1.05, 0, Check.CORRECTED)
    with store.begin() as tx:
        end_mark(tx, asked, mark.id, at=None, is_void=True)
    reviewer.work()
    after = flags(store, 1)
    assert [row for place, row in enumerate(after) if place != 3] == [
        row for place, row in enumerate(before) if place != 3
    ]
    assert [row.entry.data["act"] for row in store.journal(since=2)] == ["marked", "corrected", "voided"]
