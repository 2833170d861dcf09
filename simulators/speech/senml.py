"""SenML: a report as a pack of records, in JSON or CBOR. Pure.

Source:
    RFC 8428, 4 to 6; units of RFC 8428, 12.1 and RFC 8798 (secondary ones need version 26 of RFC 9100).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cbor2
import msgspec

from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from simulators.report import Report

#: Unit of the registry by our own; what is not here is left to the station's registration.
_UNITS: Final = {"m": "m", "mm": "mm", "m³/s": "m3/s", "°C": "Cel", "hPa": "hPa", "m/s": "m/s", "V": "V", "dBm": "dBm"}
_UNITS_MORE: Final = {"µg/m³": "ug/m3", "mg/L": "mg/l", "%": "/100", "°": "deg"}
#: Units of the secondary registry, and the version that allows them.
_SECONDARY: Final = frozenset({"mm", "hPa", "dBm", "ug/m3", "mg/l", "/100", "deg"})
_WITH_SECONDARY: Final = 26
_LABELS: Final = {"bver": -1, "bn": -2, "bt": -3, "n": 0, "u": 1, "v": 2}


def senml_json(report: Report) -> bytes:
    """Return a report as SenML in JSON."""
    return msgspec.json.encode(_pack(report))


def senml_cbor(report: Report) -> bytes:
    """Return a report as SenML in CBOR."""
    return cbor2.dumps([{_LABELS[key]: value for key, value in record.items()} for record in _pack(report)])


def _pack(report: Report) -> list[dict[str, Any]]:
    records = [_record(key, value) for key, value in report.values.items()]
    if report.place:
        lon, lat = report.place
        records += [{"n": "place", "u": "lon", "v": round(lon, 5)}, {"n": "place", "u": "lat", "v": round(lat, 5)}]
    head: dict[str, Any] = {"bn": f"{report.station.id}/", "bt": report.t_ms / 1000}
    if any(record.get("u") in _SECONDARY for record in records):
        head = {"bver": _WITH_SECONDARY, **head}
    return [{**head, **records[0]}, *records[1:]] if records else []


def _record(key: str, value: float) -> dict[str, Any]:
    ours = PROPERTIES[key].unit
    unit = _UNITS.get(ours) or _UNITS_MORE.get(ours)
    return {"n": key, "u": unit, "v": value} if unit else {"n": key, "v": value}
