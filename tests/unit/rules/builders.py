"""Builders for rules, stations and batches; times are given in minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rules.composite.condition import Composite, Member, Need
from rules.event.condition import Sighted, Step
from rules.rule import Condition, Direction, Inside, Rule, Scope, Silence, Threshold
from rules.transition import RuleId
from sensing.batch import Batch, make_batch
from sensing.event import SensedEvent, StatusReport
from sensing.level import Level
from sensing.quality import Quality
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MINUTE = 60_000_000

LADDER = {Level.BLUE: 40.5, Level.YELLOW: 41.5, Level.ORANGE: 43.0, Level.RED: 43.5}


def a_station(
    id: str = "XY-H03",  # noqa: A002 - the word of the record
    *,
    properties: Sequence[str] = ("water_level",),
    first: int = 0,
    **fields: Any,
) -> Station:
    """Return a station whose datastreams are numbered from ``first``."""
    streams = tuple(
        Datastream(number=DatastreamNumber(first + i), property=key, unit="") for i, key in enumerate(properties)
    )
    known = {
        "name": id,
        "kind": StationKind.RIVER_GAUGE,
        "division": "411528000000",
        "lon": 114.74,
        "lat": 32.34,
        "datastreams": streams,
    }
    return Station(id=StationId(id), **(known | fields))


def a_registry(*stations: Station) -> Registry:
    return Registry(stations or [a_station()])


def a_threshold(**fields: Any) -> Threshold:
    """Return a ladder on water_level above, without hold and with immediate clear."""
    known = {"property": "water_level", "direction": Direction.ABOVE, "levels": LADDER}
    return Threshold(**(known | fields))


def a_silence(after: float = 15, **fields: Any) -> Silence:
    return Silence(after=timedelta(minutes=after), **({"level": Level.ORANGE} | fields))


def an_inside(fence: str = "plant", **fields: Any) -> Inside:
    return Inside(fence=fence, **({"level": Level.RED} | fields))


def a_sighted(**fields: Any) -> Sighted:
    """Return: two sightings of fire at the station within ten minutes, over after half an hour."""
    known = {
        "classes": ("fire_smoke",),
        "steps": {Level.ORANGE: Step(count=2, confidence=0.6)},
        "window": timedelta(minutes=10),
        "clear_after": timedelta(minutes=30),
    }
    return Sighted(**(known | fields))


def a_composite(*of: str | Member | Need, need: int = 0, **fields: Any) -> Composite:
    """Return: all of some rules, each at blue or higher, wherever they stand; ``need`` votes instead of all."""
    parts = tuple(Member(rule=each, at=Level.BLUE) if isinstance(each, str) else each for each in of)
    return Composite(need=Need(count=need, of=parts), **fields)


def an_event(minute: float, id: str = "e1", *, station: str = "XY-C01", **fields: Any) -> SensedEvent:  # noqa: A002
    """Return fire seen by a camera at a minute, and heard of at once."""
    known = {
        "phenomenon_time": round(minute * MINUTE),
        "result_time": round(minute * MINUTE),
        "kind": "fire_smoke",
        "confidence": 0.9,
        "lon": 114.74,
        "lat": 32.34,
    }
    return SensedEvent(station=station, id=id, **(known | fields))


def a_status(minute: float, *, station: str = "XY-C01", is_online: bool = False) -> StatusReport:
    at = round(minute * MINUTE)
    return StatusReport(
        station=station, division="411528000000", is_online=is_online, phenomenon_time=at, result_time=at
    )


def a_rule(when: Condition | None = None, *, id: str = "stage", **fields: Any) -> Rule:  # noqa: A002
    known = {
        "hazard": "11A01",
        "scope": Scope(),
        "title_zh": "水位",
        "title_en": "Stage",
        "quality": (Quality.GOOD,),
        "version": 1,
    }
    return Rule(id=RuleId(id), when=when or a_threshold(), **(known | fields))


def readings(rows: Iterable[tuple[float, float]], *, stream: int = 0, **columns: Any) -> Batch:
    """Return (minute, value) readings of one datastream; other columns are one value for all, or a list."""
    rows = list(rows)
    wide = {name: column if isinstance(column, list) else [column] * len(rows) for name, column in columns.items()}
    if "result_time" in wide:
        wide["result_time"] = [round(minute * MINUTE) for minute in wide["result_time"]]
    return make_batch(
        datastream=[stream] * len(rows),
        phenomenon_time=[round(minute * MINUTE) for minute, _ in rows],
        value=[value for _, value in rows],
        **wide,
    )
