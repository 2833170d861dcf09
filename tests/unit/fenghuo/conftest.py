from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fenghuo.clock import now
from rules.document import parse_rules
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level
from sensing.station import Datastream, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: stage-a
hazard: "11A01"
title: {zh: 甲站水位, en: Stage A}
scope: {stations: [A]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {yellow: 10, red: 20}
"""

STATIONS = """
- id: XY-H03
  name: 息县
  kind: river_gauge
  division: "411528000000"
  lon: 114.73
  lat: 32.33
  datastreams:
    - {property: water_level, unit: m, interval: 5m}
"""


def a_station(name: str = "A") -> Station:
    return Station(
        id=StationId(name),
        name=f"{name}站",
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(minutes=5)),),
    )


@pytest.fixture
def store() -> MemoryStore:
    """A store with one station and one rule."""
    made = MemoryStore()
    made.put_stations([a_station()], **BY_TEST)
    for rule in parse_rules(RULE, origin="test"):
        made.put_rule(rule, author="test", at=now())
    return made


def a_transition(target: str = "A", *, after: Level = Level.RED) -> Transition:
    """Return a raise."""
    return Transition(
        rule=RuleId("stage-a"),
        version=1,
        target=Target(target),
        change=Change.RAISE,
        before=Level.NONE,
        after=after,
        at=datetime(2026, 7, 19, 6, tzinfo=UTC),
        reason=Reason.EXCEEDED,
        property="water_level",
        value=25.0,
        threshold=20.0,
    )
