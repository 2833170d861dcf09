"""Station documents: what a person writes of a station (YAML or JSON) to and from the Station.

Two forms with the same keys: an entry of a list of stations, and a document with ``apiVersion`` and ``kind:
Station``, where ``type`` says what kind of station it is. The schema is docs/reference/stations.md.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sensing.duration import format_duration
from sensing.errors import RegistryError
from sensing.limits import Limits
from sensing.property import PROPERTIES, conversion
from sensing.section import API_VERSION, Section
from sensing.station import GROUP_KINDS, Datastream, Station, StationId, StationKind

if TYPE_CHECKING:
    from sensing.document import Document, Node

#: Ids used on the wire.
STATION_ID = r"[A-Za-z0-9._-]{1,64}"

_FACTS = (
    "id", "name", "division", "lon", "lat", "river", "demo", "gateway", "addresses", "groups", "notes", "datastreams",
)  # fmt: skip
_STREAM_KEYS = ("property", "unit", "interval", "source", "limits")
_NUMBERS = ("rise", "fall", "spike", "shift", "oscillation", "disagreement")
_LIMIT_KEYS = ("hard", "soft", "stuck", "neighbours", *_NUMBERS)


def read_station(node: Node, *, origin: str) -> Station:
    """Return the station that an entry of a list describes.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    return _station(Section(node, name="", origin=origin, keys=(*_FACTS, "kind")), kind_key="kind")


def read_station_document(document: Document) -> Station:
    """Return the station of a document with ``kind: Station``.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Station", keys=("apiVersion", "kind", "type", *_FACTS))
    return _station(top, kind_key="type")


def _station(section: Section, *, kind_key: str) -> Station:
    station_id = section.text("id")
    if not re.fullmatch(STATION_ID, station_id):
        section.fail(f"id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {station_id!r}", key="id")
    division = section.text("division")
    if not re.fullmatch(r"[0-9]{12}", division):
        section.fail(f"division: expected 12 digits, got {division!r}", key="division")
    lon, lat = section.number("lon"), section.number("lat")
    if not -180 <= lon <= 180 or not -90 <= lat <= 90:  # noqa: PLR2004  degrees
        section.fail(f"lon, lat: expected degrees (lon, lat), got {lon:g}, {lat:g}: swapped?", key="lon")
    return Station(
        id=StationId(station_id),
        name=section.text("name"),
        kind=StationKind(section.choice(kind_key, [kind.value for kind in StationKind])),
        division=division,
        lon=lon,
        lat=lat,
        river=section.text("river", default=""),
        is_demo=section.truth("demo", default=False),
        gateway=section.text("gateway", default=""),
        addresses=section.entries("addresses"),
        groups=_groups(section),
        notes=section.entries("notes"),
        datastreams=tuple(_streams(section)),
    )


def _groups(section: Section) -> dict[str, str]:
    if not section.has("groups"):
        return {}
    groups = section.section("groups", keys=GROUP_KINDS)
    return {kind: groups.text(kind) for kind in groups.names()}


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
        found.append(
            Datastream(
                property=key,
                unit=unit,
                interval=inner.duration("interval", default=timedelta(minutes=5)),
                source=inner.text("source", default=""),
                limits=_limits(inner),
            )
        )
    return found


def _limits(stream: Section) -> Limits:
    if not stream.has("limits"):
        return Limits()
    section = stream.section("limits", keys=_LIMIT_KEYS)
    hard = section.pairs("hard")
    if len(hard) > 1:
        section.fail(f"limits.hard: expected one range, got {len(hard)}", key="hard")
    numbers = {key: section.number(key) for key in _NUMBERS if section.has(key)}
    try:
        return Limits(
            hard=hard[0] if hard else None,
            soft=section.pairs("soft"),
            stuck=section.duration("stuck") if section.has("stuck") else None,
            neighbours=section.texts("neighbours", absent="no neighbours"),
            **numbers,
        )
    except RegistryError as error:
        section.fail(str(error))


def station_document(station: Station) -> dict[str, Any]:
    """Return a station as the document that ``read_station_document`` reads back to the same station."""
    facts: dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": "Station",
        "id": str(station.id),
        "name": station.name,
        "type": station.kind.value,
        "division": station.division,
        "lon": station.lon,
        "lat": station.lat,
    }
    rest = {
        "river": station.river,
        "demo": station.is_demo,
        "gateway": station.gateway,
        "addresses": dict(station.addresses),
        "groups": dict(station.groups),
        "notes": dict(station.notes),
        "datastreams": [_stream_document(stream) for stream in station.datastreams],
    }
    return facts | {key: value for key, value in rest.items() if value}


def _stream_document(stream: Datastream) -> dict[str, Any]:
    rest = {"source": stream.source, "limits": limits_document(stream.limits)}
    return {
        "property": stream.property,
        **({"unit": stream.unit} if stream.unit else {}),
        "interval": format_duration(stream.interval),
        **{key: value for key, value in rest.items() if value},
    }


def limits_document(limits: Limits) -> dict[str, Any]:
    """Return the bounds that are set, as a document writes them."""
    facts = {
        "hard": None if limits.hard is None else list(limits.hard),
        "soft": [list(each) for each in limits.soft],
        "stuck": None if limits.stuck is None else format_duration(limits.stuck),
        "neighbours": list(limits.neighbours),
        **{key: getattr(limits, key) for key in _NUMBERS},
    }
    return {key: value for key, value in facts.items() if value not in (None, [])}
