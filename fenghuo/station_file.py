"""Station files: YAML or JSON lists of stations, read strictly, every mistake with file and line.

- id: XY-H03
  name: 息县
  kind: river_gauge
  division: "411528000000"
  lon: 114.73
  lat: 32.33
  datastreams:
    - {property: water_level, unit: m, interval: 5m}
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sensing.document import Document, Node, Sequence, read_documents
from sensing.errors import DocumentError, RegistryError
from sensing.property import PROPERTIES, conversion
from sensing.section import Section
from sensing.station import Datastream, Station, StationId, StationKind

_KEYS = ("id", "name", "kind", "division", "lon", "lat", "river", "demo", "datastreams")
_STREAM_KEYS = ("property", "unit", "interval")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def parse_stations(text: str, *, origin: str) -> list[Station]:
    """Return the stations of a file.

    Raises:
        DocumentError: If the file is not a list of stations, or one of them is wrong; carries file and line.
    """
    found: list[Station] = []
    lines: dict[str, int] = {}
    for document in read_documents(text, origin=origin):
        for node in _entries(document):
            station = _station(Section(node, name="", origin=origin, keys=_KEYS))
            if station.id in lines:
                raise DocumentError(
                    f'station id "{station.id}" occurs twice, first on line {lines[station.id]}',
                    origin=origin,
                    line=node.line,
                )
            lines[station.id] = node.line
            found.append(station)
    return found


def station_json(station: Station) -> dict[str, Any]:
    """Return a station as the API takes it."""
    return {
        "id": station.id,
        "name": station.name,
        "kind": station.kind.value,
        "division": station.division,
        "lon": station.lon,
        "lat": station.lat,
        "river": station.river,
        "demo": station.is_demo,
        "datastreams": [
            {
                "property": stream.property,
                "unit": stream.unit,
                "interval_s": int(stream.interval.total_seconds()),
            }
            for stream in station.datastreams
        ],
    }


def _entries(document: Document) -> list[Node]:
    if not isinstance(document.root, Sequence):
        raise DocumentError("expected a list of stations", origin=document.origin, line=document.root.line)
    return document.root.items


def _station(section: Section) -> Station:
    station_id = section.text("id")
    if not _ID.fullmatch(station_id):
        section.fail(f"id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {station_id!r}", key="id")
    division = section.text("division")
    if not re.fullmatch(r"\d{12}", division):
        section.fail(f"division: expected 12 digits, got {division!r}", key="division")
    lon, lat = section.number("lon"), section.number("lat")
    if not -180 <= lon <= 180 or not -90 <= lat <= 90:  # noqa: PLR2004  degrees
        section.fail(f"lon, lat: expected degrees (lon, lat), got {lon:g}, {lat:g}: swapped?", key="lon")
    return Station(
        id=StationId(station_id),
        name=section.text("name"),
        kind=StationKind(section.choice("kind", [kind.value for kind in StationKind])),
        division=division,
        lon=lon,
        lat=lat,
        river=section.text("river", default=""),
        is_demo=section.truth("demo", default=False),
        datastreams=tuple(_streams(section)),
    )


def _streams(section: Section) -> list[Datastream]:
    found: list[Datastream] = []
    for inner in section.sections("datastreams", keys=_STREAM_KEYS):
        key = inner.choice("property", list(PROPERTIES))
        if key in {stream.property for stream in found}:
            inner.fail(f'property "{key}" occurs twice at this station', key="property")
        unit = inner.text("unit", default=PROPERTIES[key].unit)
        try:
            conversion(key, unit)
        except RegistryError as error:
            inner.fail(str(error), key="unit")
        interval = inner.duration("interval", default=timedelta(minutes=5))
        found.append(Datastream(property=key, unit=unit, interval=interval))
    return found
