"""Faults of a sensor: it sticks, it spikes, it drifts, and its clock is wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulators.ambience import rounded
from simulators.faults.fault import draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulators.faults.fault import Truth, Window
    from simulators.report import Report

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """The sensor goes on saying what it measured when it stuck."""

    station: str
    #: The property that sticks; empty: all of them.
    property: str
    window: Window

    def changed(self, report: Report, *, truth: Truth) -> Report:
        """Return the report with the value of the moment at which it stuck."""

        def held(key: str, value: float) -> float:
            first = truth(self.station, key, self.window.from_s)
            return value if first is None else first

        return _with(report, self, held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Now and then one value is far off, and the next is right again."""

    station: str
    #: The property that spikes; empty: all of them.
    property: str
    window: Window
    #: Height, canonical unit; every spike goes that way or, for a negative one, down.
    by: float
    #: Part of the values that are off, 0..1.
    share: float
    seed: int

    def changed(self, report: Report, *, truth: Truth) -> Report:  # noqa: ARG002 - a fault's own
        """Return the report with the spikes that the seed puts there."""

        def off(key: str, value: float) -> float:
            is_off = draw(self.seed, "spike", self.station, key, report.at_s) < self.share
            return value + self.by if is_off else value

        return _with(report, self, off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The zero of the sensor moves; somebody puts it right when the window ends."""

    station: str
    #: The property that drifts; empty: all of them.
    property: str
    window: Window
    #: Canonical unit per simulated hour.
    per_h: float

    def changed(self, report: Report, *, truth: Truth) -> Report:  # noqa: ARG002 - a fault's own
        """Return the report with what has come together since the start of the window."""
        by = self.per_h * (report.at_s - self.window.from_s) / 3600
        return _with(report, self, lambda _key, value: value + by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSkew:
    """The device's clock is wrong, and goes wrong further."""

    station: str
    window: Window
    #: Seconds ahead of the true time at the start of the window; negative: behind.
    by_s: float
    #: Seconds that it gains each simulated day.
    per_day_s: float = 0.0

    def changed(self, report: Report, *, truth: Truth) -> Report:  # noqa: ARG002 - a fault's own
        """Return the report with the time that the device believes."""
        if report.station.id != self.station or not self.window.holds(report.at_s):
            return report
        ahead_s = self.by_s + self.per_day_s * (report.at_s - self.window.from_s) / _DAY_S
        return replace(report, t_ms=report.t_ms + round(ahead_s * 1000))


def _with(report: Report, fault: Stuck | Spike | Drift, change: Callable[[str, float], float]) -> Report:
    """Return the report with the values changed that the fault is about."""
    if report.station.id != fault.station or not fault.window.holds(report.at_s):
        return report
    values = {
        key: rounded(key, change(key, value)) if fault.property in {"", key} else value
        for key, value in report.values.items()
    }
    return replace(report, values=values)
