"""System incidents: what no rule judges: a village gone dark, a channel or a screen lost.

They live on the same board, under the same table, and never become public warnings by themselves: who is told of them
is on duty. Whoever finds one opens it here, any number of times; it is one incident until it is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from incidents.identity import new_id
from incidents.incident import Incident, IncidentId, IncidentKind, State
from incidents.lifecycle import Move, advanced, move_of
from incidents.settling import Ground, Step, settle
from incidents.wording import reason_text
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from geo.division import Division
    from incidents.book import IncidentBook
    from incidents.span import Words

_TITLES: Final[dict[IncidentKind, Words]] = {
    IncidentKind.DARK_VILLAGE: {"zh": "村庄失联", "en": "Village gone dark"},
    IncidentKind.CHANNEL_LOST: {"zh": "发布通道中断", "en": "Channel lost"},
    IncidentKind.SCREEN_LOST: {"zh": "预警屏失联", "en": "Screen lost"},
}
#: Division of what belongs to none.
NOWHERE = "0" * 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is found to be wrong."""

    #: What it is about, e.g. a channel's name; one incident per kind and key is open at a time.
    key: str
    #: What people call that.
    name: str
    #: Where it is, 12 digits.
    division: str = NOWHERE
    #: How bad.
    level: Level = Level.YELLOW
    #: For the record.
    facts: Mapping[str, float | str] = field(default_factory=dict)


def open_dark_village(
    book: IncidentBook,
    division: Division,
    *,
    now: datetime,
    level: Level = Level.RED,
    facts: Mapping[str, float | str] | None = None,
) -> Incident:
    """Open the incident that no device of a village and no person in it is heard from, or raise it.

    Args:
        book: The transaction.
        division: The village.
        now: When.
        level: How bad: that of the warning it does not answer.
        facts: For the record, e.g. ``devices``, ``people``, ``silent_s``.

    Returns:
        The incident.
    """
    return open_system_incident(
        book,
        IncidentKind.DARK_VILLAGE,
        division.code,
        name=division.name,
        division=division.code,
        level=level,
        now=now,
        facts={"lon": division.lon or 0.0, "lat": division.lat or 0.0, **(facts or {})},
    )


def clear_dark_village(book: IncidentBook, division: str, *, now: datetime) -> Incident | None:
    """Say that a village is heard from again; None where it was not dark."""
    return clear_system_incident(book, IncidentKind.DARK_VILLAGE, division, now=now)


def open_system_incident(
    book: IncidentBook,
    kind: IncidentKind,
    key: str,
    *,
    name: str,
    now: datetime,
    division: str = NOWHERE,
    level: Level = Level.YELLOW,
    facts: Mapping[str, float | str] | None = None,
) -> Incident:
    """Open an incident that no rule judges, or raise it; said again, it changes nothing.

    Args:
        book: The transaction.
        kind: ``DARK_VILLAGE``, ``CHANNEL_LOST`` or ``SCREEN_LOST``.
        key: What it is about, e.g. a channel's name; one incident per kind and key is open at a time.
        name: What people call that.
        now: When.
        division: Where it is, 12 digits.
        level: How bad.
        facts: For the record.

    Returns:
        The incident.
    """
    finding = Finding(key=key, name=name, division=division, level=level, facts=facts or {})
    return open_system_incidents(book, kind, [finding], now=now)[0]


def open_system_incidents(
    book: IncidentBook, kind: IncidentKind, findings: Sequence[Finding], *, now: datetime
) -> list[Incident]:
    """Open incidents of one kind that no rule judges, or raise them, and return them in order.

    Hundreds cost no more questions to the store than one.
    """
    rule = rule_of(kind)
    known = book.open_incidents([(rule, Target(each.key)) for each in findings]) if findings else {}
    found = {each.key: known.get((rule, Target(each.key))) for each in findings}
    steps: list[Step] = []
    for each in findings:
        before = found[each.key]
        step = _raised(kind, each, before=before, now=now)
        if step is not None:
            steps.append(step)
            found[each.key] = step.incident
    settled = {incident.id: incident for incident in _settled(book, steps, before=known.values(), now=now)}
    return [settled.get(incident.id, incident) for each in findings if (incident := found[each.key]) is not None]


def clear_system_incident(book: IncidentBook, kind: IncidentKind, key: str, *, now: datetime) -> Incident | None:
    """Say that it is over; None where nothing stood."""
    return next(iter(clear_system_incidents(book, kind, [key], now=now)), None)


def clear_system_incidents(
    book: IncidentBook, kind: IncidentKind, keys: Collection[str], *, now: datetime
) -> list[Incident]:
    """Say of some that they are over; return those that stood."""
    rule = rule_of(kind)
    known = book.open_incidents([(rule, Target(key)) for key in keys]) if keys else {}
    steps = []
    for before in known.values():
        if before.level:
            told: dict[str, float | str] = {"system": kind.value, "name": before.station_name}
            transition = _transition(kind, before.target, before=before.level, after=Level.NONE, now=now, facts=told)
            steps.append(_step(advanced(before, transition, now=now), transition, move=Move.CLEARED))
    return _settled(book, steps, before=known.values(), now=now)


def rule_of(kind: IncidentKind) -> RuleId:
    """Return what stands in place of a rule; no rule can have such an id."""
    return RuleId(f"system:{kind.value}")


def _raised(kind: IncidentKind, finding: Finding, *, before: Incident | None, now: datetime) -> Step | None:
    """Return what a finding makes of an incident; None for no news."""
    told = {"system": kind.value, "name": finding.name, **finding.facts}
    level = Level.NONE if before is None else before.level
    transition = _transition(kind, finding.key, before=level, after=finding.level, now=now, facts=told)
    if before is None:
        incident = _opened(kind, transition, name=finding.name, division=finding.division, now=now)
        return _step(incident, transition, move=Move.RAISED)
    move = move_of(before, transition)
    # Another finder may judge it milder: that is no news.
    if move is None or finding.level < before.level:
        return None
    return _step(advanced(before, transition, now=now), transition, move=move)


def _transition(
    kind: IncidentKind, key: str, *, before: Level, after: Level, now: datetime, facts: Mapping[str, float | str]
) -> Transition:
    return Transition(
        rule=rule_of(kind),
        version=0,
        target=Target(key),
        change=Change.RAISE if after > before else Change.LOWER if after else Change.CLEAR,
        before=before,
        after=after,
        at=now,
        reason=Reason.SILENT if after else Reason.HEARD_AGAIN,
        property="",
        value=None,
        threshold=None,
        facts=dict(facts),
    )


def _opened(kind: IncidentKind, transition: Transition, *, name: str, division: str, now: datetime) -> Incident:
    title = _TITLES[kind]
    return Incident(
        id=IncidentId(new_id(now)),
        rule=transition.rule,
        rule_version=0,
        hazard="",
        title_zh=title["zh"],
        title_en=title["en"],
        target=transition.target,
        station="",
        station_name=name,
        division=division,
        lon=float(transition.facts.get("lon", 0.0)),
        lat=float(transition.facts.get("lat", 0.0)),
        kind=kind,
        level=transition.after,
        peak=transition.after,
        state=State.OPEN,
        opened=now,
        changed=now,
        transitions=(transition,),
    )


def _step(incident: Incident, transition: Transition, *, move: Move) -> Step:
    text = reason_text(transition, station_name=incident.station_name)
    return Step(incident=incident, move=move, actor="system", text=text, reason=transition.reason.value)


def _settled(book: IncidentBook, steps: Sequence[Step], *, before: Iterable[Incident], now: datetime) -> list[Incident]:
    known = {incident.id: incident for incident in before}
    return settle(book, steps, before=known, ground=Ground(), now=now)[: len(steps)]
