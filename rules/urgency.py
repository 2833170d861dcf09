"""Urgency: which stations feed rules that can raise the highest level. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.level import Level

if TYPE_CHECKING:
    from rules.program import Program
    from rules.transition import Target


def urgent_targets(program: Program, *, level: Level = Level.RED) -> frozenset[Target]:
    """Return the stations whose readings can raise ``level`` or a higher one; silence is raised by no reading."""
    return program.thresholds.reaching(level) | program.fences.reaching(level)
