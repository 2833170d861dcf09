"""Settlements: invented townships and villages that a drill needs where the demo city has none.

Heads, deputies and those who answer for must-reach sites are invented with them.
```yaml
settlements:
  - township: "411523900000"
    name: 演示·山口乡
    villages:
      - {code: "411523900201", name: 演示·沟口村, at: [114.785, 31.605]}
      - code: "411523900202"
        name: 演示·坪上村
        at: [114.79, 31.61]
        sites: [{id: drill-school, name: 演示·坪上小学, kind: school, people: 210}]
```

Codes of invented townships begin with 9 in their third group, which no real one does; names begin with 演示. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.division import Division
from simulators.part import read_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sensing.section import Section
    from simulators.city import City
    from simulators.schematic import Place

_TOWNSHIP_KEYS: Final = ("township", "name", "villages")
_VILLAGE_KEYS: Final = ("code", "name", "at", "radius_m", "sites")
_SITE_KEYS: Final = ("id", "name", "kind", "people")
_TOWNSHIP = re.compile(r"\d{6}9\d{2}000", re.ASCII)
_VILLAGE = re.compile(r"\d{6}9\d{2}(?!000)\d{3}", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
#: What must be reached one by one; the words of ``alerts.site``.
SITE_KINDS: Final = ("school", "care_home", "hospital", "camp", "mine", "scenic", "construction")
#: Farthest house from the middle of a village of which no radius is told, m.
_RADIUS_M: Final = 800
#: How every invented name begins.
_MARK: Final = "演示"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedSite:
    """A place that must be reached one by one."""

    id: str
    name: str
    kind: str
    #: How many stay there; 0: not known.
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village."""

    #: 12-digit division code.
    code: str
    name: str
    #: Degrees (lon, lat).
    place: Place
    #: Of the circle in which its people live, m.
    radius_m: int
    sites: tuple[InventedSite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A township with its villages."""

    #: 12-digit division code.
    code: str
    name: str
    villages: tuple[Village, ...]

    def divisions(self) -> Iterator[Division]:
        """Yield the township and its villages."""
        yield Division(code=self.code, name=self.name)
        for village in self.villages:
            lon, lat = village.place
            yield Division(code=village.code, name=village.name, lon=lon, lat=lat, radius_m=village.radius_m)


def read_settlements(top: Section, *, city: City, key: str = "settlements") -> tuple[Settlement, ...]:
    """Return the settlements of a document; an absent list is none.

    Raises:
        DocumentError: If one is wrong, lies in a county that the city does not have, or occurs twice.
    """
    entries = top.sections(key, keys=_TOWNSHIP_KEYS)
    found = tuple(_settlement(entry, city=city) for entry in entries)
    _refuse_twice(top, key, [division.code for each in found for division in each.divisions()])
    _refuse_twice(top, key, [site.id for each in found for village in each.villages for site in village.sites])
    return found


def _refuse_twice(top: Section, key: str, names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        top.fail(f'{top.path(key)}: "{twice}" occurs twice', key=key)


def _settlement(entry: Section, *, city: City) -> Settlement:
    code = entry.matching("township", _TOWNSHIP, expected="12 digits such as 411523900000, of an invented township")
    counties = [division.code for division in city.divisions]
    if f"{code[:6]}000000" not in counties:
        entry.fail(f"{entry.path('township')}: expected one in a county of the city, got {code}", key="township")
    villages = tuple(
        _village(each, township=code, city=city) for each in entry.sections("villages", keys=_VILLAGE_KEYS)
    )
    return Settlement(code=code, name=_name(entry), villages=villages)


def _village(entry: Section, *, township: str, city: City) -> Village:
    code = entry.matching("code", _VILLAGE, expected="12 digits such as 411523900201, of an invented village")
    if code[:9] != township[:9]:
        entry.fail(f"{entry.path('code')}: expected a village of {township}, got {code}", key="code")
    radius = entry.whole("radius_m", default=_RADIUS_M)
    if not 100 <= radius <= 10_000:  # noqa: PLR2004  a hamlet, and a village of scattered farms
        entry.fail(f"{entry.path('radius_m')}: expected 100 to 10000, got {radius}", key="radius_m")
    return Village(
        code=code,
        name=_name(entry),
        place=read_place(entry, "at", city=city),
        radius_m=radius,
        sites=tuple(_site(each) for each in entry.sections("sites", keys=_SITE_KEYS)),
    )


def _site(entry: Section) -> InventedSite:
    people = entry.whole("people", default=0)
    if not 0 <= people <= 100_000:  # noqa: PLR2004  no site has more
        entry.fail(f"{entry.path('people')}: expected 0 to 100000, got {people}", key="people")
    return InventedSite(
        id=entry.matching("id", _ID, expected="1 to 64 of a-z 0-9 -, a letter first"),
        name=_name(entry),
        kind=entry.choice("kind", SITE_KINDS),
        people=people,
    )


def _name(entry: Section) -> str:
    name = entry.text("name")
    if not name.startswith(_MARK):
        entry.fail(
            f'{entry.path("name")}: expected an invented name that begins with {_MARK}, got "{name}"', key="name"
        )
    return name
