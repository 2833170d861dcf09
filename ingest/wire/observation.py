"""The ``obs`` format: one object of readings, or an array of them.

Two readers that agree: a typed one for messages that are right, about half a microsecond each, and a
patient one that saves the good readings of a message that is not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from ingest.wire.document import parse_document
from ingest.wire.instant import Time  # noqa: TC001 - msgspec reads the annotation at run time
from ingest.wire.place import read_place
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Sequence


class Observation(msgspec.Struct, gc=False):
    """Readings that share a time and a place; keys of the wire. A struct because the typed reader fills it."""

    #: Value by property key, in the device's unit.
    v: dict[str, float]
    #: Epoch milliseconds, RFC 3339, or None for the arrival time.
    t: Time = None
    #: Longitude and latitude of a moving station.
    loc: tuple[float, float] | None = None
    #: Declared quality by property key.
    q: dict[str, str] | None = None
    #: How often the device has corrected this instant before, 0..127; None for never.
    rev: Any = None
    #: The device's own count of its messages; anything but an integer is passed over.
    seq: Any = None


_read = msgspec.json.Decoder(Observation | list[Observation]).decode
# The common shape has a reader of its own: a choice between two costs a fifth more.
_read_one = msgspec.json.Decoder(Observation).decode
_FAULTS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)


def read_all(payloads: Sequence[bytes]) -> list[Observation | list[Observation] | None]:
    """Return what each message says: one observation, several, or None where it has a fault.

    ``extend`` keeps what it had when a payload raises, and the iterator then stands behind that payload.
    """
    found: list[Observation | list[Observation] | None] = []
    unread = map(_read_one, payloads)
    while len(found) < len(payloads):
        try:
            found.extend(unread)
        except _FAULTS:
            found.append(read_observations(payloads[len(found)]))
    return found


def read_observations(payload: bytes) -> list[Observation] | None:
    """Return the observations of a message without a fault, or None when it has one: then ``salvage`` it."""
    try:
        found = _read(payload)
    except _FAULTS:
        return None
    return found if isinstance(found, list) else [found]


def salvage(payload: bytes) -> tuple[list[tuple[str, Observation]], list[Refusal]]:
    """Return the good readings of a faulty message, each with where it stood, and what was wrong with the rest."""
    document = parse_document(payload)
    if isinstance(document, Refusal):
        return [], [document]
    refusals: list[Refusal] = []
    found: list[tuple[str, Observation]] = []
    items = document if isinstance(document, list) else [document]
    for number, item in enumerate(items):
        where = place_of(number, is_array=items is document)
        observation = _salvage_one(item, where, refusals)
        if observation is not None:
            found.append((where, observation))
    return found, refusals


def place_of(number: int, *, is_array: bool) -> str:
    """Return how a detail names the object at a position of the message: ``[3].``, or nothing for a single one."""
    return f"[{number}]." if is_array else ""


def _salvage_one(item: Any, where: str, refusals: list[Refusal]) -> Observation | None:
    """Return what can be used of one object; what cannot is added to ``refusals``."""
    fault = _fault_of(item, where)
    if fault is not None:
        refusals.append(fault)
        return None
    loc = read_place(item.get("loc"))
    if isinstance(loc, Refusal):
        refusals.append(Refusal(code=loc.code, detail=where + loc.detail))
        return None
    marks = item.get("q") or {}
    values: dict[str, float] = {}
    for key, raw in item["v"].items():
        value = _number(raw, f"{where}v.{key}")
        mark = marks.get(key, "")
        if isinstance(value, Refusal):
            refusals.append(value)
        elif not isinstance(mark, str):
            detail = f"{where}q.{key}: expected good, doubtful or unreliable, got {shown(mark)}"
            refusals.append(Refusal(code=Code.WRONG_TYPE, detail=detail))
        else:
            values[key] = value
    if item["v"] and not values:
        return None
    declared = {key: marks[key] for key in values if key in marks}
    return Observation(v=values, t=item.get("t"), loc=loc, q=declared or None, rev=item.get("rev"), seq=item.get("seq"))


def _fault_of(item: Any, where: str) -> Refusal | None:
    """Return what makes a whole object unusable, whatever its readings are."""
    if not isinstance(item, dict):
        detail = f"{where or 'payload: '}expected an object or an array of objects, got {shown(item)}"
        return Refusal(code=Code.WRONG_TYPE, detail=detail)
    if "v" not in item:
        return Refusal(code=Code.MISSING_FIELD, detail=f"{where}v: expected an object of readings, got none")
    if not isinstance(item["v"], dict):
        detail = f"{where}v: expected an object of readings, got {shown(item['v'])}"
        return Refusal(code=Code.WRONG_TYPE, detail=detail)
    time = item.get("t")
    if isinstance(time, bool) or not isinstance(time, int | float | str | None):
        detail = f"{where}t: expected epoch milliseconds or RFC 3339, got {shown(time)}"
        return Refusal(code=Code.WRONG_TYPE, detail=detail)
    marks = item.get("q")
    if not isinstance(marks, dict | None):
        detail = f"{where}q: expected an object of qualities, got {shown(marks)}"
        return Refusal(code=Code.WRONG_TYPE, detail=detail)
    return None


def _number(raw: Any, where: str) -> float | Refusal:
    """Return a reading as a finite float, or why it is none."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return Refusal(code=Code.WRONG_TYPE, detail=f"{where}: expected a number, got {shown(raw)}")
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        return Refusal(code=Code.NOT_FINITE, detail=f"{where}: expected a finite number, got {shown(raw)}")
    return value
