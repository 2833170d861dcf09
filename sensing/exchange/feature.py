"""GeoJSON: a FeatureCollection of points to a table and back; one feature is one station.

``properties`` take the same names as the columns of a table; a list ``datastreams`` in them is one row each.
Coordinates are (lon, lat).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sensing.exchange.table import MOST_COLUMNS, MOST_ROWS, Row, Table, TableError, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.exchange.station_row import Cells

_PLACE = ("lon", "lat")


def read_features(text: str) -> Table:
    """Return the table of a FeatureCollection or a single Feature.

    Raises:
        TableError: If it is neither.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableError(f"file: expected GeoJSON, got no JSON: {error}") from None
    features = _features(document)
    found = [(number, record) for number, one in enumerate(features, start=1) for record in _records(one, number)]
    header = tuple(dict.fromkeys(key for _, record in found for key in record))
    if len(found) > MOST_ROWS or len(header) > MOST_COLUMNS:
        size = f"{len(found)} rows of {len(header)}"
        raise TableError(f"file: expected at most {MOST_ROWS} rows of {MOST_COLUMNS} properties, got {size}")
    rows = tuple(Row(number=n, cells=tuple(storable(record.get(key, "")) for key in header)) for n, record in found)
    return Table(header=tuple(map(storable, header)), rows=rows)


def _features(document: object) -> Sequence[object]:
    if isinstance(document, dict) and document.get("type") == "Feature":
        return [document]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not isinstance(document, dict) or document["type"] != "FeatureCollection":
        raise TableError("file: expected a GeoJSON FeatureCollection of points")
    return features


def _records(feature: object, number: int) -> list[dict[str, str]]:
    """Return the rows of one feature; a geometry that is no point is left out, and its absence is told later."""
    if not isinstance(feature, dict):
        raise TableError(f"feature {number}: expected an object")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise TableError(f"feature {number}: expected properties to be an object")
    facts = {key: _text(value) for key, value in properties.items() if key != "datastreams"}
    if "id" in feature and "id" not in facts:
        facts["id"] = _text(feature["id"])
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(geometry.get("coordinates"), list):
        facts |= zip(_PLACE, map(_text, geometry["coordinates"]), strict=False)
    streams = properties.get("datastreams")
    if not isinstance(streams, list) or not streams:
        return [facts]
    return [
        facts | {key: _text(value) for key, value in stream.items()} if isinstance(stream, dict) else facts
        for stream in streams
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # A JSON text is no cell of a spreadsheet: it is taken as it stands.
        return f"'{value}" if value != value.strip() or value.startswith("'") else value
    return json.dumps(value, ensure_ascii=False)


def write_features(header: Sequence[str], rows: Sequence[Cells]) -> bytes:
    """Return the FeatureCollection of station rows; rows of one station become one feature.

    Args:
        header: Names of the cells; those up to ``property`` belong to the station.
        rows: Rows of one station stand together.
    """
    split = header.index("property")
    features: dict[str, dict[str, Any]] = {}
    for cells in rows:
        record = {key: cell for key, cell in zip(header, cells, strict=True) if cell != ""}
        facts = {key: record[key] for key in header[:split] if key in record and key not in _PLACE}
        feature = features.setdefault(
            str(facts["id"]),
            {
                "type": "Feature",
                "id": facts["id"],
                "geometry": {"type": "Point", "coordinates": [record["lon"], record["lat"]]},
                "properties": {**facts, "datastreams": []},
            },
        )
        stream = {key: record[key] for key in header[split:] if key in record}
        if stream:
            feature["properties"]["datastreams"].append(stream)
    collection = {"type": "FeatureCollection", "features": list(features.values())}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1).encode()
