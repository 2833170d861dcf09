"""Readings: what the data area of one message measured.

Pure and total: whatever a value says, it becomes a reading or a refusal, or it is one of those that go without saying
(extremes, totals and states that nobody registered).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.wire.hj212.factors import INTERVAL, MEASURED, PROPERTY_OF, is_value, reading_suffix
from ingest.wire.hj212.marks import declared
from ingest.wire.hj212.segment import read_items
from ingest.wire.hj212.times import parse_time
from ingest.wire.raw import RawReading
from ingest.wire.refusal import Code, Refusal, shown
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from ingest.wire.hj212.segment import Item, Segment

_NUMBER = re.compile(r"[+-]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})([eE][+-]?\d{1,2})?")


class Measured(NamedTuple):
    """What a data area gave."""

    readings: list[RawReading]
    refusals: list[Refusal]


#: The values of one factor at one time by suffix, ``Flag`` and ``SampleTime`` among them.
Values = dict[str, str]


def measure(segment: Segment, body: str) -> Measured:
    """Return the readings of a data area that came under the head of a segment.

    Args:
        segment: Whose command, request number and address count.
        body: The data area; that of the segment, or of several packets joined.
    """
    items = read_items(body)
    refusals = [_not_an_item(value) for key, value in items if not key]
    groups = group(items)
    if not groups:
        return Measured([], refusals)
    time = data_time(segment, items)
    readings: dict[tuple[str, int], RawReading] = {}
    for code, values in groups:
        at = parse_time(values["SampleTime"]) if values.get("SampleTime") else time
        if at is None:
            at = Refusal(code=Code.BAD_TIME, detail=_expected_time(f"{code}-SampleTime", values["SampleTime"]))
        if isinstance(at, Refusal):
            if at not in refusals:
                refusals.append(at)
            continue
        _read_factor(code, values, segment=segment, time=at, into=readings, refusals=refusals)
    return Measured(list(readings.values()), refusals)


def group(items: list[Item]) -> list[tuple[str, Values]]:
    """Return the values of each factor; one that comes again under the same suffix begins a new group."""
    groups: list[tuple[str, Values]] = []
    current: dict[str, Values] = {}
    for key, value in items:
        code, dash, suffix = key.rpartition("-")
        if not dash:
            if key not in PROPERTY_OF:
                continue
            code, suffix = key, ""
        values = current.get(code)
        if values is None or suffix in values:
            values = current[code] = {}
            groups.append((code, values))
        values[suffix] = value
    return groups


def data_time(segment: Segment, items: list[Item]) -> int | Refusal:
    """Return the time of a data area, µs since the epoch: ``DataTime``, or of an instant also the request number."""
    given = next((value for key, value in items if key == "DataTime"), "")
    if not given:
        if segment.cn in INTERVAL or not segment.qn:
            return Refusal(code=Code.MISSING_FIELD, detail=f"DataTime: expected one in data of {segment.cn}, got none")
        given = segment.qn
    time = parse_time(given)
    if time is None:
        return Refusal(code=Code.BAD_TIME, detail=_expected_time("DataTime", given))
    return time


def _read_factor(
    code: str,
    values: Values,
    *,
    segment: Segment,
    time: int,
    into: dict[tuple[str, int], RawReading],
    refusals: list[Refusal],
) -> None:
    """Add the values of one factor; the last of a repeated one counts, and is doubtful when the others differ."""
    quality, why = declared(values.get("Flag", ""), values.get("EFlag", ""))
    main = reading_suffix(segment.cn, values) if segment.cn in MEASURED else None
    for suffix, text in values.items():
        if not is_value(suffix):
            continue
        is_main = suffix == main
        source = f"{code}-{suffix}" if suffix else code
        if not _NUMBER.fullmatch(text):
            if is_main:
                detail = f"{source}: expected a number, got {shown(text)}"
                refusals.append(Refusal(code=Code.BAD_VALUE, detail=detail))
            continue
        reading = RawReading(
            source=source,
            property=PROPERTY_OF.get(code, "") if is_main else "",
            time=time,
            value=float(text),
            quality=quality,
            why=why,
            address=segment.mn,
            is_optional=not is_main,
        )
        before = into.get((source, time))
        if before is not None and before.value != reading.value:
            doubt = max(quality, Quality.DOUBTFUL)
            reading = reading._replace(quality=doubt, why=why | Check.CONFLICT)
        into[source, time] = reading
        named = f"{segment.cn}/{source}"
        into[named, time] = reading._replace(source=named, property="", is_optional=True)


def _not_an_item(text: str) -> Refusal:
    return Refusal(code=Code.BAD_VALUE, detail=f"CP: expected key=value, got {shown(text)}")


def _expected_time(name: str, got: str) -> str:
    return f"{name}: expected YYYYMMDDhhmmss in Beijing time, got {shown(got)}"
