"""Ports: what the API needs to know of the nodes that stand alone below this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedDanger:
    """A danger that a node told in a short message, before its facts arrived."""

    #: 12-digit code.
    division: str
    level: Level
    #: National event code; empty: none was told.
    hazard: str
    opened: datetime
    is_acknowledged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """How a node stands, by its own word."""

    name: str
    #: When it was heard last, by the clock here.
    heard: datetime
    is_silent: bool
    #: ``ip``, ``sms``, ``satellite`` or ``file``.
    link: str
    #: None: unknown.
    has_mains: bool | None
    #: Percent; None: unknown, or there is none.
    battery: int | None
    #: Serial of its bundle; 0: it has none.
    bundle: int
    is_expired: bool
    #: Facts that wait there.
    waiting: int
    #: 12-digit codes of the divisions that it watches.
    divisions: tuple[str, ...]
    #: Of them, those that nobody who is heard watches.
    dark: tuple[str, ...]
    reported: tuple[ReportedDanger, ...] = ()
