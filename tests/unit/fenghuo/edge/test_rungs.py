from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.errors import RelayError
from alerts.relay.ladder import STEADY, Transport
from alerts.relay.short_message import unpacked
from fenghuo.edge.nodes import Nodes
from fenghuo.edge.presence import Presence
from fenghuo.edge.rungs import Rungs
from fenghuo.edge.satellite import SimulatedTerminal
from sensing.level import Level
from tests.builders import DIVISION, NOW, after, an_incident

POWER = (False, 80)


@pytest.fixture
def terminals():
    return {Transport.SMS: SimulatedTerminal(pause=timedelta(seconds=20)), Transport.SATELLITE: SimulatedTerminal()}


@pytest.fixture
def rungs(terminals):
    return Rungs(terminals, number=17)


def tend(rungs, now, *, is_linked=False, incidents=()):
    rungs.tend(incidents, is_linked=is_linked, power=POWER, now=now)
    return rungs.taken


def test_the_rungs_are_taken_in_their_order_as_one_after_the_other_fails(rungs, terminals):
    assert tend(rungs, NOW, is_linked=True) is Transport.IP
    assert tend(rungs, after(minutes=1)) is Transport.SMS
    terminals[Transport.SMS].has_sky = False
    assert tend(rungs, after(minutes=2)) is Transport.SATELLITE
    terminals[Transport.SATELLITE].has_sky = False
    assert tend(rungs, after(minutes=3)) is Transport.FILE


def test_by_ip_no_short_message_is_sent(rungs, terminals):
    tend(rungs, NOW, is_linked=True, incidents=[an_incident()])
    assert [terminal.sent for terminal in terminals.values()] == [[], []]


def test_each_rung_says_what_stands_when_it_is_taken(rungs, terminals):
    red = an_incident()
    tend(rungs, NOW, incidents=[red])
    terminals[Transport.SMS].has_sky = False
    tend(rungs, after(minutes=1), incidents=[red])
    for terminal in terminals.values():
        ((_, message),) = terminal.sent
        report = unpacked(message)
        assert (report.node, report.dangers[0].level, report.dangers[0].division) == (17, Level.RED, DIVISION)
        assert (report.has_mains, report.battery) == POWER


def test_ip_is_taken_again_once_it_has_been_steady(rungs):
    tend(rungs, NOW)
    tend(rungs, after(minutes=1), is_linked=True)
    assert rungs.taken is Transport.SMS
    assert tend(rungs, after(minutes=1) + STEADY, is_linked=True) is Transport.IP


def test_the_node_above_knows_by_a_short_message_who_speaks_how_and_of_what(rungs, terminals, tmp_path):
    nodes = Nodes(tmp_path, patience=timedelta(minutes=5))
    nodes.heard(Presence(node="village", heard=NOW, link="ip", divisions=(DIVISION,), heads={}, number=17))
    tend(rungs, after(minutes=10), incidents=[an_incident()])
    ((_, message),) = terminals[Transport.SMS].sent
    presence = nodes.heard_briefly(message, link="sms", at=after(minutes=10))
    assert (presence.node, presence.link, presence.battery) == ("village", "sms", 80)
    assert [each.level for each in presence.reported] == [Level.RED]
    assert not presence.is_silent(now=after(minutes=12), patience=timedelta(minutes=5))
    # It is written down: another process, and the next start, know it, too.
    assert Nodes(tmp_path, patience=timedelta(minutes=5)).all() == [presence]


def test_the_parts_of_one_report_are_one_and_the_next_report_takes_their_place(rungs, terminals, tmp_path):
    nodes = Nodes(tmp_path, patience=timedelta(minutes=5))
    nodes.heard(Presence(node="village", heard=NOW, link="ip", heads={}, number=17))
    many = [an_incident(division=f"4115281020{number:02d}") for number in range(6)]
    for second in (0, 20):
        tend(rungs, after(minutes=10) + timedelta(seconds=second), incidents=many)
    for _, message in terminals[Transport.SMS].sent:
        presence = nodes.heard_briefly(message, link="sms", at=after(minutes=11))
    assert len(presence.reported) == 6
    tend(rungs, after(minutes=12), incidents=many[:1])
    presence = nodes.heard_briefly(terminals[Transport.SMS].sent[-1][1], link="sms", at=after(minutes=12))
    assert len(presence.reported) == 1


def test_a_short_message_that_comes_late_or_again_is_no_sign_of_life(rungs, terminals, tmp_path):
    nodes = Nodes(tmp_path, patience=timedelta(minutes=5))
    nodes.heard(Presence(node="village", heard=NOW, link="ip", divisions=(DIVISION,), heads={}, number=17))
    tend(rungs, after(minutes=10), incidents=[an_incident()])
    ((_, message),) = terminals[Transport.SMS].sent
    presence = nodes.heard_briefly(message, link="sms", at=after(minutes=100))
    assert presence.is_silent(now=after(minutes=101), patience=timedelta(minutes=5))
    word = replace(presence, heard=after(minutes=110), link="ip", reported=())
    nodes.heard(word)
    assert nodes.heard_briefly(message, link="sms", at=after(minutes=111)) == word
    again = Nodes(tmp_path, patience=timedelta(minutes=5))
    assert again.heard_briefly(message, link="sms", at=after(minutes=112)) == word


def test_a_part_that_comes_twice_counts_once(rungs, terminals, tmp_path):
    nodes = Nodes(tmp_path, patience=timedelta(minutes=5))
    nodes.heard(Presence(node="village", heard=NOW, link="ip", heads={}, number=17))
    tend(rungs, after(minutes=10), incidents=[an_incident()])
    ((_, message),) = terminals[Transport.SMS].sent
    nodes.heard_briefly(message, link="sms", at=after(minutes=10))
    assert len(nodes.heard_briefly(message, link="sms", at=after(minutes=10)).reported) == 1


def test_a_short_message_of_nobody_known_is_refused(rungs, terminals, tmp_path):
    tend(rungs, NOW)
    ((_, message),) = terminals[Transport.SMS].sent
    with pytest.raises(RelayError, match="number 17"):
        Nodes(tmp_path, patience=timedelta(minutes=5)).heard_briefly(message, link="sms", at=NOW)
