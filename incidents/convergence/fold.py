"""Fold: the one history that a set of facts makes of a danger. Pure; the moves are those of ``incidents.lifecycle``.

Whatever the order in which facts arrive, the same set is the same history everywhere, and each fact is kept with the
ruling that it got. A deed has its place by its stamp, a verdict by the time of the readings that it follows from: two
nodes that judge the same readings, one of them days later, say the same thing about the same hour.

The rules, in the order in which they are asked:

* a danger stands as high as the highest that any node, by its newest word, says of it (``HELD_UP``);
* a clock that did not know of a person's deed did nothing (``BEATEN``);
* a deed that says "I have seen it" counts for the level that was seen (``OUTRUN``);
* then the table of moves: the first acknowledgement is named (``ALREADY``), the later assignment holds (``REPLACED``).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from incidents import acts
from incidents.convergence.fact import Fact, FactKind
from incidents.convergence.placing import in_order
from incidents.convergence.ruling import Ruled, Ruling
from incidents.convergence.verdict import Verdict
from incidents.errors import LifecycleError
from incidents.incident import Incident, IncidentId, IncidentKind, State
from incidents.lifecycle import Move, advanced, move_of
from rules.transition import Change, change_of
from sensing.instant import from_micros, to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from incidents.convergence.deed import Deed
    from incidents.convergence.stamp import Stamp

#: Deeds that say that somebody has looked at the danger as it is.
_LOOKED: Final = frozenset({Move.ACKNOWLEDGED, Move.STARTED, Move.CLOSED})
_CARE: Final = frozenset({Move.ASSIGNED, Move.UNASSIGNED})
_REFUSED: Final[dict[str, Ruling]] = {
    "incident_closed": Ruling.AFTER_END,
    "not_acknowledged": Ruling.NOT_LOOKED,
    "already_acknowledged": Ruling.ALREADY,
    "already_started": Ruling.ALREADY,
    "already_cleared": Ruling.ALREADY,
}
_DOERS: Final[dict[Move, Callable[[Incident, Deed], Incident]]] = {
    Move.ACKNOWLEDGED: lambda incident, deed: acts.acknowledge(incident, actor=deed.actor, now=deed.at),
    Move.UNACKNOWLEDGED: lambda incident, deed: acts.unacknowledge(incident, actor=deed.actor, now=deed.at),
    Move.ASSIGNED: lambda incident, deed: acts.assign(incident, actor=deed.actor, now=deed.at, assignee=deed.text),
    Move.UNASSIGNED: lambda incident, deed: acts.assign(incident, actor=deed.actor, now=deed.at, assignee=""),
    Move.STARTED: lambda incident, deed: acts.start(incident, actor=deed.actor, now=deed.at),
    Move.ESCALATED: lambda incident, deed: acts.escalate(incident, actor=deed.actor, now=deed.at, to=deed.text),
    Move.COMMENTED: lambda incident, deed: acts.comment(incident, actor=deed.actor, now=deed.at, text=deed.text),
    Move.CLOSED: lambda incident, deed: acts.close(incident, actor=deed.actor, now=deed.at),
    Move.LAPSED: lambda incident, deed: acts.lapse(incident, now=deed.at),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One danger from its beginning to its end, and every fact about it."""

    incident: Incident
    #: In the order in which they were taken.
    ruled: tuple[Ruled, ...]
    #: Ids that it has, or had for somebody who did not know yet how it began.
    ids: tuple[IncidentId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that was said of one subject."""

    episodes: tuple[Episode, ...]
    #: Facts that belong to no episode, with why.
    apart: tuple[Ruled, ...]


def histories(facts: Iterable[Fact]) -> dict[str, History]:
    """Return the history of every danger that facts tell of, by subject."""
    by_subject: dict[str, list[Fact]] = {}
    for fact in set(facts):
        if fact.kind in {FactKind.VERDICT, FactKind.DEED}:
            by_subject.setdefault(fact.subject, []).append(fact)
    return {subject: history(found) for subject, found in sorted(by_subject.items())}


def history(facts: Iterable[Fact]) -> History:
    """Return the history that facts about one subject make."""
    fold = _Fold()
    for each in in_order(set(facts), fold.apart):
        if isinstance(each.said, Verdict):
            fold.judge(each.fact, each.said, place=each.place)
        else:
            fold.do(each.fact, each.said)
    episodes = tuple(
        Episode(
            incident=each.incident, ruled=tuple(each.ruled), ids=tuple(dict.fromkeys([each.incident.id, *each.ids]))
        )
        for each in fold.episodes
    )
    return History(episodes=episodes, apart=tuple(fold.apart))


@dataclass(slots=True)
class _Open:
    """An episode while it is folded."""

    incident: Incident
    ruled: list[Ruled] = field(default_factory=list)
    #: Level by node, by its newest word.
    said: dict[str, Level] = field(default_factory=dict)
    #: Ids of the deeds of persons, in order.
    deeds: list[str] = field(default_factory=list)
    #: Place in ``ruled`` of the assignment that holds; None: of none.
    care: int | None = None
    #: Ids that it would have if it had begun with a later verdict.
    ids: list[IncidentId] = field(default_factory=list)


@dataclass(slots=True)
class _Fold:
    episodes: list[_Open] = field(default_factory=list)
    apart: list[Ruled] = field(default_factory=list)
    #: Episode by verdict that belongs to it.
    by_verdict: dict[str, _Open] = field(default_factory=dict)

    def judge(self, fact: Fact, verdict: Verdict, *, place: Stamp) -> None:
        """Take a node's verdict."""
        current = self.episodes[-1] if self.episodes and self.episodes[-1].incident.is_open else None
        transition = verdict.transition
        if current is None:
            if move_of(None, transition) is None or not transition.after:
                # The danger is over, or a person closed it while it lasted: that it recedes brings nothing back.
                self._echo(fact)
                return
            current = _Open(incident=self._opened(fact, verdict, place=place), said={fact.node: transition.after})
            self.episodes.append(current)
            self._keep(current, fact, Ruling.COUNTED)
            return
        current.said[fact.node] = transition.after
        if transition.change in {Change.RAISE, Change.LOST}:
            current.ids.append(natural_id(fact.subject, _instant(place)))
        before, level = current.incident.level, max(current.said.values())
        if level == before:
            is_held = transition.after < before and transition.change is not Change.RAISE
            self._keep(current, fact, Ruling.HELD_UP if is_held else Ruling.NO_NEWS)
            return
        change = transition.change if transition.change is Change.LOST else change_of(before, level)
        merged = replace(transition, before=before, after=level, change=change)
        current.incident = advanced(current.incident, merged, now=_instant(place))
        self._keep(current, fact, Ruling.COUNTED)

    def do(self, fact: Fact, deed: Deed) -> None:
        """Take what somebody did."""
        episode = self.by_verdict.get(deed.about)
        if episode is None:
            self.apart.append(Ruled(fact=fact, ruling=Ruling.ORPHAN))
            return
        ruling, by = self._weighed(episode, deed)
        if ruling is Ruling.COUNTED:
            try:
                episode.incident = _DOERS[deed.move](episode.incident, deed)
            except LifecycleError as error:
                refused = Ruling.NO_NEWS if deed.is_by_clock else _REFUSED.get(error.code, Ruling.UNREAD)
                ruling, by = refused, _standing(episode, deed)
        if ruling is Ruling.COUNTED and deed.move in _CARE:
            self._replace_care(episode, fact)
        episode.ruled.append(Ruled(fact=fact, ruling=ruling, by=by))
        if not deed.is_by_clock:
            episode.deeds.append(fact.id)

    @staticmethod
    def _weighed(episode: _Open, deed: Deed) -> tuple[Ruling, str]:
        if deed.is_by_clock and episode.deeds and episode.deeds[-1] != deed.knew:
            return Ruling.BEATEN, episode.deeds[-1]
        if deed.move in _LOOKED and episode.incident.level > deed.seen:
            return Ruling.OUTRUN, _highest(episode)
        return Ruling.COUNTED, ""

    @staticmethod
    def _replace_care(episode: _Open, fact: Fact) -> None:
        if episode.care is not None:
            earlier = episode.ruled[episode.care]
            episode.ruled[episode.care] = replace(earlier, ruling=Ruling.REPLACED, by=fact.id)
        episode.care = len(episode.ruled)

    def _opened(self, fact: Fact, verdict: Verdict, *, place: Stamp) -> Incident:
        transition, danger = verdict.transition, verdict.danger
        opened = _instant(place)
        if self.episodes:
            # A danger that comes back within the millisecond is another one all the same.
            opened = max(opened, self.episodes[-1].incident.opened + timedelta(milliseconds=1))
        return Incident(
            id=natural_id(fact.subject, opened),
            rule=transition.rule,
            rule_version=transition.version,
            hazard=danger.hazard,
            title_zh=danger.title_zh,
            title_en=danger.title_en,
            target=transition.target,
            station=danger.station,
            station_name=danger.station_name,
            division=danger.division,
            lon=danger.lon,
            lat=danger.lat,
            kind=IncidentKind.LOST if transition.change is Change.LOST else danger.kind,
            level=transition.after,
            peak=transition.after,
            state=State.OPEN,
            opened=opened,
            changed=opened,
            transitions=(replace(transition, before=Level.NONE),),
        )

    def _keep(self, episode: _Open, fact: Fact, ruling: Ruling) -> None:
        self.by_verdict[fact.id] = episode
        by = _highest(episode) if ruling is Ruling.HELD_UP else ""
        episode.ruled.append(Ruled(fact=fact, ruling=ruling, by=by))

    def _echo(self, fact: Fact) -> None:
        """Keep a verdict that says what has ended; a deed about it is about what ended."""
        if self.episodes:
            self._keep(self.episodes[-1], fact, Ruling.NO_NEWS)
        else:
            self.apart.append(Ruled(fact=fact, ruling=Ruling.NO_NEWS))


def _highest(episode: _Open) -> str:
    """Return the id of the newest verdict that says how high the danger stands."""
    for ruled in reversed(episode.ruled):
        if ruled.fact.kind == FactKind.VERDICT and ruled.fact.told()["after"] == episode.incident.level.key:
            return ruled.fact.id
    return ""


def _standing(episode: _Open, deed: Deed) -> str:
    """Return the id of the deed that stands in the way of another one; empty where none does."""
    moves = {deed.move.value, Move.CLOSED.value, Move.ACKNOWLEDGED.value}
    for ruled in reversed(episode.ruled):
        if ruled.ruling is Ruling.COUNTED and ruled.fact.told().get("act") in moves:
            return ruled.fact.id
    return ""


def _instant(place: Stamp) -> datetime:
    return from_micros(place.ms * 1000)


def natural_id(subject: str, opened: datetime) -> IncidentId:
    """Return the id that every node gives a danger: what it is, and when it began; sorted by that, like other ids."""
    micros = to_micros(opened)
    drawn = int.from_bytes(hashlib.sha256(f"{subject}@{micros}".encode()).digest()[:10], "big")
    # The form of UUID version 7; what is random there follows from the danger.
    value = (micros // 1000) << 80 | 0x7 << 76 | (drawn >> 62 & 0xFFF) << 64 | 0b10 << 62 | drawn & ((1 << 62) - 1)
    return IncidentId(str(uuid.UUID(int=value & ((1 << 128) - 1))))
