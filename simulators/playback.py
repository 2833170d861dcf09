"""Replay, the shell: reads a recorded file and publishes it at any speed.

Open loop: a message leaves when its recorded time has come on the shortened clock, measured from the first row.
When the broker is slower than the schedule the window fills and the replay waits; it loses nothing.
"""

from __future__ import annotations

import csv
import gzip
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sensing.errors import suggestion
from sensing.instant import to_micros
from simulators.errors import SimulatorError
from simulators.replay import Tally, messages, samples
from simulators.replay_map import ReplayMap, Shift, parse_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

#: How long a full window is waited for before the stop signal is looked at again, seconds.
_PATIENCE_S = 0.5


class Outlet(Protocol):
    """Where messages go."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message; return whether it was taken within the time."""


def load_map(path: Path) -> ReplayMap:
    """Return the replay map in a file.

    Raises:
        SimulatorError: If it cannot be read or is wrong; names file and line.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot read the replay map: {error}"
        raise SimulatorError(message) from None
    return parse_map(text, origin=str(path))


def read_rows(path: Path, replay_map: ReplayMap) -> Iterator[dict[str, str]]:
    """Yield the rows of a ``.csv`` or ``.csv.gz`` file.

    Raises:
        SimulatorError: If the file cannot be read, or lacks a column that the map asks for.
    """
    try:
        with _open(path) as file:
            reader = csv.DictReader(file, delimiter=replay_map.separator, restval="")
            _require(replay_map, list(reader.fieldnames or ()), path)
            yield from reader
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        message = f"{path}: cannot read the recording: {error}"
        raise SimulatorError(message) from None


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open("r", encoding="utf-8-sig", newline="")


def _require(replay_map: ReplayMap, header: list[str], path: Path) -> None:
    for column, line in replay_map.columns():
        if column in header:
            continue
        hint = suggestion(column, header) or f", the file has {', '.join(header) or 'no columns'}"
        where = f"{replay_map.origin}:{line}" if line else replay_map.origin
        message = f'{where}: {path.name} has no column "{column}"{hint}'
        raise SimulatorError(message)


def play(
    path: Path,
    replay_map: ReplayMap,
    *,
    outlet: Outlet,
    speed: float,
    stop: threading.Event | None = None,
    clock: Callable[[], datetime] | None = None,
    on_progress: Callable[[Tally], None] | None = None,
) -> Tally:
    """Publish a recording and return what became of its rows.

    Args:
        path: ``.csv`` or ``.csv.gz``.
        replay_map: What its columns mean.
        outlet: A started publisher.
        speed: Recorded seconds in a second of wall time; 0 means as fast as the broker takes them.
        stop: Ends the replay early when set.
        clock: Reads the wall clock, aware UTC.
        on_progress: Told the tally after each message.

    Raises:
        SimulatorError: If the file does not fit the map, or the speed is below 0.
    """
    if not speed >= 0:
        message = f"expected a speed of 0 (as fast as possible) or above, got {speed:g}"
        raise SimulatorError(message)
    ended, now = stop or threading.Event(), clock or _utc_now
    tally, start = Tally(), to_micros(now())
    first = _first_time(path, replay_map)
    restamp = _restamp(path, replay_map, start=start, first=first, speed=speed)
    for due in messages(read_rows(path, replay_map), replay_map, tally=tally, restamp=restamp):
        if speed:
            wait = (due.time - first) / speed / 1e6 - (to_micros(now()) - start) / 1e6
            ended.wait(max(wait, 0.0))
        while not ended.is_set() and not outlet.publish(due.topic, due.payload, timeout=_PATIENCE_S):
            pass
        if ended.is_set():
            break
        if on_progress:
            on_progress(tally)
    return tally


def _first_time(path: Path, replay_map: ReplayMap) -> int:
    """Return the time of the first row that holds a value, µs; 0 for an empty recording."""
    found = samples(read_rows(path, replay_map), replay_map, tally=Tally())
    first = next(found, None)
    return first.time if first else 0


def _restamp(path: Path, replay_map: ReplayMap, *, start: int, first: int, speed: float) -> Callable[[int], int] | None:
    """Return which time is published for a recorded one, both µs; None for the recorded one itself."""
    if replay_map.shift is Shift.NOW:
        return lambda time: start + int((time - first) / speed) if speed else start
    if replay_map.shift is Shift.END:
        last = max(
            (sample.time for sample in samples(read_rows(path, replay_map), replay_map, tally=Tally())), default=0
        )
        return lambda time: start + time - last
    return None


def _utc_now() -> datetime:
    """Read the clock; the one place of this shell that does."""
    return datetime.now(UTC)  # noqa: TID251
