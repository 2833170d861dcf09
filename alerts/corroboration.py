"""Corroboration: does independent evidence say the same as a draft? Pure.

Only that lets a draft go out although nobody has answered. A witness is a danger that stands now: an incident of the
same hazard in the same county, at most one level below the draft. Two of them count when they have nothing in common:
neither the station, nor a pole, power supply or network that the stations share. People who report are nobody's
neighbour. A composite rule is enough by itself, because it has asked for agreement already. That data stopped is no
witness, nor is a level that somebody's change of a rule brought, nor what a person has silenced: a gauge that is being
worked on says nothing of the river.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from incidents.incident import IncidentKind
from rules.composite.independence import independent
from rules.transition import Reason
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident

    #: What stations have in common with others, by station: (kind, which).
    Groups = Mapping[str, Iterable[tuple[str, str]]]

#: Witnesses that are enough.
ENOUGH: Final = 2
#: Digits of a county's code.
COUNTY: Final = 6
#: Beginnings of the classes of events that people report.
_BY_PEOPLE: Final = ("report_", "manual_alarm")
_NO_EVIDENCE: Final = frozenset({Reason.SILENT, Reason.LOST_RISING, Reason.RULE_CHANGED, Reason.FENCE_BEGAN})


class Verdict(StrEnum):
    """Whether the evidence is corroborated, and why."""

    #: A rule stands that asks for agreement itself.
    COMPOSITE = "composite"
    #: Two witnesses that have nothing in common.
    WITNESSES = "witnesses"
    #: One witness, or several that share a station, a pole, power or network.
    ALONE = "alone"
    #: Nothing stands.
    NOTHING = "nothing"

    @property
    def is_corroborated(self) -> bool:
        """Return whether it is enough."""
        return self in {Verdict.COMPOSITE, Verdict.WITNESSES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """The verdict, and who said so."""

    verdict: Verdict
    #: Stations and reports, in order.
    sources: tuple[str, ...] = ()


def corroboration(warning: Warning, incidents: Iterable[Incident], *, groups: Groups) -> Corroboration:
    """Return whether independent evidence says the same as a draft.

    Args:
        warning: The draft.
        incidents: What is open; whatever is no witness is passed over.
        groups: What stations have in common.
    """
    witnesses = [each for each in incidents if _is_witness(each, warning)]
    composite = next((each for each in witnesses if each.transitions[-1].reason is Reason.AGREED), None)
    if composite is not None:
        return Corroboration(verdict=Verdict.COMPOSITE, sources=(str(composite.rule),))
    shared: dict[str, frozenset[tuple[str, str]]] = {}
    for each in witnesses:
        shared |= _sources(each, groups=groups)
    sources = tuple(sorted(shared))
    if independent(sources, shared) >= ENOUGH:
        return Corroboration(verdict=Verdict.WITNESSES, sources=sources)
    return Corroboration(verdict=Verdict.ALONE if sources else Verdict.NOTHING, sources=sources)


def _is_witness(incident: Incident, warning: Warning) -> bool:
    """Return whether a danger stands that says the same."""
    return (
        incident.is_open
        and incident.kind is IncidentKind.HAZARD
        and not incident.silenced_by
        and incident.hazard == warning.hazard
        and incident.division[:COUNTY] == warning.division[:COUNTY]
        and incident.level >= max(Level.BLUE, warning.level - 1)
        and bool(incident.transitions)
        and incident.transitions[-1].reason not in _NO_EVIDENCE
    )


def _sources(incident: Incident, *, groups: Groups) -> dict[str, frozenset[tuple[str, str]]]:
    """Return who bears witness in an incident, with what each has in common with others."""
    last = incident.transitions[-1]
    if last.reason is Reason.SEEN and str(last.facts.get("class", "")).startswith(_BY_PEOPLE):
        return {f"people:{incident.id}": frozenset()}
    cameras = [name.strip() for name in str(last.facts.get("cameras", "")).split(",") if name.strip()]
    stations = cameras if last.reason is Reason.SEEN and cameras else [incident.station]
    return {station: frozenset({("station", station), *groups.get(station, ())}) for station in stations}
