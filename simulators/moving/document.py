"""Moving, the document: the part ``moving`` of a drill's world.

```yaml
moving:
  patrols:
    - station: XY-V01
      course: [[114.88, 31.64], [114.93, 31.66], [114.98, 31.63]]   # there and back
      speed_kmh: 35
      stops: [{part: 0.5, minutes: 10}]   # may be left out, as may the next two
      from_h: 2
      jitter_m: 6
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.ground import distance_m
from simulators.moving.moving import MovingPlan, Patrol
from simulators.moving.round import Round, Stop
from simulators.part import FARTHEST_M, read_between, read_station

if TYPE_CHECKING:
    from sensing.section import Section
    from simulators.city import City
    from simulators.schematic import Place

#: Keys of the part.
KEYS: Final = ("patrols",)
_PATROL: Final = ("station", "course", "speed_kmh", "stops", "from_h", "jitter_m")


def read_moving(section: Section, *, city: City) -> MovingPlan:
    """Return the patrols that a section describes.

    Raises:
        DocumentError: If the section is wrong; names the line.
    """
    patrols: dict[str, Patrol] = {}
    for entry in section.sections("patrols", keys=_PATROL):
        patrol = _patrol(entry, city=city)
        if patrol.station in patrols:
            entry.fail(f'{entry.path("station")}: "{patrol.station}" is on a round already', key="station")
        patrols[patrol.station] = patrol
    return MovingPlan(patrols=tuple(patrols.values()))


def _patrol(entry: Section, *, city: City) -> Patrol:
    stops = [_stop(stop) for stop in entry.sections("stops", keys=("part", "minutes"))]
    return Patrol(
        station=read_station(entry, "station", city=city, kinds=(StationKind.MOVING,)).id,
        round=Round(
            course=_course(entry, city=city),
            speed=read_between(entry, "speed_kmh", low=0.5, high=150.0) * 1000,
            stops=tuple(sorted(stops, key=lambda stop: stop.part)),
        ),
        from_h=read_between(entry, "from_h", low=0.0, high=8760.0, default=0.0),
        jitter_m=read_between(entry, "jitter_m", low=0.0, high=500.0, default=5.0),
    )


def _course(entry: Section, *, city: City) -> tuple[Place, ...]:
    course = entry.pairs("course")
    if len(set(course)) < 2:  # noqa: PLR2004  a way has two ends
        entry.fail(f"{entry.path('course')}: expected at least two places", key="course")
    for place in course:
        if all(distance_m((station.lon, station.lat), place) > FARTHEST_M for station in city.stations):
            entry.fail(f"{entry.path('course')}: expected places near the city, got {list(place)}", key="course")
    return course


def _stop(entry: Section) -> Stop:
    return Stop(
        part=read_between(entry, "part", low=0.0, high=1.0),
        lasts_h=read_between(entry, "minutes", low=0.0, high=1440.0) / 60,
    )
