"""Resolving a pack: every record stands for itself once the base fields before it are added to it.

A fault of one record refuses that record. A fault of a base field, a version that is not understood, or a field
that must be understood refuses the pack, because every record after it would be read wrongly.

Source:
    RFC 8428, 4 and 6 (labels); RFC 9100 (``bver`` as a set of features, 26 = secondary units).
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

from ingest.wire.refusal import Code, Refusal, shown
from ingest.wire.senml.name import MAX_NAME, is_name

#: Times below it are relative to now, s (RFC 8428, 4.5.3).
RELATIVE: Final = 2**28
#: The version of RFC 8428; earlier ones are those of its drafts.
VERSION: Final = 10
#: The version with the one further feature that is understood: secondary units (RFC 9100, RFC 8798).
SECONDARY_UNITS: Final = 26
#: Field name by the label in CBOR.
CBOR_LABELS: Final = {
    -1: "bver",
    -2: "bn",
    -3: "bt",
    -4: "bu",
    -5: "bv",
    -6: "bs",
    0: "n",
    1: "u",
    2: "v",
    3: "vs",
    4: "vb",
    5: "s",
    6: "t",
    7: "ut",
    8: "vd",
}
_TEXTS: Final = ("bn", "bu", "n", "u")
_NUMBERS: Final = ("bt", "bv", "bs", "v", "s", "t", "ut")
_VALUES: Final = ("v", "vs", "vb", "vd")
#: What each value that is no number is called in a refusal.
_OTHERS: Final = {"vs": "text", "vb": "a boolean", "vd": "data"}


class Resolved(NamedTuple):
    """One record, its base fields added."""

    #: Position in the pack, from 0.
    position: int
    name: str
    unit: str
    #: µs since the epoch; None: now.
    time: int | None
    #: Whether ``time`` was told as a distance from now.
    is_relative: bool
    #: None when the record has a sum only.
    value: float | None
    #: Sum of the values over time, in the unit times seconds; None when there is none.
    sum: float | None


def resolve(pack: Any, *, arrived: int) -> tuple[list[Resolved], list[Refusal]]:
    """Return the records of a pack that hold a number, and what was wrong with the others.

    Args:
        pack: The values of the document, CBOR labels already named.
        arrived: What "now" means, µs since the epoch.
    """
    fault = _pack_fault(pack)
    if fault is not None:
        return [], [fault]
    resolved: list[Resolved] = []
    refusals: list[Refusal] = []
    bases: dict[str, Any] = {}
    for position, record in enumerate(pack):
        bases |= {label: record[label] for label in ("bn", "bt", "bu", "bv", "bs") if label in record}
        if not record.keys() & {"n", "u", "t", "ut", "s", *_VALUES}:
            continue
        found = _record(record, bases, position=position, arrived=arrived)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            resolved.append(found)
    if not resolved and not refusals:
        refusals = [Refusal(code=Code.MISSING_FIELD, detail="pack: expected a value, got base fields only")]
    return resolved, refusals


def _pack_fault(pack: Any) -> Refusal | None:
    """Return why nothing of a pack can be read."""
    if not isinstance(pack, list):
        return Refusal(code=Code.WRONG_TYPE, detail=f"pack: expected an array of records, got {shown(pack)}")
    if not pack:
        return Refusal(code=Code.MISSING_FIELD, detail="pack: expected a record, got an empty array")
    for position, record in enumerate(pack):
        if not isinstance(record, dict):
            return Refusal(code=Code.WRONG_TYPE, detail=f"[{position}]: expected a record, got {shown(record)}")
        fault = _version_fault(record) or _unknown_fault(record) or _type_fault(record, ("bn", "bu", "bt", "bv", "bs"))
        if fault is not None:
            return Refusal(code=fault.code, detail=f"[{position}].{fault.detail}")
    return None


def _version_fault(record: dict[Any, Any]) -> Refusal | None:
    version = record.get("bver", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return Refusal(code=Code.WRONG_TYPE, detail=f"bver: expected a positive integer, got {shown(version)}")
    if version > VERSION and version != SECONDARY_UNITS:
        detail = f"bver: expected at most {VERSION}, or {SECONDARY_UNITS} for secondary units, got {shown(version)}"
        return Refusal(code=Code.BAD_VALUE, detail=detail)
    return None


def _unknown_fault(record: dict[Any, Any]) -> Refusal | None:
    """Return the refusal of a field whose name says that it must be understood."""
    for label in record:
        if isinstance(label, str) and label.endswith("_"):
            return Refusal(code=Code.BAD_VALUE, detail=f"{shown(label)}: a field that must be understood, and is not")
    return None


def _type_fault(record: dict[Any, Any], labels: tuple[str, ...]) -> Refusal | None:
    for label in labels:
        if label not in record:
            continue
        value = record[label]
        if label in _TEXTS and not isinstance(value, str):
            return Refusal(code=Code.WRONG_TYPE, detail=f"{label}: expected text, got {shown(value)}")
        if label in _NUMBERS:
            if not isinstance(value, int | float) or isinstance(value, bool):
                return Refusal(code=Code.WRONG_TYPE, detail=f"{label}: expected a number, got {shown(value)}")
            if not _is_finite(value):
                return Refusal(code=Code.NOT_FINITE, detail=f"{label}: expected a finite number, got {shown(value)}")
    return None


def _record(record: dict[str, Any], bases: dict[str, Any], *, position: int, arrived: int) -> Resolved | Refusal:
    fault = _type_fault(record, ("n", "u", "v", "s", "t", "ut")) or _value_fault(record)
    name = bases.get("bn", "") + str(record.get("n", ""))
    if fault is None and not is_name(name):
        detail = f"n: expected a name of at most {MAX_NAME} of A-Z a-z 0-9 - : . / _, got {shown(name)}"
        fault = Refusal(code=Code.BAD_VALUE if name else Code.MISSING_FIELD, detail=detail)
    if fault is not None:
        return Refusal(code=fault.code, detail=f"[{position}].{fault.detail}")
    time, is_relative = _time(bases.get("bt", 0), record.get("t", 0), arrived=arrived)
    return Resolved(
        position=position,
        name=name,
        unit=record.get("u", bases.get("bu", "")),
        time=time,
        is_relative=is_relative,
        value=_plus(bases.get("bv", 0), record.get("v")),
        sum=_plus(bases.get("bs", 0), record.get("s")),
    )


def _value_fault(record: dict[str, Any]) -> Refusal | None:
    """Return why a record holds no number."""
    given = [label for label in _VALUES if label in record]
    if len(given) > 1:
        return Refusal(code=Code.BAD_VALUE, detail=f"{given[1]}: expected one value, got {', '.join(given)}")
    if given and given[0] in _OTHERS:
        detail = f"{given[0]}: expected a number in v, got {_OTHERS[given[0]]}: every observed property is a quantity"
        return Refusal(code=Code.WRONG_TYPE, detail=detail)
    if not given and "s" not in record:
        return Refusal(code=Code.MISSING_FIELD, detail="v: expected a value or a sum, got neither")
    return None


def _time(base: float, own: float, *, arrived: int) -> tuple[int | None, bool]:
    """Return when a record was true, µs, and whether it said so as a distance from now."""
    if base + own >= RELATIVE:
        # Each part is exact to the microsecond; their sum as floats would not be.
        return _micros(base) + _micros(own), False
    distance = _micros(base) + _micros(own)
    return (arrived + distance if distance else None), True


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _plus(base: float, own: float | None) -> float | None:
    """Return base and value added, free of the noise that the addition may bring; None without a value."""
    if own is None or not base:
        return None if own is None else float(own)
    total = float(base) + float(own)
    return float(f"{total:.15g}") if math.isfinite(total) else total


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value) and math.isfinite(float(value) * 1_000_000)
    except OverflowError:
        return False
