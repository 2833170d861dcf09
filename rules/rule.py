"""Rule: what an officer signed, as a record the compiler understands.

Documents (YAML or JSON) are read by ``rules.document``; this module only says what a rule is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.transition import RuleId
    from sensing.level import Level


class Direction(StrEnum):
    """On which side of a threshold the danger lies; equal to the threshold is not beyond it."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which stations a rule judges; every given condition must hold, none given means every station."""

    stations: tuple[str, ...] = ()
    #: Division codes; a station anywhere in the subtree matches. Short forms (``4115``) are prefixes.
    divisions: tuple[str, ...] = ()
    #: ``StationKind`` values.
    kinds: tuple[str, ...] = ()
    #: Observed properties the station must have.
    properties: tuple[str, ...] = ()
    #: Id of a fence in which the (fixed) station stands; empty for none.
    fence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Raise while a property lies beyond a ladder of levels."""

    property: str
    direction: Direction
    #: Threshold per level, canonical unit; ordered towards the danger.
    levels: dict[Level, float]
    #: How long the condition must have lasted, inclusive.
    hold: timedelta = timedelta(0)
    #: How far back beyond a level a reading must be to count towards clearing, canonical unit.
    clear_by: float = 0.0
    #: How long readings must stay cleared before the level steps down.
    clear_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Raise when nothing has arrived for a while."""

    after: timedelta
    level: Level
    #: Property whose silence counts; empty: silence of every datastream of the station.
    property: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Raise while a moving station is inside a fence."""

    fence: str
    level: Level


Condition = Threshold | Silence | Inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A governed judgement: what, where, how bad, on which evidence."""

    id: RuleId
    #: National event code, e.g. ``11A01``; see ``alerts.hazard``.
    hazard: str
    title_zh: str
    title_en: str
    scope: Scope
    when: Condition
    #: Qualities the rule trusts.
    quality: tuple[Quality, ...] = (Quality.GOOD,)
    #: Grows by one with every stored change; 0 before it is stored.
    version: int = 0
    is_enabled: bool = True
    #: The document as written, for show and export.
    source: str = field(default="", compare=False)
