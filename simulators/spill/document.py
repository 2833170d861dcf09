"""Spill, the document: the part ``spill`` of a drill's world.

```yaml
spill:
  river: 潢河
  at: [114.91, 31.86]
  at_h: 2
  lasts_h: 1.5
  substance: ammonia       # or organic, acid
  mass_kg: 6000
  intake: XY-Q16           # may be left out, as may the next two
  flow_factor: 1.5         # times dry weather
  dispersion: 40           # m²/s
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.part import read_between, read_place, read_station, refuse_name
from simulators.spill.spill import SpillPlan
from simulators.spill.substance import SUBSTANCES
from simulators.spill.waterway import rivers_of, waterway

if TYPE_CHECKING:
    from sensing.section import Section
    from simulators.city import City
    from simulators.spill.waterway import Waterway

#: Keys of the part.
KEYS: Final = ("river", "at", "at_h", "lasts_h", "substance", "mass_kg", "intake", "flow_factor", "dispersion")


def read_spill(section: Section, *, city: City) -> SpillPlan:
    """Return the spill that a section describes.

    Raises:
        DocumentError: If the section is wrong; names the line.
    """
    river = section.text("river")
    if river not in rivers_of(city):
        refuse_name(section, "river", name=river, known=rivers_of(city))
    way, place = waterway(city, river), read_place(section, "at", city=city)
    source = way.position(river, place)
    if source is None:
        section.fail(f"{section.path('at')}: expected a place on {river}, at most 6 km off its course", key="at")
    return SpillPlan(
        river=river,
        place=place,
        at_h=read_between(section, "at_h", low=0.0, high=8760.0),
        lasts_h=read_between(section, "lasts_h", low=0.05, high=240.0),
        substance=section.choice("substance", SUBSTANCES),
        mass_kg=read_between(section, "mass_kg", low=0.0, high=1e7),
        intake=_intake(section, way, source_m=source, city=city),
        flow_factor=read_between(section, "flow_factor", low=0.1, high=100.0, default=1.0),
        dispersion=read_between(section, "dispersion", low=1.0, high=1500.0, default=40.0),
    )


def _intake(section: Section, way: Waterway, *, source_m: float, city: City) -> str:
    if not section.has("intake"):
        return ""
    station = read_station(section, "intake", city=city, kinds=(StationKind.WATER_QUALITY,))
    position = way.position(station.river, (station.lon, station.lat))
    if position is None or position <= source_m:
        section.fail(
            f'{section.path("intake")}: expected a station below the spill, "{station.id}" is not', key="intake"
        )
    return station.id
