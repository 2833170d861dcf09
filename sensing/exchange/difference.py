"""Difference: what changes between a stored station and the one that takes its place, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sensing.station_document import station_document

if TYPE_CHECKING:
    from sensing.station import Station

_FRAME = {"apiVersion", "kind", "id", "datastreams"}


def differences(old: Station | None, new: Station) -> dict[str, tuple[Any, Any]]:
    """Return (old, new) by the path of each field that differs; None stands for what is not there."""
    before, after = _flat(old) if old else {}, _flat(new)
    found = {path: (before.get(path), after.get(path)) for path in sorted(before.keys() | after.keys())}
    return {path: pair for path, pair in found.items() if pair[0] != pair[1]}


def _flat(station: Station) -> dict[str, Any]:
    document = station_document(station)
    flat = {("kind" if key == "type" else key): value for key, value in document.items() if key not in _FRAME}
    for stream in document.get("datastreams", []):
        flat |= {f"datastreams.{stream['property']}.{key}": value for key, value in stream.items() if key != "property"}
    # Their order is what people see; it is told only where the same ones stand in another one.
    order = [stream.property for stream in station.datastreams]
    return flat | {"datastreams": order} if order else flat
