"""Scenario: what the sky and the devices do, as a small document.

The storm's total is an areal mean and always met; the seed decides where and when inside the window the
cells pass. Names are those of the files in ``simulators/scenarios``.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from simulators.document import meant, read_document
from simulators.errors import SimulatorError

if TYPE_CHECKING:
    from simulators.document import Section

_FOLDER = files("simulators") / "scenarios"


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


def scenario(name: str) -> Scenario:
    """Return the shipped scenario of that name.

    Raises:
        SimulatorError: If there is none.
    """
    names = scenario_names()
    if name not in names:
        message = f'unknown scenario "{name}", {meant(name, names)}'
        raise SimulatorError(message)
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
    document = read_document(text, origin=origin, kind="Scenario")
    document.allow(("apiVersion", "kind", "id", "title", "length_h", "rain", "wetness", "sightings_per_day", "losses"))
    title = document.section("title").allow(("zh", "en"))
    rain = document.section("rain").allow(("mm", "from_h", "until_h", "cells"))
    length = _positive(document, "length_h")
    start, end = rain.get("from_h", float), rain.get("until_h", float)
    if not 0 <= start < end <= length:
        rain.fail(f"expected 0 ≤ from_h < until_h ≤ {length:g}, got {start:g} and {end:g}", key="until_h")
    wetness = document.get("wetness", float)
    if not 0 <= wetness <= 1:
        document.fail(f'key "wetness": expected 0 to 1, got {wetness:g}', key="wetness")
    return Scenario(
        id=document.get("id", str),
        title_zh=title.get("zh", str),
        title_en=title.get("en", str),
        length_h=length,
        rain_mm=_positive(rain, "mm"),
        rain_from_h=start,
        rain_until_h=end,
        cells=int(_positive(rain, "cells")),
        wetness=wetness,
        sightings_per_day=document.get("sightings_per_day", float, 0.0),
        losses=tuple(_loss(entry) for entry in document.sections("losses")),
    )


def _loss(entry: Section) -> Loss:
    entry.allow(("station", "at_h"))
    return Loss(station=entry.get("station", str), at_h=entry.get("at_h", float))


def _positive(section: Section, key: str) -> float:
    value = section.get(key, float)
    if value <= 0:
        section.fail(f'key "{key}": expected more than 0, got {value:g}', key=key)
    return value
