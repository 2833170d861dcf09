"""The two codecs: bytes → pack → resolved records → readings."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import cbor2

from ingest.wire.document import parse_document
from ingest.wire.raw import Raw, RawReading
from ingest.wire.refusal import Code, Refusal
from ingest.wire.senml.name import Name, parse_name
from ingest.wire.senml.resolve import CBOR_LABELS, Resolved, resolve
from ingest.wire.senml.unit import PLACES, in_our_unit
from sensing.quality import Check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.wire.raw import Memory
    from sensing.station import Station

#: Marks the source of a sum; no SenML name can hold the letter.
SUM: Final = "#sum"
#: How deep CBOR may nest; a pack is two levels, the rest is room for extensions.
MAX_DEPTH: Final = 16
#: Longest whole number taken, bits; a 64-bit float holds no longer one.
_MAX_BITS: Final = 1024

#: Longitude and latitude by device and time.
_Places = dict[tuple[str, int | None], tuple[float, float]]


def read_json(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:  # noqa: ARG001 - a codec's own
    """Return what a SenML pack in JSON says."""
    return _read(parse_document(payload), codec="senml+json", station=station, arrived=arrived)


def read_cbor(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:  # noqa: ARG001 - a codec's own
    """Return what a SenML pack in CBOR says."""
    return _read(_parse_cbor(payload), codec="senml+cbor", station=station, arrived=arrived)


def _read(pack: Any, *, codec: str, station: Station, arrived: int) -> Raw:
    if isinstance(pack, Refusal):
        return Raw(refusals=(pack,))
    resolved, refusals = resolve(pack, arrived=arrived)
    own = frozenset({str(station.id), station.addresses.get(codec, "")} - {""})
    named = [(parse_name(record.name, own=own), record) for record in resolved]
    places, more = _places(named)
    readings: list[RawReading] = []
    for name, record in named:
        if record.unit not in PLACES:
            readings += _readings(record, name=name, place=places.get((name.device, record.time)))
    return Raw(readings=tuple(readings), refusals=(*refusals, *more))


def _readings(record: Resolved, *, name: Name, place: tuple[float, float] | None) -> Iterable[RawReading]:
    """Return the reading of a record, and the one of its sum."""
    # A name that is only the device's leaves the unit to tell its sensors apart.
    source = name.code or record.unit
    why = Check.ARRIVAL_TIME if record.is_relative and record.time is not None else Check.NONE
    if record.value is not None:
        value, unit = in_our_unit(record.value, record.unit, code=name.code)
        yield RawReading(source, name.code, record.time, value, why=why, address=name.device, place=place, unit=unit)
    if record.sum is not None:
        # A sum beside a value is an extra that few stations register; alone it is what the record is about.
        is_optional = record.value is not None
        yield RawReading(
            source + SUM,
            "",
            record.time,
            record.sum,
            why=why,
            address=name.device,
            place=place,
            is_optional=is_optional,
        )


def _places(named: Iterable[tuple[Name, Resolved]]) -> tuple[_Places, list[Refusal]]:
    """Return where each device was at each time, from records with the units ``lon`` and ``lat``."""
    parts: dict[tuple[str, int | None], dict[str, Resolved]] = {}
    for name, record in named:
        if record.unit in PLACES and record.value is not None:
            parts.setdefault((name.device, record.time), {})[record.unit] = record
    places: _Places = {}
    refusals: list[Refusal] = []
    for key, pair in parts.items():
        if len(pair) == len(PLACES):
            places[key] = (pair["lon"].value or 0.0, pair["lat"].value or 0.0)
            continue
        (record,) = pair.values()
        detail = f"[{record.position}].u: expected lon and lat of one name and time, got {record.unit} alone"
        refusals.append(Refusal(code=Code.BAD_LOCATION, detail=detail))
    return places, refusals


def _parse_cbor(payload: bytes) -> Any | Refusal:
    """Return the values of a CBOR pack with its labels named, or why it is none."""
    stream = io.BytesIO(payload)
    try:
        document = cbor2.CBORDecoder(
            stream,
            semantic_decoders=_TAGS,
            max_depth=MAX_DEPTH,
            allow_duplicate_keys=False,
        ).decode()
    except (cbor2.CBORDecodeError, ValueError, OverflowError, MemoryError, RecursionError) as error:
        cause = f" ({error.__cause__})" if error.__cause__ else ""
        return Refusal(code=Code.MALFORMED_FRAME, detail=f"expected CBOR: {error}{cause}")
    if (rest := len(payload) - stream.tell()) > 0:
        return Refusal(code=Code.MALFORMED_FRAME, detail=f"expected one CBOR item, got {rest} bytes after it")
    return [_named(record) for record in document] if isinstance(document, list) else document


def _named(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    return {_label(label): _plain(value) for label, value in record.items()}


def _label(label: Any) -> Any:
    return CBOR_LABELS.get(label, label) if type(label) is int else label


def _plain(value: Any) -> Any:
    """Return decimal fractions and overlong integers as the floats they stand for."""
    if isinstance(value, Decimal) or (isinstance(value, int) and value.bit_length() > _MAX_BITS):
        try:
            return float(value)
        except OverflowError:
            return float("inf")
    return value


def _refuse_tag(_decoder: Any) -> Any:
    raise ValueError("a tag that SenML has no use for")


#: Tags that the library would turn into dates, patterns, addresses, or references into the document itself.
_TAGS: Final = dict.fromkeys(
    (0, 1, 5, 25, 28, 29, 30, 35, 36, 37, 43, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799), _refuse_tag
)
