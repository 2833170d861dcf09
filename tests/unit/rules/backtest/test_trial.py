from __future__ import annotations

from datetime import timedelta

import pytest

from rules.backtest.trial import Trial
from rules.compiler import compile_rules
from sensing.instant import Micros, from_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_threshold, readings


def a_trial(start: float = 0) -> Trial:
    rule = a_rule(a_threshold(hold=timedelta(minutes=10)))
    return Trial(compile_rules([rule], registry=a_registry()), start=from_micros(round(start * MINUTE)))


def test_chunks_carry_on_where_the_one_before_ended():
    trial = a_trial()
    trial.feed(readings([(0, 41.0), (5, 41.0)]), until=Micros(7 * MINUTE))
    trial.feed(readings([(10, 41.0), (15, 39.0)]), until=Micros(20 * MINUTE))
    found = trial.result()
    (episode,) = found.episodes
    assert (episode.opened, episode.closed, episode.peak) == (
        from_micros(10 * MINUTE),
        from_micros(15 * MINUTE),
        Level.BLUE,
    )
    assert (found.readings, found.transition_count, found.targets) == (4, 2, 1)


def test_what_was_said_in_the_warm_up_is_not_counted():
    trial = a_trial(start=20)
    trial.feed(readings([(0, 41.0), (10, 41.0), (20, 41.0)]), until=Micros(30 * MINUTE))
    found = trial.result()
    assert (found.readings, found.transitions, len(found.episodes)) == (1, (), 1)


def test_only_so_many_transitions_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rules.backtest.trial.MOST_TRANSITIONS", 3)
    rule = a_rule(a_threshold())
    trial = Trial(compile_rules([rule], registry=a_registry()), start=from_micros(0))
    trial.feed(readings([(minute, 41.0 if minute % 2 else 39.0) for minute in range(10)]), until=Micros(MINUTE * 10))
    found = trial.result()
    assert (len(found.transitions), found.transition_count, len(found.episodes)) == (3, 9, 5)
