"""The status bits of a station (element 45): what is newly wrong, and what is well again.

States come with every report; only a change is worth telling. The bits of each station are remembered, a frame that
comes again gives what it gave the first time, and after a start a station that has something wrong says so once more.

The door bit is 0 for open, and many stations have no door and send 0 for ever: open counts only after closed was seen.

Source:
    SL 651-2014, table 58.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: Something about the station itself is wrong.
FAULTS: Final = {
    0: "ac_power_off",
    1: "battery_low",
    5: "flow_meter_fault",
    6: "level_meter_fault",
    8: "memory_fault",
}
#: The station has compared a reading with a limit of its own.
ALARMS: Final = {
    2: "level_over_limit",
    3: "flow_over_limit",
    4: "quality_over_limit",
    11: "remaining_water_low",
}
_DOOR_CLOSED: Final = 1 << 7
_DOOR_OPEN: Final = "door_open"
#: Stations remembered; the one heard of first is forgotten first.
MOST_STATIONS: Final = 20_000


class Change(NamedTuple):
    """What a report changed; all three may be empty of news."""

    #: Everything that is wrong now, in order of the bits.
    wrong: tuple[str, ...]
    #: What of it is new.
    begun: tuple[str, ...]
    #: What was wrong before and is not now.
    ended: tuple[str, ...]


class _State(NamedTuple):
    time: int
    bits: int
    wrong: frozenset[str]
    change: Change


class Statuses:
    """The last status bits of every station; bounded."""

    __slots__ = ("_states",)

    def __init__(self) -> None:
        """Begin knowing none."""
        self._states: dict[tuple[str, str], _State] = {}

    def take(self, key: tuple[str, str], *, time: int, bits: int) -> Change | None:
        """Return what the bits change, or None when they change nothing or are older than those known."""
        known = self._states.get(key)
        if known is not None and time <= known.time:
            return _news(known.change) if (time, bits) == (known.time, known.bits) else None
        wrong = _wrong(bits, known)
        before = known.wrong if known else frozenset()
        now = frozenset(wrong)
        change = Change(
            wrong,
            tuple(name for name in wrong if name not in before),
            tuple(sorted(before - now)),
        )
        if known is None and len(self._states) >= MOST_STATIONS:
            del self._states[next(iter(self._states))]
        self._states[key] = _State(time, bits, now, change)
        return _news(change)


def _wrong(bits: int, known: _State | None) -> tuple[str, ...]:
    names = [name for bit, name in sorted((FAULTS | ALARMS).items()) if bits >> bit & 1]
    was_closed = known is not None and bool(known.bits & _DOOR_CLOSED)
    was_open = known is not None and _DOOR_OPEN in known.wrong
    if not bits & _DOOR_CLOSED and (was_closed or was_open):
        names.append(_DOOR_OPEN)
    return tuple(names)


def _news(change: Change) -> Change | None:
    return change if change.begun or change.ended else None
