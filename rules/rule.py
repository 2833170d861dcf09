"""Rule: what an officer signed, as a record the compiler understands.

Documents (YAML or JSON) are read by ``rules.document``; this module only says what a rule is. What each kind of
condition is, its own package says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rules.composite.condition import Composite
from rules.direction import Direction
from rules.event.condition import Sighted
from rules.feature.accumulation import Accumulation
from rules.feature.deviation import Deviation
from rules.feature.rate import Rate
from rules.feature.trend import Trend
from rules.fence.condition import Fenced, Inside
from rules.index.condition import Index
from rules.silence.condition import Silence
from rules.threshold.condition import Threshold
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.transition import RuleId

__all__ = [
    "Accumulation",
    "Composite",
    "Condition",
    "Deviation",
    "Direction",
    "Fenced",
    "Index",
    "Inside",
    "Rate",
    "Rule",
    "Scope",
    "Sighted",
    "Silence",
    "Threshold",
    "Trend",
]


#: How late a reading may come for a rule that does not say.
LATENESS: Final = timedelta(minutes=10)


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
    #: Ids of river basins; a station of any of them matches.
    basins: tuple[str, ...] = ()


#: What a rule judges by, one record per kind.
Condition = (
    Threshold | Index | Rate | Accumulation | Deviation | Trend | Silence | Inside | Fenced | Sighted | Composite
)


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
    #: How long after others a reading may come and is still judged in its place; zero: late ones move nothing.
    lateness: timedelta = LATENESS
    #: The document as written, for show and export.
    source: str = field(default="", compare=False)
