"""Scenario: what the sky and the devices do, as a small document.

The storm's total is an areal mean and always met; the seed decides where and when inside the window the
cells pass. Names are those of the files in ``simulators/scenarios``.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from sensing.document import read_document
from sensing.errors import DocumentError, suggestion
from sensing.section import Section
from simulators.errors import SimulatorError

if TYPE_CHECKING:
    from simulators.storm import Downpour
    from simulators.water.reservoir import Release
    from simulators.water.street import Drains
    from simulators.water.truth import Height

N = TypeVar("N", int, float)

_FOLDER = files("simulators") / "scenarios"
_KEYS = ("apiVersion", "kind", "id", "title", "length_h", "rain", "wetness", "sightings_per_day", "losses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A station that dies."""

    station: str
    #: When, in simulated hours of a cycle.
    at_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story of weather and devices; it repeats with other cells when its length is over."""

    id: str
    title_zh: str
    title_en: str
    #: Length of a cycle, simulated hours.
    length_h: float
    #: Rain of a cycle, areal mean over the basin, mm.
    rain_mm: float
    #: When the rain falls, simulated hours of a cycle.
    rain_from_h: float
    rain_until_h: float
    #: Number of storm cells.
    cells: int
    #: Soil water at the start, part of its capacity, 0..1.
    wetness: float
    #: Mean number of sightings of a camera in a simulated day.
    sightings_per_day: float
    losses: tuple[Loss, ...] = ()
    #: Rain that stands over a place, beyond the storm's total.
    downpours: tuple[Downpour, ...] = ()
    #: Orders to the gates of reservoirs.
    releases: tuple[Release, ...] = ()
    #: Drains of low points that work only in part.
    drains: tuple[Drains, ...] = ()
    #: Heights that are dangerous in truth, where others than the public ones are meant.
    heights: tuple[Height, ...] = ()


def scenario(name: str) -> Scenario:
    """Return the shipped scenario of that name.

    Raises:
        SimulatorError: If there is none.
    """
    names = scenario_names()
    if name not in names:
        hint = suggestion(name, names) or f", expected one of {', '.join(names)}"
        raise SimulatorError(f'unknown scenario "{name}"{hint}')
    source = _FOLDER / f"{name}.yaml"
    return parse_scenario(source.read_text("utf-8"), origin=f"simulators/scenarios/{name}.yaml")


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(item.name.removesuffix(".yaml") for item in _FOLDER.iterdir() if item.name.endswith(".yaml"))


def parse_scenario(text: str, *, origin: str) -> Scenario:
    """Return the scenario that a document describes.

    Raises:
        SimulatorError: If the document is wrong; names the line.
    """
    try:
        return _scenario(Section.top(read_document(text, origin=origin, what="scenario"), kind="Scenario", keys=_KEYS))
    except DocumentError as error:
        raise SimulatorError(str(error)) from None


def _scenario(top: Section) -> Scenario:
    title = top.section("title", keys=("zh", "en"))
    rain = top.section("rain", keys=("mm", "from_h", "until_h", "cells"))
    length = _positive(top, "length_h", top.number("length_h"))
    start, end = rain.number("from_h"), rain.number("until_h")
    if not 0 <= start < end <= length:
        rain.fail(f"expected 0 ≤ from_h < until_h ≤ {length:g}, got {start:g} and {end:g}", key="until_h")
    wetness = top.number("wetness")
    if not 0 <= wetness <= 1:
        top.fail(f"wetness: expected 0 to 1, got {wetness:g}", key="wetness")
    return Scenario(
        id=top.text("id"),
        title_zh=title.text("zh"),
        title_en=title.text("en"),
        length_h=length,
        rain_mm=_positive(rain, "mm", rain.number("mm")),
        rain_from_h=start,
        rain_until_h=end,
        cells=_positive(rain, "cells", rain.whole("cells")),
        wetness=wetness,
        sightings_per_day=top.number("sightings_per_day", default=0.0),
        losses=tuple(_loss(entry) for entry in top.sections("losses", keys=("station", "at_h"))),
    )


def _loss(entry: Section) -> Loss:
    return Loss(station=entry.text("station"), at_h=entry.number("at_h"))


def _positive(section: Section, key: str, value: N) -> N:
    if value <= 0:
        section.fail(f"{section.path(key)}: expected more than 0, got {value:g}", key=key)
    return value
