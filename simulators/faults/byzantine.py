"""Byzantine: a station that lies well. Every value is plausible, none is true. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from simulators.ambience import rounded

if TYPE_CHECKING:
    from simulators.faults.fault import Truth, Window
    from simulators.report import Report


class Lie(StrEnum):
    """How a station lies."""

    #: It falls as the truth rises, starting from the truth.
    OPPOSITE = "opposite"
    #: It is beside the truth by the same amount all the time.
    OFFSET = "offset"
    #: It says what another station measures.
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Byzantine:
    """A station that contradicts the truth without ever looking broken."""

    station: str
    #: The property it lies about.
    property: str
    window: Window
    lie: Lie
    #: Canonical unit; of an offset, and on top of what is copied.
    by: float = 0.0
    #: The station whose values are copied; empty for the other lies.
    of: str = ""

    def changed(self, report: Report, *, truth: Truth) -> Report:
        """Return the report with the lie in place of the value."""
        is_meant = report.station.id == self.station and self.property in report.values
        if not is_meant or not self.window.holds(report.at_s):
            return report
        told = rounded(self.property, self._told(report, truth))
        return replace(report, values={**report.values, self.property: told})

    def _told(self, report: Report, truth: Truth) -> float:
        value = report.values[self.property]
        if self.lie is Lie.OFFSET:
            return value + self.by
        if self.lie is Lie.COPY:
            copied = truth(self.of, self.property, report.at_s)
            return value if copied is None else copied + self.by
        first = truth(self.station, self.property, self.window.from_s)
        return value if first is None else 2 * first - value
