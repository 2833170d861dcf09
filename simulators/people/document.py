"""People, the document: the part ``people`` of a drill's world; every key may be left out.

```yaml
people:
  desk: XY-D01
  per_danger: 3            # calls, mean
  delay_min: 25            # half of them within
  false_per_day: 2
  duplicate_share: 0.2
  matters: [report_fire]   # of calls about nothing
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.outposts import DESK
from simulators.part import read_between, read_station, refuse_name
from simulators.people.people import PeoplePlan
from simulators.people.words import MATTERS

if TYPE_CHECKING:
    from sensing.section import Section
    from simulators.city import City

#: Keys of the part.
KEYS: Final = ("desk", "per_danger", "delay_min", "false_per_day", "duplicate_share", "matters")


def read_people(section: Section, *, city: City) -> PeoplePlan:
    """Return the calls that a section describes.

    Raises:
        DocumentError: If the section is wrong; names the line.
    """
    return PeoplePlan(
        desk=_desk(section, city=city),
        per_danger=read_between(section, "per_danger", low=0.0, high=1000.0, default=3.0),
        delay_min=read_between(section, "delay_min", low=1.0, high=10_000.0, default=25.0),
        false_per_day=read_between(section, "false_per_day", low=0.0, high=10_000.0, default=1.0),
        duplicate_share=read_between(section, "duplicate_share", low=0.0, high=1.0, default=0.15),
        matters=section.choices("matters", MATTERS),
    )


def _desk(section: Section, *, city: City) -> str:
    if section.has("desk"):
        return read_station(section, "desk", city=city, kinds=(StationKind.OTHER,)).id
    known = [station.id for station in city.stations]
    if DESK not in known:
        refuse_name(section, "desk", name=DESK, known=known)
    return DESK
