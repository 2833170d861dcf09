from __future__ import annotations

from datetime import timedelta

import pytest

from rules.backtest.label import LabelledEvent, Whereabouts
from rules.backtest.score import Tolerance, score
from rules.transition import Target
from sensing.level import Level
from tests.unit.rules.backtest.episodes import T0, an_episode, hours

PLACES = Whereabouts(division={Target("A"): "411528000000", Target("B"): "411500000000"})
SPAN = (T0, T0 + timedelta(days=30))
STRICT = Tolerance(early=timedelta(0), late=timedelta(0))


def an_event(start: float, end: float, **fields) -> LabelledEvent:
    return LabelledEvent(start=hours(start), end=hours(end), **({"station": "A"} | fields))


def judged(found, events, tolerance=STRICT):
    return score(found, events, places=PLACES, span=SPAN, tolerance=tolerance)


def test_an_alarm_that_overlaps_is_a_hit_with_its_lead():
    verdict = judged([an_episode(8, 20)], [an_event(10, 12)]).overall
    assert (verdict.hits, verdict.misses, verdict.false_alarms) == (1, 0, ())
    assert verdict.leads == (timedelta(hours=2),)
    assert (verdict.pod, verdict.far, verdict.csi) == (1.0, 0.0, 1.0)


def test_an_alarm_after_the_start_has_a_negative_lead():
    assert judged([an_episode(11, 20)], [an_event(10, 12)]).overall.leads == (timedelta(hours=-1),)


def test_a_miss_and_a_false_alarm_are_two_faults():
    verdict = judged([an_episode(100, 101)], [an_event(10, 12)]).overall
    assert (verdict.hits, verdict.misses, len(verdict.false_alarms)) == (0, 1, 1)
    assert (verdict.pod, verdict.far, verdict.csi) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("opened", "closed", "is_hit"), [(1, 4, True), (1, 3.99, False), (13, 14, True), (13.01, 14, False)]
)
def test_tolerances_include_their_ends(*, opened: float, closed: float, is_hit: bool):
    tolerance = Tolerance(early=timedelta(hours=6), late=timedelta(hours=1))
    verdict = judged([an_episode(opened, closed)], [an_event(10, 12)], tolerance).overall
    assert verdict.hits == is_hit


def test_several_alarms_of_one_event_are_one_hit_and_no_false_alarm():
    verdict = judged([an_episode(9, 10), an_episode(11, 13)], [an_event(10, 12)]).overall
    assert (verdict.hits, verdict.alarms, verdict.false_alarms) == (1, 2, ())


def test_each_level_is_judged_by_itself():
    found = [an_episode(8, 20, peak=Level.YELLOW)]
    by_level = {verdict.level: verdict for verdict in judged(found, [an_event(10, 12, level=Level.ORANGE)]).levels}
    assert [by_level[level].hits for level in (Level.BLUE, Level.YELLOW, Level.ORANGE)] == [1, 1, 0]
    assert by_level[Level.ORANGE].misses == 1
    assert Level.RED not in by_level


def test_an_alarm_above_what_happened_is_false_at_its_level():
    found = [an_episode(8, 20, peak=Level.RED)]
    by_level = {verdict.level: verdict for verdict in judged(found, [an_event(10, 12, level=Level.BLUE)]).levels}
    assert (by_level[Level.BLUE].hits, by_level[Level.BLUE].false_alarms) == (1, ())
    assert len(by_level[Level.RED].false_alarms) == 1


def test_an_event_without_a_level_excuses_every_alarm():
    found = judged([an_episode(8, 20, peak=Level.RED)], [an_event(10, 12)])
    assert all(not verdict.false_alarms and not verdict.matches for verdict in found.levels)
    assert found.overall.hits == 1


def test_an_event_of_a_division_is_found_at_any_station_in_it():
    event = an_event(10, 12, station="", division="4115")
    assert judged([an_episode(8, 20, target="B")], [event]).overall.hits == 1
    elsewhere = an_event(10, 12, station="", division="411528")
    assert judged([an_episode(8, 20, target="B")], [elsewhere]).overall.hits == 0


def test_an_event_elsewhere_or_at_another_time_counts_for_nothing():
    events = [an_event(10, 12, station="Z"), an_event(-5, -4), an_event(10_000, 10_001)]
    found = judged([], events)
    assert (found.outside, found.overall.matches) == (tuple(events), ())
    assert (found.overall.pod, found.overall.far, found.overall.csi) == (None, None, None)


def test_a_danger_that_still_stands_at_the_end_belongs_to_what_comes():
    assert judged([an_episode(8, None)], [an_event(500, 501)]).overall.leads == (timedelta(hours=492),)


def test_an_event_beyond_the_edge_of_the_span_excuses_its_alarm_and_is_neither_hit_nor_miss():
    tolerance = Tolerance(early=timedelta(hours=6), late=timedelta(hours=1))
    found = [an_episode(30 * 24 - 3, 30 * 24 - 2), an_episode(0.5, 1)]
    events = [an_event(30 * 24 + 1, 30 * 24 + 2), an_event(-5, -0.2)]
    judged_so = judged(found, events, tolerance)
    assert (judged_so.overall.matches, judged_so.overall.false_alarms) == ((), ())
    assert judged_so.outside == tuple(events)
