from __future__ import annotations

from datetime import timedelta

import pytest

from rules.backtest.comparison import Kind, compare
from sensing.level import Level
from tests.unit.rules.backtest.episodes import an_episode


def kinds(trial, standing):
    return [difference.kind for difference in compare(trial, standing, version=3).differences]


@pytest.mark.parametrize(
    ("trial", "standing", "kind"),
    [
        (an_episode(1, 5), an_episode(1, 9), Kind.SAME),
        (an_episode(1, 5), an_episode(2, 5), Kind.EARLIER),
        (an_episode(3, 5), an_episode(2, 5), Kind.LATER),
        (an_episode(1, 5, peak=Level.RED), an_episode(1, 5), Kind.HIGHER),
        (an_episode(1, 5, peak=Level.BLUE), an_episode(1, 5), Kind.LOWER),
    ],
)
def test_both_rules_find_it(trial, standing, kind: Kind):
    assert kinds([trial], [standing]) == [kind]


def test_only_one_rule_finds_it():
    assert kinds([an_episode(1, 2)], []) == [Kind.NEW]
    assert kinds([], [an_episode(1, 2)]) == [Kind.GONE]
    assert kinds([an_episode(1, 2)], [an_episode(2.5, 3)]) == [Kind.NEW, Kind.GONE]
    assert kinds([an_episode(1, 2)], [an_episode(1, 2, target="B")]) == [Kind.NEW, Kind.GONE]


def test_a_danger_cut_in_three_is_one_difference():
    (found,) = compare(
        [an_episode(1, 20)], [an_episode(2, 3), an_episode(5, 6), an_episode(8, 30)], version=3
    ).differences
    assert (found.kind, len(found.standing), found.shift) == (Kind.EARLIER, 3, timedelta(hours=-1))


def test_a_danger_that_still_stands_reaches_to_the_end():
    assert kinds([an_episode(1, None)], [an_episode(900, 901)]) == [Kind.EARLIER]


def test_the_kinds_are_counted():
    found = compare([an_episode(1, 2), an_episode(8, 9)], [an_episode(1, 2)], version=3)
    assert {kind: count for kind, count in found.counts().items() if count} == {Kind.SAME: 1, Kind.NEW: 1}
