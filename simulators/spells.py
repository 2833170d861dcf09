"""Spells: from when until when something was past a limit, from values at even steps. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spells(is_past: Sequence[bool], *, start_h: float, step_h: float, gap_h: float = 0.0) -> list[tuple[float, float]]:
    """Return the spells (from, until), simulated hours, in which something was past a limit.

    Args:
        is_past: Whether it was, in each step.
        start_h: When the first step begins.
        step_h: Length of a step.
        gap_h: Pauses up to this long do not end a spell: a limit that is met twice in one night is one danger.
    """
    found: list[tuple[float, float]] = []
    for i, past in enumerate(is_past):
        if not past:
            continue
        begin, end = start_h + i * step_h, start_h + (i + 1) * step_h
        if found and begin - found[-1][1] <= gap_h + 1e-9:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
