"""Windows: amounts by level and window, as an accumulation lists them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rules.feature.pace import levels_section
from sensing.duration import format_duration, parse_duration
from sensing.errors import DurationError
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from sensing.section import Section

_HOUR: Final = timedelta(hours=1)
_LONGEST_IN_HOURS: Final = timedelta(hours=72)

#: Amount in the canonical unit by level and window; windows as ``window_name`` writes them, shortest first.
Amounts = dict[Level, dict[str, float]]


def read_amounts(when: Section, *, least: timedelta) -> Amounts:
    """Return the amounts of ``levels``, checked to go towards the danger.

    Args:
        when: The section that has the levels.
        least: A window must not be shorter.
    """
    section = levels_section(when)
    amounts = {level: _windows(section, level, least=least) for level in LADDER if section.has(level.key)}
    for (lower, milder), (higher, worse) in pairwise(amounts.items()):
        for window in milder.keys() & worse.keys():
            if worse[window] <= milder[window]:
                detail = f"expected more than {lower.key} ({milder[window]:g}), got {worse[window]:g}"
                section.fail(f"{section.path(higher.key)}.{window}: {detail}", key=higher.key)
    return amounts


def _windows(section: Section, level: Level, *, least: timedelta) -> dict[str, float]:
    windows = section.section(level.key, keys=None)
    found: dict[timedelta, float] = {}
    for name in windows.names():
        path = windows.path(name)
        try:
            window = parse_duration(name)
        except DurationError as error:
            windows.fail(f"{path}: {error}", key=name)
        if not window or window < least:
            wanted = f"a window of at least {format_duration(least)}" if least else "a window of more than zero"
            windows.fail(f"{path}: expected {wanted}", key=name)
        amount = windows.number(name)
        if amount <= 0:
            windows.fail(f"{path}: expected more than zero, got {amount:g}", key=name)
        if window in found:
            windows.fail(f"{path}: this window occurs twice", key=name)
        found[window] = amount
    if not found:
        section.fail(f"{section.path(level.key)}: expected at least one window such as 3h: 50", key=level.key)
    return {window_name(window): found[window] for window in sorted(found)}


def window_name(window: timedelta) -> str:
    """Return how a window is written: rain of a day is rain of 24 h, as the signals and rain tables have it."""
    hours, rest = divmod(window, _HOUR)
    return f"{hours}h" if hours and not rest and window <= _LONGEST_IN_HOURS else format_duration(window)


def write_amounts(amounts: Amounts) -> dict[str, dict[str, float]]:
    """Return what ``read_amounts`` reads."""
    return {level.key: dict(amounts[level]) for level in LADDER if level in amounts}


def windows_of(amounts: Amounts) -> list[timedelta]:
    """Return every window of any level, shortest first."""
    return sorted({parse_duration(window) for windows in amounts.values() for window in windows})
