"""Company: with whom each incident of one transaction is told, and how high the others of a chain stand.

Asked for all of a batch at once, in a number of queries that does not grow with it, and written at once. What others
stand at is what they stand at when the transaction ends; only the incident that is looked at is seen step by step.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from alerts.fellows import MOST_FELLOWS, Fellow, Ranks, place_of
from alerts.policy import Release
from alerts.warning import MessageType
from incidents.incident import IncidentId
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from alerts.desk import Desk
    from alerts.fellows import Lead, Standing
    from incidents.incident import Incident

#: Fellows of one lead when everyone counts; a division has fewer stations.
ALL_FELLOWS: Final = 100_000


class Company:
    """Who is told with whom, beside the desk of one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._leads: dict[IncidentId, IncidentId] = {}
        #: Chains by what their incidents have in common, the oldest first.
        self._near: dict[tuple[str, str, str], list[IncidentId]] = {}
        #: Those that stand, by lead and id; the highest only of those that were told with it before.
        self._ranks: dict[IncidentId, Ranks] = {}
        #: As they are when the transaction ends.
        self._last: dict[IncidentId, Incident] = {}
        self._joined: dict[IncidentId, IncidentId] = {}
        self._fresh: set[IncidentId] = set()

    def gather(
        self,
        incidents: Sequence[Incident],
        *,
        joining: Collection[IncidentId] = (),
        fresh: Collection[IncidentId] = (),
    ) -> None:
        """Ask for what is known of incidents.

        Args:
            incidents: Each step of each.
            joining: Which of them may have to be told with others.
            fresh: Which of them began in this transaction: nobody can have been told of them yet.
        """
        self._last = {incident.id: incident for incident in incidents}
        known, wanted = [each for each in self._last if each not in fresh], {*joining} & self._last.keys()
        near = self._around(self._last[each] for each in sorted(wanted))
        self._hold(known, {lead.id for lead in near})
        if any(self._desk.latest(lead.id) is None for lead in near):
            # One of them was refused, perhaps while this waited: what was left of it may lead a chain by now.
            near = self._around(self._last[each] for each in sorted(wanted))
            self._hold(known, {lead.id for lead in near})
        for lead in near:
            self._near.setdefault(lead.place, []).append(lead.id)

    def _hold(self, known: Sequence[IncidentId], near: Collection[IncidentId]) -> None:
        """Hold the warnings of what may be told here, and then ask for the others.

        Who changes one of them meanwhile waits for this transaction, or this has waited for him: what is read now
        is what counts. A refusal may have let an incident be told with another while this waited.
        """
        held: set[IncidentId] = set()
        while True:
            self._leads = self._desk.book.leads_of(known) if known else {}
            missing = {*self._leads.values(), *near} - held
            if not missing:
                break
            self._desk.look_up(sorted(missing))
            held |= missing
        self._take(self._desk.book.fellows_of(sorted(held), most=MOST_FELLOWS) if held else [])

    def recall(self, lead: IncidentId) -> list[Fellow]:
        """Return all that are told with an incident and speak, the highest first."""
        self._take(self._desk.book.fellows_of([lead], most=ALL_FELLOWS))
        return list(self.ranks(lead).speaking(but=IncidentId("")))

    def _around(self, incidents: Iterable[Incident]) -> list[Lead]:
        found = [each for each in incidents if each.situation]
        if not found:
            return []
        return self._desk.book.leads_near(
            situations={each.situation for each in found}, divisions={each.division for each in found}
        )

    def _take(self, fellows: Iterable[Fellow]) -> None:
        for fellow in fellows:
            self.ranks(fellow.lead).add(fellow)

    def lead(self, incident: IncidentId) -> IncidentId | None:
        """Return with whom an incident is told, while anything of that is in force or waits."""
        lead = self._leads.get(incident)
        return lead if lead is not None and any(self._desk.standing(lead)) else None

    def home(self, incident: Incident) -> IncidentId | None:
        """Return with whom an incident should be told; None: it leads a chain of its own.

        It joins no chain in which a higher level waits for people while its own would go out by itself.
        """
        if not incident.situation:
            return None
        near = self._near.get(place_of(incident), ())
        return next((lead for lead in near if lead != incident.id and self._takes(lead, incident)), None)

    def _takes(self, lead: IncidentId, incident: Incident) -> bool:
        issued, draft = self._desk.standing(lead)
        if issued is None and draft is None:
            return False
        told = Level.NONE if issued is None else issued.level
        waits = Level.NONE if draft is None or draft.message_type is MessageType.CANCEL else draft.level
        if incident.level <= told or incident.level >= waits:
            return True
        policy = self._desk.policy.policy_for(hazard=incident.hazard, level=incident.level, division=incident.division)
        return policy.release is not Release.AUTOMATIC

    def join(self, incident: Incident, lead: IncidentId) -> None:
        """Let an incident be told with another from now on; with itself, it begins a chain."""
        if lead == incident.id:
            # Who was told with it in an earlier chain is told anew when it rises.
            self._fresh.add(lead)
            self._joined = {each: other for each, other in self._joined.items() if other != lead}
            self._leads = {each: other for each, other in self._leads.items() if other != lead}
            self._ranks[lead] = Ranks()
            if incident.situation:
                near = self._near.setdefault(place_of(incident), [])
                near.extend([] if lead in near else [lead])
        before = self._leads.get(incident.id)
        if before is not None:
            self.ranks(before).drop(incident.id)
        self._leads[incident.id] = self._joined[incident.id] = lead
        last = self._last.get(incident.id, incident)
        if last.is_open and last.level:
            self._take([Fellow(id=last.id, lead=lead, level=last.level, is_muted=last.is_muted)])

    def ranks(self, lead: IncidentId) -> Ranks:
        """Return those that are told with an incident and stand."""
        return self._ranks.setdefault(lead, Ranks())

    def standing(self, lead: IncidentId, incident: Incident) -> Standing:
        """Return how high a chain stands, with one of its incidents as it is at this step."""
        return self.ranks(lead).standing(but=incident.id).with_(incident)

    def unrefused(self, lead: IncidentId, incident: Incident, *, told: Level, heard: Level) -> Standing:
        """Return how high a chain stands without those of which somebody said that people should not hear.

        Args:
            lead: Of the chain.
            incident: That is looked at, as it is at this step.
            told: What people were told.
            heard: What they were told or may soon be. Whoever stands higher was refused, unless he stirs in this
                transaction; that nothing is wrong was not said of him, so what was told stays as long as he stands.
        """
        ranks = self.ranks(lead)
        others, known = ranks.standing(but=incident.id), ranks.speaking(but=incident.id)
        spoken = next((each.level for each in known if each.level <= heard or each.id in self._last), Level.NONE)
        return replace(others, speaking=max(spoken, min(told, others.speaking))).with_(incident)

    def named(self, lead: IncidentId, foremost: Incident) -> tuple[IncidentId, ...]:
        """Return the incidents that a warning about one of them tells of; none where it is the lead alone."""
        others = [each.id for each in islice(self.ranks(lead).speaking(but=foremost.id), MOST_FELLOWS - 1)]
        return (foremost.id, *others) if others or foremost.id != lead else ()

    def foremost(self, lead: IncidentId, incident: Incident, *, level: Level) -> Incident:
        """Return an incident at the level of its chain: the one that is looked at, where it stands there."""
        if incident.level is level and not incident.is_muted:
            return incident
        at = next((each.id for each in self.ranks(lead).speaking(but=incident.id) if each.level is level), None)
        if at is None:
            return incident
        return self._last.get(at) or next(iter(self._desk.book.incidents_seen([at])), incident)

    def ends(self, lead: IncidentId) -> set[str]:
        """Return why what was told with an incident ended, as far as it is over."""
        here = (self._last[each] for each, other in self._joined.items() if other == lead and each in self._last)
        return self._desk.book.ends_of(lead) | {each.transitions[-1].reason.value for each in here if not each.level}

    def save(self) -> None:
        """Write who is told with whom into the transaction."""
        if self._joined:
            self._desk.book.save_leads(self._joined, fresh=self._fresh)
