from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.errors import SilenceError, SilenceOverError, UnknownSilenceError
from incidents.incident import State
from incidents.silencing import Patience, end_silence, lapse_acknowledgements, make_silence
from sensing.level import Level
from tests.builders import NOW, after
from tests.unit.incidents.duty import Duty


@pytest.fixture
def duty():
    return Duty()


def test_a_silenced_incident_stays_on_the_board_marked_and_detection_goes_on(duty):
    silence, _ = duty.silence(stations=("G1",), level=Level.ORANGE)
    (incident,) = duty.say(("G1", Level.YELLOW))
    assert (incident.silenced_by, incident.is_open) == ((silence.id,), True)
    duty.say(("G1", Level.ORANGE), now=after(minutes=1))
    assert (duty.at("G1").level, duty.at("G1").silenced_by) == (Level.ORANGE, (silence.id,))


def test_what_stands_already_falls_silent_when_the_silence_is_made(duty):
    duty.say(("G1", Level.YELLOW), ("G2", Level.YELLOW))
    silence, changed = duty.silence(now=after(minutes=1), stations=("G1",))
    assert [(each.target, each.silenced_by) for each in changed] == [("G1", (silence.id,))]
    assert duty.acts("silence") == ["made"]


def test_what_rises_above_the_silence_speaks(duty):
    duty.silence(division="4115", level=Level.YELLOW)
    duty.say(("G1", Level.YELLOW))
    (incident,) = duty.say(("G1", Level.RED), now=after(minutes=1))
    assert (incident.is_muted, incident.unmuted) == (False, after(minutes=1))


def test_a_red_peak_within_one_batch_is_not_hidden_by_what_follows_it(duty):
    duty.silence(division="4115", level=Level.YELLOW)
    steps = duty.say(("G1", Level.RED), ("G1", Level.BLUE))
    assert [step.is_muted for step in steps] == [False, True]


def test_the_end_of_a_silence_with_the_danger_standing_is_loud_and_told_once(duty):
    duty.silence(stations=("G1",), level=Level.RED, hours=2)
    duty.say(("G1", Level.RED))
    duty.act(duty.at("G1"), "ack")
    assert duty.pass_time(after(hours=1.4)) == []
    assert duty.pass_time(after(hours=1.6)) == []
    (incident,) = duty.pass_time(after(hours=2))
    assert (incident.state, incident.is_muted, incident.unmuted) == (State.OPEN, False, after(hours=2))
    assert duty.pass_time(after(hours=2)) == []
    assert duty.acts("silence") == ["made", "expiring", "expired"]
    assert duty.acts("incident")[-1] == "unmuted"


def test_ended_early_it_is_over_for_good(duty):
    silence, _ = duty.silence(stations=("G1",), level=Level.RED)
    duty.say(("G1", Level.RED))
    (incident,) = duty.end(silence, after(minutes=3))
    assert incident.unmuted == after(minutes=3)
    with pytest.raises(SilenceOverError):
        duty.end(silence, after(minutes=4))
    assert duty.pass_time(after(hours=3)) == []
    assert duty.store.silences(now=after(minutes=4), is_over=True)[0].ended_by == "li"


def test_what_was_still_being_written_when_a_silence_ended_does_not_stay_silent(duty):
    silence, _ = duty.silence(stations=("G1",), level=Level.RED)
    (marked,) = duty.say(("G1", Level.RED))
    duty.end(silence, after(minutes=3))
    with duty.store.begin() as tx:
        # Another transaction saw the silence in force, and commits after its end was carried out.
        tx.save_incidents([marked])
    assert duty.pass_time(after(minutes=4)) == []
    (incident,) = duty.pass_time(after(minutes=5))
    assert (incident.is_muted, incident.unmuted) == (False, after(minutes=5))
    assert duty.pass_time(after(minutes=6)) == []


def test_a_silence_that_may_not_be_leaves_nothing(duty):
    with pytest.raises(SilenceError) as refusal:
        duty.silence(stations=("G1",), hours=100)
    assert refusal.value.code == "too_long"
    with pytest.raises(SilenceError) as refusal:
        duty.silence()
    assert refusal.value.code == "empty_matcher"
    with duty.store.begin() as tx, pytest.raises(UnknownSilenceError):
        end_silence(tx, "nobody", actor="li", network=duty.network, now=NOW)
    assert duty.store.silences(now=NOW) == []


def test_a_maintenance_window_of_tomorrow_waits(duty):
    silence, _ = duty.silence(stations=("G3",))
    later = replace(silence, id="s-later", start=after(hours=5), end=after(hours=6))
    with duty.store.begin() as tx:
        assert make_silence(tx, later, network=duty.network, now=NOW) == []
    duty.say(("G3", Level.YELLOW), now=after(hours=3))
    assert not duty.at("G3").is_muted
    (incident,) = duty.pass_time(after(hours=5))
    assert incident.silenced_by == ("s-later",)
    assert {"expired", "began"} < set(duty.acts("silence"))


@pytest.mark.parametrize(("level", "minutes"), [(Level.RED, 30), (Level.ORANGE, 60), (Level.YELLOW, 240)])
def test_an_acknowledgement_that_nothing_follows_lapses_and_is_told_once(duty, level, minutes):
    duty.say(("G1", level))
    duty.act(duty.at("G1"), "ack")

    def lapse(now):
        with duty.store.begin() as tx:
            return lapse_acknowledgements(tx, Patience(), now=now)

    assert lapse(after(minutes=minutes) - timedelta(seconds=1)) == []
    (incident,) = lapse(after(minutes=minutes))
    assert (incident.state, incident.acknowledged_by) == (State.OPEN, "")
    assert lapse(after(minutes=minutes + 1)) == []
    assert duty.acts("incident").count("lapsed") == 1


def test_what_somebody_works_on_and_what_is_blue_does_not_lapse(duty):
    duty.say(("G1", Level.RED), ("G2", Level.BLUE))
    duty.act(duty.at("G1"), "start")
    duty.act(duty.at("G2"), "ack")
    with duty.store.begin() as tx:
        assert lapse_acknowledgements(tx, Patience(), now=after(days=3)) == []
        assert (
            lapse_acknowledgements(tx, Patience(red=timedelta(0), orange=timedelta(0), yellow=timedelta(0)), now=NOW)
            == []
        )
