"""Series: a stretch of readings of one station, recorded or made up, played like a drill under shipped rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sensing.instant import to_micros
from simulators.drill import Drill
from simulators.drill_world import DrillWorld, Stage
from simulators.field import field_city
from simulators.hazard import Danger
from simulators.participants.document import Participants
from simulators.scenario import Scenario
from simulators.spells import spells
from simulators.telegram import Telegram
from simulators.wire import below, encode, observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sensing.level import Level
    from sensing.station import Station
    from simulators.faults.fault import Fault

_XINYANG = files("simulators") / "xinyang"
#: Levels of the ladder of ``STAGE_RULE`` by station and level come from the series itself.
STAGE_RULE: Final = """\
apiVersion: fenghuo/v1
kind: Rule
id: gate-stage
hazard: "11A01"
title: {{zh: 水位, en: Stage}}
scope: {{stations: [{station}]}}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {levels}
  hold: 5m
  clear: {{by: 0.1, for: 30m}}
quality: [good]
---
apiVersion: fenghuo/v1
kind: Rule
id: gate-silent
hazard: "11A01"
title: {{zh: 水位站失联, en: Gauge silent}}
scope: {{stations: [{station}]}}
when:
  kind: silence
  property: water_level
  after: 30m
  level: yellow
  rising: {{level: orange, by: 0.2, window: 2h}}
"""
#: Hours past a limit that are one danger with the next ones.
_GAP_H: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the station said at an instant."""

    #: s since the start of the series.
    at_s: float
    #: Value by property, in the unit the station is registered with.
    values: Mapping[str, float]
    #: ``doubtful`` or ``unreliable`` by property.
    quality: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A stretch of readings, and what was dangerous in it."""

    id: str
    title_zh: str
    title_en: str
    start: datetime
    length: timedelta
    station: Station
    rows: Sequence[Row]
    #: Rule documents by file name.
    rules: Mapping[str, str]
    hazard: str
    #: What is judged, and beyond which value, in the unit of the station, which level is true.
    property: str
    limits: Mapping[Level, float]

    def truth(self) -> tuple[Danger, ...]:
        """Return when the trusted readings were beyond the limits: what a person sees who looks at the whole."""
        good = [row for row in self.rows if self.property in row.values and self.property not in row.quality]
        return tuple(_dangers(self, good))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesWorld(DrillWorld):
    """A world in which one station says what a series holds."""

    series: Series

    def stage(self, *, start: datetime, length: timedelta, seed: int, faults: Iterable[Fault]) -> Stage:
        """Return the series being played; nothing is drawn, and nothing goes wrong but what was recorded."""
        del length, seed, faults
        return Stage(city=self.city, truth=self.series.truth(), telegrams=_telegrams(self.series, start=start))


def drill_of(series: Series) -> Drill:
    """Return the drill that plays a series: nobody is called, approvers answer as usual."""
    city = replace(
        field_city(), stations=(series.station,), rules=dict(series.rules), fences={}, boats=(), waterways=()
    )
    hours = series.length.total_seconds() / 3600
    calm = Scenario(
        id=series.id, title_zh=series.title_zh, title_en=series.title_en, length_h=hours, rain_mm=0.0, rain_from_h=0.0,
        rain_until_h=0.0, cells=0, wetness=0.4, sightings_per_day=0.0,
    )  # fmt: skip
    return Drill(
        id=series.id, title_zh=series.title_zh, title_en=series.title_en, story_zh=series.title_zh,
        story_en=series.title_en, start=series.start, length=series.length, speed=600.0, step=timedelta(minutes=5),
        seed=1, roles=("officer",), rules="demo", world=SeriesWorld(city=city, scenario=calm, series=series),
        settlements=(), faults=(), injects=(), participants=Participants(), expect=(), never=(), source="",
    )  # fmt: skip


def shipped_rules(*names: str) -> dict[str, str]:
    """Return shipped rule files such as ``field/air.yaml``, by name."""
    return {name: _XINYANG.joinpath(*name.split("/")).read_text("utf-8") for name in names}


def _telegrams(series: Series, *, start: datetime) -> Iterator[Telegram]:
    start_ms = to_micros(start) // 1000
    topic = below(series.station.division, str(series.station.id), "obs")
    for row in series.rows:
        body = observation(start_ms + round(row.at_s * 1000), row.values, quality=row.quality)
        yield Telegram(at_s=row.at_s, topic=topic, payload=encode(body))


def _dangers(series: Series, good: Sequence[Row]) -> Iterable[Danger]:
    streams = series.station.datastreams
    every = next(each.interval for each in streams if each.property == series.property)
    step_h = (every or timedelta(hours=1)).total_seconds() / 3600
    steps = round(series.length.total_seconds() / 3600 / step_h)
    for level, limit in series.limits.items():
        beyond = [False] * (steps + 1)
        for row in good:
            beyond[min(int(row.at_s / 3600 / step_h), steps)] |= row.values[series.property] > limit
        for begin, end in spells(beyond, start_h=0.0, step_h=step_h, gap_h=_GAP_H):
            yield Danger(
                hazard=series.hazard,
                division=series.station.division,
                station=str(series.station.id),
                level=level,
                from_h=begin,
                until_h=end,
                what_zh=f"{series.property} > {limit:g}",
                what_en=f"{series.property} > {limit:g}",
            )
