"""Positive: rates and distances have their direction in a key of its own, so that their levels are above zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.threshold.ladder import Laddered
    from sensing.section import Section


def check_positive(when: Section, condition: Laddered) -> None:
    """Refuse a ladder with a level of zero or less.

    Raises:
        DocumentError: If there is one.
    """
    for key, path, number in _numbers(condition):
        if number <= 0:
            when.fail(f"{when.path(key)}{path}: expected more than zero, got {number:g}", key=key)


def _numbers(condition: Laddered) -> Iterator[tuple[str, str, float]]:
    """Yield (key under ``when``, path below it, number) of every level."""
    for level, number in condition.levels.items():
        yield "levels", f".{level.key}", number
    for span, steps in condition.months.items():
        for level, number in steps.levels.items():
            yield "months", f".{span}.{level.key}", number
    for name, own in condition.stations.items():
        for ladder in (own.levels, *(each.levels for each in own.months.values())):
            for level, number in ladder.items():
                yield "stations", f".{name}.{level.key}", number
