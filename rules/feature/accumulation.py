"""Accumulation: what came in several windows at once, such as rain of 1, 3, 6, 12 and 24 hours.

A level lists windows with amounts, and any of them satisfies it. Reaching the amount counts, unlike the strict
"above" of the other kinds: the national rainstorm signals are worded "has reached 50 mm or more" (达50毫米以上).

A sum is what is known to have come within the window, never an estimate: what is missing adds nothing. It raises
however little of the window is covered, because it has been reached; it clears only where the share ``coverage`` of the
window is covered, because otherwise nobody knows that it was less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rules.feature.antecedent import Antecedent, read_antecedent, write_antecedent
from rules.feature.pace import ladder, read_clear, write_clear
from rules.feature.windows import Amounts, read_amounts, windows_of, write_amounts
from rules.form import About, Form, read_positive
from rules.increment import COUNTER, MILLION
from rules.threshold.ladder import Clear
from sensing.duration import format_duration
from sensing.instant import span_micros
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from rules.form import Judged
    from rules.threshold.signed import Ladder
    from sensing.section import Section

#: What one reading covers by its definition.
INTERVALS: dict[str, timedelta] = {
    "rain_5m": timedelta(minutes=5),
    "rain_10m": timedelta(minutes=10),
    "rain_30m": timedelta(minutes=30),
    "rain_1h": timedelta(hours=1),
    "rain_3h": timedelta(hours=3),
    "rain_6h": timedelta(hours=6),
    "rain_12h": timedelta(hours=12),
    "rain_24h": timedelta(hours=24),
}
#: Properties that count up.
_COUNTERS = ("rain_total", "rain_today")
_KEYS = ("property", "of", "interval", "rollover", "levels", "coverage", "antecedent", "hold", "clear")


class Way(StrEnum):
    """What the readings of a property are."""

    #: Each says what came in an interval of its own.
    INCREMENTS = "increments"
    #: Each says what has come since the counter began.
    COUNTER = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulation:
    """Raise while what came in one of several windows has reached an amount."""

    property: str
    of: Way
    levels: Amounts
    #: What one increment covers; zero for a counter.
    interval: timedelta = timedelta(0)
    #: Value at which a counter begins again at zero, canonical unit; 0: it never does.
    rollover: float = 0.0
    #: Share of a window that must be covered before it counts as not reached, more than 0 to 1.
    coverage: float = 0.9
    antecedent: Antecedent | None = None
    #: How long the amount must have been reached, inclusive.
    hold: timedelta = timedelta(0)
    clear: Clear = field(default_factory=Clear)

    def windows(self) -> list[timedelta]:
        """Return every window of any level, shortest first."""
        return windows_of(self.levels)

    def kin(self) -> tuple[object, ...]:
        """Return what another version must have in common for a raised level to stay raised."""
        return self.property, self.of

    def look_back(self) -> timedelta:
        """Return how far a number looks back."""
        back = max(self.windows()[-1], self.antecedent.span) if self.antecedent else self.windows()[-1]
        return back + max(self.interval, timedelta(minutes=1))

    def counting(self) -> int:
        """Return what one value covers as the past wants it, µs."""
        return COUNTER if self.of is Way.COUNTER else span_micros(self.interval)

    def ladder(self) -> Ladder:
        """Return the ladder for the latches: by how many millionths the nearest amount is exceeded."""
        # Whole numbers: half a millionth less than nothing is passed by reaching the amount, and a sum that is
        # less than the amount is so by one millionth at least.
        back = max(round(self.clear.by * MILLION), 1)
        return ladder(
            dict.fromkeys(self.levels, -0.5),
            dict.fromkeys(self.levels, -float(back)),
            hold=self.hold,
            ends=self.clear,
        )

    def about(self, judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        amounts = self.levels.get(judged.level, {})
        return About(
            property=self.property,
            threshold=next(iter(amounts.values())) if len(amounts) == 1 else None,
            facts={f"amount_{window}": amount for window, amount in amounts.items()},
        )


def _read(when: Section) -> Accumulation:
    name = when.choice("property", PROPERTIES)
    usual = Way.COUNTER if name in _COUNTERS else Way.INCREMENTS
    way = Way(when.choice("of", tuple(Way), default=usual.value))
    interval = _interval(when, name, way)
    levels = read_amounts(when, least=interval)
    antecedent = read_antecedent(when, levels, least=interval) if when.has("antecedent") else None
    clear = read_clear(when)
    least = min(
        amount for windows in (antecedent.high.levels if antecedent else levels).values() for amount in windows.values()
    )
    if clear.by >= least:
        when.fail(f"when.clear.by: expected less than the least amount ({least:g}), got {clear.by:g}", key="clear")
    return Accumulation(
        property=name,
        of=way,
        levels=levels,
        interval=interval,
        rollover=_rollover(when, way),
        coverage=_coverage(when),
        antecedent=antecedent,
        hold=when.duration("hold", default=timedelta(0)),
        clear=clear,
    )


def _interval(when: Section, name: str, way: Way) -> timedelta:
    if way is Way.COUNTER:
        if when.has("interval"):
            when.fail("when.interval: a counter has none, expected it with of: increments only", key="interval")
        return timedelta(0)
    if when.has("interval") or name not in INTERVALS:
        if not when.has("interval"):
            when.fail(f'missing key "interval" in when: "{name}" does not say what time one reading covers')
        return read_positive(when, "interval")
    return INTERVALS[name]


def _rollover(when: Section, way: Way) -> float:
    rollover = when.number("rollover", default=0.0)
    if when.has("rollover") and way is not Way.COUNTER:
        when.fail("when.rollover: expected it with of: counter only", key="rollover")
    if when.has("rollover") and rollover <= 0:
        when.fail(f"when.rollover: expected more than zero, got {rollover:g}", key="rollover")
    return rollover


def _coverage(when: Section) -> float:
    share = when.number("coverage", default=0.9)
    if not 0 < share <= 1:
        when.fail(f"when.coverage: expected a share of more than 0 up to 1, got {share:g}", key="coverage")
    return share


def _write(when: Accumulation) -> dict[str, Any]:
    document: dict[str, Any] = {
        "property": when.property,
        "of": when.of.value,
        "levels": write_amounts(when.levels),
        "coverage": when.coverage,
        "hold": format_duration(when.hold),
        "clear": write_clear(when.clear),
    }
    if when.of is Way.INCREMENTS:
        document["interval"] = format_duration(when.interval)
    if when.rollover:
        document["rollover"] = when.rollover
    if when.antecedent:
        document["antecedent"] = write_antecedent(when.antecedent)
    return document


FORM = Form(name="accumulation", record=Accumulation, keys=_KEYS, read=_read, write=_write)
