"""Replay, pure part: from the rows of a recorded file to the messages a device would have sent.

A missing value is left out, a row without values sends nothing: a gap stays a gap. A qualifier nobody explained
makes a value doubtful, never good. What cannot be read is counted, not guessed, and never stops the replay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sensing.errors import InstantError
from sensing.instant import to_micros
from simulators.replay_map import WORSE, Trust
from simulators.wire import encode, observation, topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from simulators.replay_map import ReplayMap, TimeColumns, ValueColumn


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the rows; counts up while they are read."""

    rows: int = 0
    #: Values published.
    readings: int = 0
    messages: int = 0
    #: Values that the record itself calls missing.
    missing: int = 0
    #: Values published as doubtful or unreliable.
    flagged: int = 0
    #: Rows or values that could not be read.
    unreadable: int = 0
    #: The first of them, for people.
    first_unreadable: str = ""
    #: Qualifiers that the map does not explain.
    unexplained: set[str] = field(default_factory=set)

    def spoil(self, detail: str) -> None:
        """Count something unreadable."""
        self.unreadable += 1
        self.first_unreadable = self.first_unreadable or detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One row, understood."""

    station: str
    #: Recorded time, µs since the epoch.
    time: int
    #: Value by property, in the recorded unit.
    values: dict[str, float]
    #: ``doubtful`` or ``unreliable`` by property.
    quality: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, and when it is to leave."""

    #: Recorded time of its last row, µs since the epoch.
    time: int
    topic: str
    payload: bytes


def messages(
    rows: Iterable[Mapping[str, str]],
    replay_map: ReplayMap,
    *,
    tally: Tally,
    restamp: Callable[[int], int] | None = None,
) -> Iterator[Message]:
    """Yield the messages of a recording, in the order of the rows.

    Args:
        rows: Cells by column.
        replay_map: What the columns mean.
        tally: Counts what became of the rows.
        restamp: Time to publish for a recorded time, both µs; None keeps the recorded one.
    """
    waiting: dict[str, list[Sample]] = {}
    for sample in samples(rows, replay_map, tally=tally):
        held = waiting.setdefault(sample.station, [])
        held.append(sample)
        if len(held) >= replay_map.batch:
            yield _pack(waiting.pop(sample.station), replay_map, tally, restamp)
    for held in waiting.values():
        yield _pack(held, replay_map, tally, restamp)


def samples(rows: Iterable[Mapping[str, str]], replay_map: ReplayMap, *, tally: Tally) -> Iterator[Sample]:
    """Yield every row that holds a value."""
    for number, row in enumerate(rows, start=2):
        tally.rows += 1
        try:
            time = row_time(row, replay_map.time)
        except (ValueError, OverflowError, InstantError) as error:
            tally.spoil(f"line {number}: no time: {error}")
            continue
        values: dict[str, float] = {}
        quality: dict[str, str] = {}
        for column in replay_map.values:
            value, trust = _value(row, column, replay_map, tally, number)
            if value is None:
                continue
            values[column.property] = value
            if trust is not Trust.GOOD:
                quality[column.property] = trust.value
        if values:
            tally.readings += len(values)
            tally.flagged += len(quality)
            station = replay_map.station or row[replay_map.station_column].strip()
            yield Sample(station=station, time=time, values=values, quality=quality)


def row_time(row: Mapping[str, str], columns: TimeColumns) -> int:
    """Return when a row was true, µs since the epoch.

    Raises:
        ValueError: If its cells are no time.
    """
    if columns.parts:
        whole = [int(row[part]) for part in columns.parts]
        year, month, day, hour, minute, second = whole + [0] * (6 - len(whole))
        instant = datetime(year, month, day, hour, minute, second, tzinfo=columns.zone)
    elif columns.format == "epoch_s":
        instant = datetime.fromtimestamp(float(row[columns.column]), UTC)
    elif columns.format == "epoch_ms":
        instant = datetime.fromtimestamp(float(row[columns.column]) / 1000, UTC)
    elif columns.format == "rfc3339":
        instant = datetime.fromisoformat(row[columns.column].strip())
    else:
        instant = datetime.strptime(row[columns.column].strip(), columns.format)  # noqa: DTZ007  zone follows
    return to_micros(instant if instant.tzinfo else instant.replace(tzinfo=columns.zone))


def _value(
    row: Mapping[str, str], column: ValueColumn, replay_map: ReplayMap, tally: Tally, number: int
) -> tuple[float | None, Trust]:
    """Return a cell as a number with its trust; None for a gap."""
    cell = (row[column.column] or "").strip()
    trust = _trust(row[column.quality] or "", replay_map, tally) if column.quality else Trust.GOOD
    if cell in replay_map.missing or trust is Trust.SKIP:
        tally.missing += 1
        return None, trust
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        tally.spoil(f'line {number}: column "{column.column}": expected a number, got "{cell}"')
        return None, trust
    return value, trust


def _trust(cell: str, replay_map: ReplayMap, tally: Tally) -> Trust:
    """Return the worst that the comma-separated qualifiers of a cell say."""
    worst = Trust.GOOD
    for word in cell.split(","):
        qualifier = word.strip()
        if not qualifier:
            continue
        trust = replay_map.qualifiers.get(qualifier)
        if trust is None:
            tally.unexplained.add(qualifier)
            trust = Trust.DOUBTFUL
        worst = max(worst, trust, key=WORSE.__getitem__)
    return worst


def _pack(held: list[Sample], replay_map: ReplayMap, tally: Tally, restamp: Callable[[int], int] | None) -> Message:
    tally.messages += 1
    bodies: list[dict[str, Any]] = [
        observation((restamp(sample.time) if restamp else sample.time) // 1000, sample.values, quality=sample.quality)
        for sample in held
    ]
    return Message(
        time=held[-1].time,
        topic=topic(replay_map.division, held[-1].station, "obs"),
        payload=encode(bodies),
    )
