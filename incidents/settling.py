"""Settling: what follows from a change of incidents, in the same transaction: situations, marks, tasks, journal.

A storm of a hundred thousand transitions costs a bounded number of queries for each batch, however many situations and
incidents stand: situations count their members, and only the surroundings of what changed are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.river_network import RiverNetwork
from incidents import acts, notices
from incidents.gathering import Gathering
from incidents.grouping import Reach
from incidents.identity import new_id
from incidents.inhibition import around_sources, around_targets, inhibitors
from incidents.lifecycle import Move
from incidents.plan import wanted
from incidents.procedure import Playbook, playbook
from incidents.task import Task, TaskMove, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from incidents.book import IncidentBook
    from incidents.incident import Incident, IncidentId
    from incidents.journal import Entry
    from incidents.span import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to an incident, and how the incident stood then."""

    incident: Incident
    move: Move
    #: User name, ``rule:ID@VERSION``, or who acts when no person does.
    actor: str
    text: Words
    reason: str = ""

    def entry(self, now: datetime) -> Entry:
        """Return the journal entry."""
        return notices.incident_entry(
            self.incident, self.move, actor=self.actor, now=now, text=self.text, reason=self.reason
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of where stations lie."""

    network: RiverNetwork = field(default_factory=lambda: RiverNetwork(()))
    #: Name of the river by station, for those that the network does not know.
    rivers: Mapping[str, str] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)

    def basin_of(self, incident: Incident) -> str:
        """Return the basin of an incident's station, or the name of its river."""
        return self.network.basin_of(incident.station) or self.rivers.get(incident.station, "")


def settle(
    book: IncidentBook,
    steps: Sequence[Step],
    *,
    before: Mapping[IncidentId, Incident],
    ground: Ground,
    now: datetime,
    recheck: Sequence[Incident] = (),
) -> list[Incident]:
    """Write steps down with all that follows from them.

    Args:
        book: The transaction.
        steps: What happened, in order.
        before: The incidents as they were, new ones left out.
        ground: What is known of where stations lie.
        now: When.
        recheck: Further incidents, locked, whose marks may be others by now.

    Returns:
        The incident after each step, in order, then others whose marks changed.
    """
    if not steps and not recheck:
        return []
    gathering = Gathering(book, reach=ground.reach, now=now)
    last = {step.incident.id: step.incident for step in steps}
    homes = gathering.homes([each for key, each in last.items() if key not in before], basin_of=ground.basin_of)
    told = [replace(step, incident=_at_home(step.incident, homes, gathering.merged)) for step in steps]
    tasks: list[Task] = []
    weighs = any(_weighs(before.get(key), incident) for key, incident in last.items())
    if weighs or recheck:
        marking = _Marking(book, ground.network, now=now)
        told = marking.marked(told, recheck)
        told, tasks = _tasked(told, marking.playbook, now=now)
    final = {step.incident.id: step.incident for step in told}
    # Closed ones first: one incident per (rule, target) may be open at a time.
    book.save_incidents(sorted(final.values(), key=lambda incident: incident.is_open))
    for key, incident in last.items():
        gathering.count(before.get(key), final.get(key, incident))
    gathering.save()
    if tasks:
        book.save_tasks(tasks)
    book.journal(
        [
            *(step.entry(now) for step in told),
            *gathering.entries,
            *(notices.task_entry(task, TaskMove.OPENED, actor=notices.PLAN, now=now) for task in tasks),
        ]
    )
    return [step.incident for step in told]


def _at_home(incident: Incident, homes: Mapping[IncidentId, str], merged: Mapping[str, str]) -> Incident:
    """Return an incident where it belongs, also when its situation was merged into another one a moment ago."""
    if incident.situation in merged:
        return replace(incident, situation=merged[incident.situation], was_in=(*incident.was_in, incident.situation))
    home = homes.get(incident.id)
    return incident if home is None else replace(incident, situation=home)


def _weighs(before: Incident | None, after: Incident) -> bool:
    """Return whether a change may matter to other incidents, or to what was said of this one."""
    return before is None or (before.level, before.is_open) != (after.level, after.is_open)


def _tasked(steps: Sequence[Step], book: Playbook, *, now: datetime) -> tuple[list[Step], list[Task]]:
    """Open what the plans ask for about incidents that rose, or speak again; each asks once."""
    if not book.plans:
        return list(steps), []
    versions, tasks = dict(book.versions), []
    final = {step.incident.id: number for number, step in enumerate(steps)}
    told = list(steps)
    # A gauge that is lost while it rises raises the level as well.
    rose = dict.fromkeys(step.incident.id for step in steps if step.move in {Move.RAISED, Move.LOST, Move.UNMUTED})
    # In the order in which they rose: ids are given as tasks are opened, and a drill is to be the same again.
    for key in rose:
        step = told[final[key]]
        asked = wanted(step.incident, book.plans)
        if not asked:
            continue
        found = [
            opened(step.incident, plan, item, version=versions[plan.id], now=now, new_id=new_id) for plan, item in asked
        ]
        tasks += found
        known = (*step.incident.tasked, *(task.key for task in found))
        told[final[key]] = replace(step, incident=replace(step.incident, tasked=known))
    return told, sorted(tasks, key=lambda task: task.id)


class _Marking:
    """Which silences hold for incidents, and who stands for them."""

    def __init__(self, book: IncidentBook, network: RiverNetwork, *, now: datetime) -> None:
        self._book = book
        self._network = network
        self._now = now
        self.playbook = playbook(book.procedures())
        self._silences = book.silences_in_force(now)

    def marked(self, steps: Sequence[Step], recheck: Sequence[Incident]) -> list[Step]:
        """Return the steps with the marks that hold then, and a step for everything else whose marks changed."""
        last = {step.incident.id: step.incident for step in steps}
        others = {incident.id: incident for incident in recheck if incident.id not in last}
        if not self._silences and not self.playbook.inhibitions and not self._any_muted(last, others):
            return list(steps)
        sources = self._surroundings(last, others)
        speaking = {incident.id: self._silenced(incident) for incident in [*sources, *last.values(), *others.values()]}
        spoken = inhibitors(
            [*last.values(), *others.values()],
            list(speaking.values()),
            self.playbook.inhibitions,
            network=self._network,
        )
        told = [self._mark_step(step, spoken, is_last=step.incident is last[step.incident.id]) for step in steps]
        return [*told, *(step for other in others.values() if (step := self._mark_other(other, spoken)) is not None)]

    @staticmethod
    def _any_muted(*incidents: Mapping[IncidentId, Incident]) -> bool:
        return any(incident.is_muted for found in incidents for incident in found.values())

    def _surroundings(
        self, last: Mapping[IncidentId, Incident], others: dict[IncidentId, Incident]
    ) -> Iterable[Incident]:
        """Add to ``others`` whom the changed ones may stand for; return who may stand for any of them."""
        rules, network = self.playbook.inhibitions, self._network
        near = around_sources([*last.values(), *others.values()], rules, network=network)
        if near:
            for incident in self._book.incidents_around(near):
                if incident.id not in last:
                    others.setdefault(incident.id, incident)
        near = around_targets([*last.values(), *others.values()], rules, network=network)
        found = self._book.incidents_around(near) if near else []
        return [incident for incident in found if incident.id not in last and incident.id not in others]

    def _holding(self, incident: Incident) -> tuple[str, ...]:
        if not incident.level or not incident.is_open:
            return ()
        return tuple(silence.id for silence in self._silences if silence.matcher.holds(incident))

    def _silenced(self, incident: Incident) -> Incident:
        """Return an incident with the silences that hold for it now; what is silenced stands for nothing."""
        return replace(incident, silenced_by=self._holding(incident))

    def _mark_step(self, step: Step, spoken: Mapping[IncidentId, tuple[Incident, ...]], *, is_last: bool) -> Step:
        incident = step.incident
        # A step that was at a higher level than the one that stands for it now spoke for itself.
        stood_by = tuple(source.id for source in spoken[incident.id] if source.level >= incident.level)
        if not is_last:
            marked = replace(incident, inhibited_by=stood_by, silenced_by=self._holding(incident))
            return replace(step, incident=marked)
        after, _ = acts.mark(incident, inhibited_by=stood_by, silenced_by=self._holding(incident), now=self._now)
        return replace(step, incident=after)

    def _mark_other(self, incident: Incident, spoken: Mapping[IncidentId, tuple[Incident, ...]]) -> Step | None:
        sources = spoken[incident.id]
        after, move = acts.mark(
            incident,
            inhibited_by=tuple(source.id for source in sources),
            silenced_by=self._holding(incident),
            now=self._now,
        )
        if after is incident:
            return None
        is_about_silence = after.silenced_by != incident.silenced_by
        return Step(
            incident=after,
            move=move or (Move.MUTED if after.is_muted else Move.UNMUTED),
            actor=notices.SILENCE if is_about_silence else notices.INHIBITION,
            text=notices.mark_text(after, sources),
        )
