from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.errors import ChannelError
from alerts.relay.short_message import unpacked
from fenghuo.edge.satellite import ALIVE, Beacon, SimulatedTerminal, dangers_of
from incidents.incident import IncidentKind, State
from sensing.level import Level
from tests.builders import after, an_incident

ON_BATTERY = (False, 40)


def told(terminal: SimulatedTerminal) -> list[list[Level]]:
    return [[danger.level for danger in unpacked(message).dangers] for _, message in terminal.sent]


def test_a_red_danger_goes_out_at_once():
    terminal = SimulatedTerminal()
    Beacon(terminal, number=17).tend([an_incident()], power=ON_BATTERY, now=after(minutes=1))
    (report,) = [unpacked(message) for _, message in terminal.sent]
    assert (report.node, report.battery, report.has_mains) == (17, 40, False)
    assert [danger.level for danger in report.dangers] == [Level.RED]


def test_the_terminal_is_not_asked_oftener_than_it_may_send():
    terminal = SimulatedTerminal()
    beacon = Beacon(terminal, number=1)
    incidents = [an_incident(level) for level in Level if level] * 3
    for second in range(0, 400, 7):
        beacon.tend(incidents, power=ON_BATTERY, now=after(seconds=second))
    assert beacon.trouble == ""
    assert told(terminal) == [
        [Level.RED] * 3 + [Level.ORANGE],
        [Level.ORANGE] * 2 + [Level.YELLOW] * 2,
        [Level.YELLOW] + [Level.BLUE] * 3,
    ]


def test_what_is_newer_goes_before_what_waits():
    terminal = SimulatedTerminal()
    beacon = Beacon(terminal, number=1)
    beacon.tend([an_incident(Level.BLUE)] * 8, power=ON_BATTERY, now=after())
    beacon.tend([an_incident(Level.RED)], power=ON_BATTERY, now=after(minutes=1))
    assert told(terminal)[1] == [Level.RED]


def test_a_node_where_nothing_happens_gives_a_sign_of_life():
    terminal = SimulatedTerminal()
    beacon = Beacon(terminal, number=1)
    for minute in range(91):
        beacon.tend([], power=ON_BATTERY, now=after(minutes=minute))
    assert len(terminal.sent) == 1 + timedelta(minutes=90) // ALIVE


def test_without_a_satellite_it_says_so_and_tries_again():
    terminal = SimulatedTerminal()
    terminal.has_sky = False
    beacon = Beacon(terminal, number=1)
    beacon.tend([an_incident()], power=ON_BATTERY, now=after())
    assert beacon.trouble == "the terminal sees no satellite"
    terminal.has_sky = True
    beacon.tend([an_incident()], power=ON_BATTERY, now=after(minutes=1))
    assert told(terminal) == [[Level.RED]]


def test_only_dangers_that_stand_are_told():
    calm = an_incident(Level.NONE, state=State.CLEARED)
    screen = an_incident(kind=IncidentKind.SCREEN_LOST)
    lost = an_incident(kind=IncidentKind.LOST, state=State.ACKNOWLEDGED)
    (danger,) = dangers_of([calm, screen, lost])
    assert (danger.is_lost, danger.is_acknowledged) == (True, True)


def test_the_simulated_terminal_is_as_strict_as_a_real_one():
    terminal = SimulatedTerminal()
    with pytest.raises(ChannelError, match="at most 70 bytes, got 71"):
        terminal.send(bytes(71), now=after())
    terminal.send(b"x", now=after())
    with pytest.raises(ChannelError, match="one message in 60 s"):
        terminal.send(b"x", now=after(seconds=59))
