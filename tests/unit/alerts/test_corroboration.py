from __future__ import annotations

import pytest

from alerts.corroboration import Verdict, corroboration
from alerts.warning import Stage
from incidents.incident import IncidentKind, State
from rules.transition import Reason
from sensing.level import Level
from tests.builders import a_transition, a_warning, an_incident

DRAFT = a_warning(Level.RED, Stage.DRAFT)


def seen(level=Level.RED, *, reason=Reason.HELD, facts=None, **changes):
    transition = a_transition(after=level, reason=reason, facts=facts or {})
    return an_incident(level, transitions=(transition,), **changes)


def verdict(*incidents, groups=None):
    return corroboration(DRAFT, incidents, groups=groups or {}).verdict


def test_one_gauge_alone_is_not_enough():
    assert verdict(seen()) is Verdict.ALONE


def test_two_rules_on_one_station_are_one_witness():
    assert verdict(seen(rule="stage"), seen(rule="rising-fast")) is Verdict.ALONE


def test_two_stations_that_share_nothing_are_enough():
    found = corroboration(DRAFT, [seen(station="A"), seen(station="B")], groups={})
    assert (found.verdict, found.sources) == (Verdict.WITNESSES, ("A", "B"))


@pytest.mark.parametrize("kind", ["pole", "power", "network"])
def test_two_stations_that_share_a_pole_power_or_network_are_one_witness(kind):
    groups = {"A": ((kind, "1"),), "B": ((kind, "1"),)}
    assert verdict(seen(station="A"), seen(station="B"), groups=groups) is Verdict.ALONE


def test_a_report_of_people_and_a_gauge_are_enough_wherever_it_was_taken_down():
    report = seen(reason=Reason.SEEN, facts={"class": "report_flood"})
    assert verdict(seen(), report) is Verdict.WITNESSES


def test_several_cameras_are_several_witnesses():
    assert verdict(seen(reason=Reason.SEEN, facts={"cameras": "C1, C2"})) is Verdict.WITNESSES


def test_a_composite_rule_has_asked_for_agreement_itself():
    assert verdict(seen(reason=Reason.AGREED)) is Verdict.COMPOSITE


@pytest.mark.parametrize(
    "other",
    [
        seen(station="B", hazard="11B03"),
        seen(station="B", division="411527000000"),
        seen(Level.YELLOW, station="B"),
        seen(station="B", kind=IncidentKind.LOST),
        seen(station="B", state=State.CLOSED),
        seen(station="B", reason=Reason.LOST_RISING),
        seen(station="B", reason=Reason.RULE_CHANGED),
        seen(station="B", silenced_by=("maintenance",)),
    ],
)
def test_another_danger_another_county_two_levels_below_silence_and_rule_changes_are_no_witness(other):
    assert verdict(seen(), other) is Verdict.ALONE


def test_nothing_is_no_evidence():
    assert verdict() is Verdict.NOTHING
    assert not Verdict.NOTHING.is_corroborated
