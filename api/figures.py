"""Figures: what the intake of this process has done, as duty staff ask for it; counted since it started."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerFigures:
    """One TCP listener."""

    #: Devices connected now.
    connections: int
    #: Frames taken in, and frames and connections turned away.
    messages: int
    turned_away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFigures:
    """What came in, what became of it and what waits."""

    #: Messages and readings taken in, readings stored anew.
    messages: int
    readings: int
    stored: int
    #: Readings repeated shortly after the first; readings flagged doubtful or unreliable.
    duplicates: int
    distrusted: int
    #: Messages taken in and not yet committed, and how long the oldest has waited, s; None while none waits.
    waiting: int
    oldest_s: float | None
    #: Messages that never came, by the gaps in their running numbers.
    lost: int
    #: Failed attempts to write.
    store_errors: int
    #: Mean time of a flush from hand to commit, ms; None before the first.
    flush_ms: float | None
    #: Largest offset of a device's clock, s.
    clock_offset_max_s: float
    #: Messages or parts put into quarantine, by reason.
    refused: Mapping[str, int] = field(default_factory=dict)
    #: Registered stations by presence.
    presence: Mapping[str, int] = field(default_factory=dict)
    #: TCP listeners by name.
    listeners: Mapping[str, ListenerFigures] = field(default_factory=dict)
