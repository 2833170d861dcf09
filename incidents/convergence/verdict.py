"""Verdict: what the rules of one node say of a danger, as the body of a fact. Pure.

It carries the place and the names of the danger, so that a node that has neither the rule nor the station can show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.convergence.fact import FactError
from incidents.incident import IncidentKind
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.errors import FenghuoError
from sensing.instant import format_instant, parse_instant
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What is dangerous, and where; names as they are shown."""

    hazard: str
    title_zh: str
    title_en: str
    station: str
    station_name: str
    #: 12 digits.
    division: str
    #: Degrees WGS-84.
    lon: float
    lat: float
    kind: IncidentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a node's rules said."""

    transition: Transition
    danger: Danger


def subject_of(rule: str, target: str) -> str:
    """Return by what every node knows a danger: a rule and its target; when it opened follows from the facts."""
    return f"incident/{rule}/{target}"


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain JSON values."""
    transition, danger = verdict.transition, verdict.danger
    return {
        "rule": transition.rule,
        "version": transition.version,
        "target": transition.target,
        "change": transition.change.value,
        "before": transition.before.key,
        "after": transition.after.key,
        "t": format_instant(transition.at),
        "reason": transition.reason.value,
        "property": transition.property,
        "value": transition.value,
        "threshold": transition.threshold,
        "hazard": danger.hazard,
        "title": [danger.title_zh, danger.title_en],
        "station": danger.station,
        "station_name": danger.station_name,
        "division": danger.division,
        "at": [danger.lon, danger.lat],
        "kind": danger.kind.value,
    }


def read_verdict(told: Mapping[str, Any]) -> Verdict:
    """Return the verdict of a body.

    Raises:
        FactError: If it is none.
    """
    try:
        zh, en = told["title"]
        lon, lat = told["at"]
        return Verdict(
            transition=Transition(
                rule=RuleId(str(told["rule"])),
                version=int(told["version"]),
                target=Target(str(told["target"])),
                change=Change(told["change"]),
                before=Level.parse(told["before"]),
                after=Level.parse(told["after"]),
                at=parse_instant(told["t"]),
                reason=Reason(told["reason"]),
                property=str(told["property"]),
                value=None if told["value"] is None else float(told["value"]),
                threshold=None if told["threshold"] is None else float(told["threshold"]),
            ),
            danger=Danger(
                hazard=str(told["hazard"]),
                title_zh=str(zh),
                title_en=str(en),
                station=str(told["station"]),
                station_name=str(told["station_name"]),
                division=str(told["division"]),
                lon=float(lon),
                lat=float(lat),
                kind=IncidentKind(told["kind"]),
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, FenghuoError) as error:
        raise FactError(f"expected a verdict, got: {error}") from None
