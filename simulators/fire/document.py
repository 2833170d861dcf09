"""Fire, the document: the part ``fire`` of a drill's world.

```yaml
fire:
  at: [114.94, 31.61]
  at_h: 3
  contained_h: 11
  wind: {speed: 9, from: 315}
  temperature: 24          # °C
  humidity: 25             # %
  fuel: 1.0                # may be left out, as may the next
  false_alarms: {fog_per_day: 0.3, cooking_per_day: 0.5}   # per camera
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulators.fire.fire import FirePlan
from simulators.fire.lookout import FalseAlarms
from simulators.fire.spread import Weather, speed
from simulators.part import read_between, read_place, read_wind

if TYPE_CHECKING:
    from sensing.section import Section
    from simulators.city import City

#: Keys of the part.
KEYS: Final = ("at", "at_h", "contained_h", "wind", "temperature", "humidity", "fuel", "false_alarms")
#: Longest fire, hours.
_LONGEST_H: Final = 240.0
#: Most false alarms of a camera in a day.
_MOST: Final = 100.0


def read_fire(section: Section, *, city: City) -> FirePlan:
    """Return the fire that a section describes.

    Raises:
        DocumentError: If the section is wrong; names the line.
    """
    start = read_between(section, "at_h", low=0.0, high=8760.0)
    weather = Weather(
        wind=read_wind(section, "wind"),
        temperature=read_between(section, "temperature", low=-30.0, high=45.0),
        humidity=read_between(section, "humidity", low=0.0, high=100.0),
        fuel=read_between(section, "fuel", low=0.1, high=3.0, default=1.0),
    )
    if speed(weather) <= 0:
        section.fail(f"{section.path('humidity')}: nothing burns in this weather", key="humidity")
    contained = section.number("contained_h")
    if not start < contained <= start + _LONGEST_H:
        section.fail(
            f"{section.path('contained_h')}: expected more than at_h ({start:g}), at most {_LONGEST_H:g} h later, "
            f"got {contained:g}",
            key="contained_h",
        )
    return FirePlan(
        place=read_place(section, "at", city=city),
        at_h=start,
        contained_h=contained,
        weather=weather,
        false_alarms=_false_alarms(section),
    )


def _false_alarms(section: Section) -> FalseAlarms:
    if not section.has("false_alarms"):
        return FalseAlarms()
    part = section.section("false_alarms", keys=("fog_per_day", "cooking_per_day"))
    return FalseAlarms(
        fog_per_day=read_between(part, "fog_per_day", low=0.0, high=_MOST, default=0.0),
        cooking_per_day=read_between(part, "cooking_per_day", low=0.0, high=_MOST, default=0.0),
    )
