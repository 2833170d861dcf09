"""Urgency: which stations feed rules that can raise the highest level. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.level import Level

if TYPE_CHECKING:
    from rules.program import Program
    from rules.transition import Target


def urgent_targets(program: Program, *, level: Level = Level.RED) -> frozenset[Target]:
    """Return the stations whose readings can raise ``level`` or a higher one; silence is raised by no reading."""
    thresholds = program.thresholds
    can_rise = np.isfinite(thresholds.threshold[:, int(level) - 1 :]).any(axis=1)
    found = {thresholds.target[row] for row in np.flatnonzero(can_rise)}
    insides = program.insides
    return frozenset(found | {insides.target[row] for row in np.flatnonzero(insides.level >= int(level))})
