"""Look: what a silence rule looks back on to tell whether a station was rising when it fell silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.feature.plan import Need
from rules.sources import trusted
from sensing.instant import span_micros

if TYPE_CHECKING:
    from rules.feature.plan import Plan
    from rules.past import Past
    from rules.rule import Rule
    from rules.silence.condition import Silence
    from rules.sources import Sources

_MILLIONTH = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at."""

    property: str
    #: Row of the past.
    row: int
    #: µs.
    window: int
    #: Millionths of the canonical unit.
    by: int

    def rise(self, past: Past, *, at: int) -> Rise | None:
        """Return the last trusted reading up to an instant and the rise before it; None when there is none.

        Args:
            past: The readings of late.
            at: µs.
        """
        rows, column, segments = np.array([self.row]), past.segments.column, past.segments
        last = int(past.after(rows, np.array([at]))[0]) - 1
        if last < int(segments.first[self.row]):
            return None
        time = int(column["time"][last])
        first = int(past.since(rows, np.array([time - self.window]))[0])
        values = column["value"][first : last + 1]
        low = first + int(np.argmin(values))
        return Rise(
            last=int(values[-1]) / _MILLIONTH,
            by=int(values[-1] - column["value"][low]) / _MILLIONTH,
            lasted=time - int(column["time"][low]),
            is_enough=int(values[-1] - column["value"][low]) >= self.by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """How much it rose before it fell silent."""

    #: Last reading, canonical unit.
    last: float
    #: Above the lowest one of the window, canonical unit.
    by: float
    #: Since the lowest one, µs.
    lasted: int
    #: Whether that is what the rule asks for.
    is_enough: bool


def look_of(rule: Rule, when: Silence, station: str, *, sources: Sources, plan: Plan) -> Look | None:
    """Return what is looked back on at a station; None where the rule does not ask, or nothing is measured."""
    rising = when.rising
    channels = sources.registry.channels_of(station) or {}
    if rising is None or rising.property not in channels:
        return None
    window = span_micros(rising.window)
    need = Need(datastream=int(channels[rising.property].number), quality=trusted(rule))
    # A silence is noticed only after its time, and the readings before it must still be there.
    row = plan.row(need, span=window + span_micros(when.after))
    return Look(property=rising.property, row=row, window=window, by=round(rising.by * _MILLIONTH))
