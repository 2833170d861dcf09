from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.trial.instant import format_clock, parse_clock
from rules.trial.playing import Player
from rules.trial.stage import stage
from sensing.instant import to_micros
from tests.unit.rules.builders import a_rule, a_silence, a_threshold
from tests.unit.rules.trial.builders import HEAD, TEST, a_trial

HELD = a_rule(a_threshold(hold=timedelta(minutes=10)))


def a_player(readings: str, *rules):
    trial = a_trial(HEAD + TEST.replace("10:00 40, 10:05 42", readings))
    registry = stage(trial.cases, rules=rules, stations=[])
    return Player(compile_rules(rules, registry=registry), trial.cases[0], registry=registry), trial.date


def said(player, date):
    return [(format_clock(to_micros(each.at), date=date), each.after.key, each.reason.value) for each in player.said]


def test_the_clock_completes_a_hold_between_two_readings():
    player, date = a_player("10:00 42, 10:12 42", HELD)
    player.advance(parse_clock("10:11", date=date))
    assert said(player, date) == [("10:10", "yellow", "held_by_clock")]


def test_a_reading_at_the_end_of_a_hold_decides_by_itself():
    player, date = a_player("10:00 42, 10:10 40", HELD)
    player.finish()
    player.advance(parse_clock("11:00", date=date))
    assert said(player, date) == []


def test_nothing_happens_before_it_has_arrived():
    player, date = a_player("10:00 42 @10:07", a_rule())
    player.advance(parse_clock("10:06", date=date))
    assert player.said == []
    player.advance(parse_clock("10:07", date=date))
    assert said(player, date) == [("10:00", "yellow", "exceeded")]


def test_silence_is_told_at_its_very_instant():
    player, date = a_player("10:00 40, 10:05 40", a_rule(a_silence(15)))
    player.advance(parse_clock("10:20", date=date))
    assert said(player, date) == [("10:20", "orange", "silent")]
