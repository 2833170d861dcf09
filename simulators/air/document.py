"""Air, the document: the part ``air`` of a drill's world.

```yaml
air:
  from_h: 6
  until_h: 120
  peak_pm25: 300                   # mean of the worst day, µg/m³
  wind: {speed: 1.2, from: 45}     # while the air stands
  front: {speed: 7, from: 330}     # what ends it
  levels: {yellow: 200, orange: 300, red: 450}   # hourly index; may be left out
  chimneys:
    - {at: [114.15, 32.12], height_m: 60, emits: {so2: 120, pm25: 40}}   # g/s
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.level import Level
from simulators.air.air import AirPlan, Chimney
from simulators.air.index import FACTORS, HIGHEST
from simulators.part import read_between, read_levels, read_place, read_span, read_wind

if TYPE_CHECKING:
    from sensing.section import Section
    from simulators.city import City

#: Keys of the part.
KEYS: Final = ("from_h", "until_h", "peak_pm25", "wind", "front", "levels", "chimneys")
#: Longest time for which air stands, hours.
_LONGEST_H: Final = 24.0 * 30
#: What a chimney can emit; ozone comes from none.
_EMITTED: Final = tuple(key for key in FACTORS if key != "o3")
#: Index above which an hour is dangerous, where the document says nothing. Invented: plans judge whole days.
_LEVELS: Final = {Level.YELLOW: 200.0, Level.ORANGE: 300.0, Level.RED: 450.0}


def read_air(section: Section, *, city: City) -> AirPlan:
    """Return the air that a section describes.

    Raises:
        DocumentError: If the section is wrong; names the line.
    """
    start, end = read_span(section, longest_h=_LONGEST_H)
    if end < start + 24:
        section.fail(f"{section.path('until_h')}: expected at least a day of standing air", key="until_h")
    levels = read_levels(section, "levels", default=dict(_LEVELS))
    if max(levels.values()) >= HIGHEST:
        section.fail(f"{section.path('levels')}: expected limits below {HIGHEST}, the highest index", key="levels")
    chimneys = section.sections("chimneys", keys=("at", "height_m", "emits"))
    return AirPlan(
        from_h=start,
        until_h=end,
        peak_pm25=read_between(section, "peak_pm25", low=50.0, high=1000.0),
        wind=read_wind(section, "wind"),
        front=read_wind(section, "front"),
        levels=levels,
        chimneys=tuple(_chimney(entry, city=city) for entry in chimneys),
    )


def _chimney(entry: Section, *, city: City) -> Chimney:
    emits = entry.section("emits", keys=_EMITTED)
    return Chimney(
        place=read_place(entry, "at", city=city),
        height_m=read_between(entry, "height_m", low=1.0, high=500.0),
        emits={key: read_between(emits, key, low=0.0, high=10_000.0) for key in emits.names()},
    )
