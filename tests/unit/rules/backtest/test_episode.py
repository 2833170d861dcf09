from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.backtest.episode import Episodes, episodes
from rules.backtest.errors import BacktestError
from rules.transition import Change
from sensing.level import Level
from tests.unit.api.world import a_transition


def test_an_episode_lasts_from_raise_to_clear_and_keeps_its_peak():
    t0 = datetime(2026, 1, 1, tzinfo=UTC)
    minutes = [t0 + timedelta(minutes=n) for n in range(4)]
    said = [
        a_transition(Level.BLUE, at=minutes[0]),
        a_transition(Level.RED, before=Level.BLUE, at=minutes[1]),
        a_transition(Level.YELLOW, before=Level.RED, at=minutes[2]),
        a_transition(Level.NONE, before=Level.YELLOW, at=minutes[3]),
    ]
    (episode,) = episodes(said, since=t0)
    assert (episode.opened, episode.closed, episode.peak) == (minutes[0], minutes[3], Level.RED)
    assert episodes(said, since=t0 + timedelta(hours=1)) == ()


def test_an_episode_knows_when_it_stood_at_each_level():
    t0 = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [t0 + timedelta(hours=n) for n in range(5)]
    said = [
        a_transition(Level.BLUE, at=hours[0]),
        a_transition(Level.ORANGE, before=Level.BLUE, at=hours[1]),
        a_transition(Level.BLUE, before=Level.ORANGE, at=hours[2]),
        a_transition(Level.YELLOW, before=Level.BLUE, at=hours[3]),
    ]
    (episode,) = episodes(said, since=t0)
    spans = [episode.at_least(level) for level in (Level.NONE, Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED)]
    assert [(span.start, span.end) if span else None for span in spans] == [
        (hours[0], None),
        (hours[0], None),
        (hours[1], None),
        (hours[1], hours[2]),
        None,
    ]


def test_a_clear_of_what_was_never_raised_is_no_episode():
    assert episodes([a_transition(Level.NONE, before=Level.RED)], since=datetime(2026, 1, 1, tzinfo=UTC)) == ()


def test_a_loss_of_data_marks_the_episode():
    (episode,) = episodes([a_transition(change=Change.LOST)], since=datetime(2026, 1, 1, tzinfo=UTC))
    assert episode.is_lost


def test_a_rule_that_flaps_without_end_is_refused():
    gathered = Episodes(most=1)
    pair = [a_transition(Level.RED), a_transition(Level.NONE, before=Level.RED)]
    gathered.add(pair)
    with pytest.raises(BacktestError, match="longer hold"):
        gathered.add(pair)
