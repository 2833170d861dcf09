"""Spanning: a rule that needs more than one partition, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a rule needs more than one partition."""

    #: Counts the votes of rules at stations of several.
    VOTES = "votes"
    #: Reckons a station's numbers from a gauge of another.
    UPSTREAM = "upstream"
    #: Takes together what cameras of several report.
    SIGHTINGS = "sightings"
    #: Asks gauges of another one before it steps down.
    GUARD = "guard"

    @property
    def is_judged(self) -> bool:
        """Return whether such a rule is judged all the same, with what a partition sees by itself."""
        return self is Why.GUARD

    @property
    def is_apart(self) -> bool:
        """Return whether one worker judges such a rule for all, by what the partitions told."""
        return self is Why.VOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Spanning:
    """A rule that needs more than one partition."""

    rule: str
    why: Why
    #: The partitions, ascending.
    partitions: tuple[int, ...]
    #: The basins and counties whose stations it takes together: one basin of all would bring them together.
    groups: tuple[str, ...]
