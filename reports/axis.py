"""Axis: where instants and values lie on a chart, and which of them are written down. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final

from reports.drawing import FAINT, WIDTH, line, text
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

#: Distances between ticks, minutes.
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200)
#: Ticks at most.
_MOST: Final = 9
_MIDNIGHT_BEFORE_TIME: Final = datetime(2000, 1, 1, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """Instants from left to right."""

    start: datetime
    end: datetime
    left: float = 40.0
    right: float = WIDTH - 14

    def x(self, at: datetime) -> float:
        """Return where an instant lies; one outside lies at the edge."""
        span = max(1.0, (self.end - self.start).total_seconds())
        share = min(1.0, max(0.0, (at - self.start).total_seconds() / span))
        return self.left + share * (self.right - self.left)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield where ticks lie and what they say, in Beijing time."""
        minutes = (self.end - self.start).total_seconds() / 60
        step = timedelta(
            minutes=next((each for each in _STEPS if minutes / each <= _MOST), max(1, ceil(minutes / _MOST)))
        )
        at = _MIDNIGHT_BEFORE_TIME + ceil((self.start - _MIDNIGHT_BEFORE_TIME) / step) * step
        day = ""
        while at <= self.end:
            local = at.astimezone(BEIJING)
            date = f"{local:%m-%d}"
            yield (
                self.x(at),
                f"{local:%H:%M}" if date == day else (date if step >= timedelta(days=1) else f"{date} {local:%H:%M}"),
            )
            day = date
            at += step

    def drawn(self, *, top: float, bottom: float) -> Iterator[Markup]:
        """Yield the grid and its words."""
        for x, said in self.ticks():
            yield line(x, top, x, bottom)
            yield text(x, bottom + 12, said, size=9, anchor="middle", fill=FAINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAxis:
    """Values from the bottom up."""

    least: float
    most: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return where a value lies."""
        span = (self.most - self.least) or 1.0
        return self.bottom - (value - self.least) / span * (self.bottom - self.top)

    def drawn(self, *, left: float, right: float) -> Iterator[Markup]:
        """Yield the grid and its words."""
        for value in nice(self.least, self.most):
            yield line(left, self.y(value), right, self.y(value))
            yield text(left - 5, self.y(value) + 3, f"{value:g}", size=9, anchor="end", fill=FAINT)


def nice(least: float, most: float, *, count: int = 5) -> list[float]:
    """Return round values between two, a handful of them."""
    span = most - least
    if span <= 0:
        return [least]
    raw = span / count
    unit = 10 ** floor(log10(raw))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw)
    first = ceil(least / step - 1e-9)
    return [round(number * step, 10) for number in range(first, floor(most / step + 1e-9) + 1)]
