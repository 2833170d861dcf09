"""Station files: lists of stations, or documents with ``kind: Station``; every mistake is told with file and line.

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

from typing import TYPE_CHECKING

from api.schema.station import put_json
from sensing.document import Document, Mapping, Node, Sequence, read_documents
from sensing.errors import DocumentError
from sensing.station_document import read_station, read_station_document

if TYPE_CHECKING:
    from typing import Any

    from sensing.station import Station


def parse_stations(text: str, *, origin: str) -> list[Station]:
    """Return the stations of a file.

    Raises:
        DocumentError: If the file is not a list of stations, or one of them is wrong; carries file and line.
    """
    found: list[Station] = []
    lines: dict[str, int] = {}
    for document in read_documents(text, origin=origin):
        for node in _entries(document):
            station = read_station_document(document) if node is document.root else read_station(node, origin=origin)
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
    return put_json(station)


def _entries(document: Document) -> list[Node]:
    if isinstance(document.root, Sequence):
        return document.root.items
    if isinstance(document.root, Mapping) and "apiVersion" in document.root.items:
        return [document.root]
    raise DocumentError("expected a list of stations", origin=document.origin, line=document.root.line)
