from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.backtest.run import backtest, cut
from api.problem import ApiError
from rules.compiler import compile_rules
from rules.document import parse_rule
from rules.transition import Change
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from sensing.station import Registry
from tests.unit.api.world import NOW, RULE, World

SILENCE = """\
apiVersion: fenghuo/v1
kind: Rule
id: gauge-silent
hazard: "11A01"
title: {zh: 息县站无数据, en: Xixian silent}
scope: {stations: [XY-H03]}
when: {kind: silence, after: 30m, level: yellow}
"""


def run(world: World, text: str, *, start: datetime, end: datetime):
    rule = parse_rule(text, origin="test")
    program = compile_rules([rule], registry=Registry(world.store.stations()))
    return backtest(program, world.store, start=start, end=end)


def test_the_hold_counts_in_the_time_of_the_readings(world: World):
    world.measure([41.0] * 5)
    found = run(world, RULE, start=NOW, end=NOW + timedelta(hours=1))
    assert [(t.change, t.at) for t in found.transitions] == [(Change.RAISE, NOW + timedelta(minutes=10))]
    assert found.episodes[0].closed is None


def test_a_danger_that_was_already_there_is_known(world: World):
    world.measure([41.0] * 20)
    start = NOW + timedelta(minutes=60)
    found = run(world, RULE, start=start, end=NOW + timedelta(hours=2))
    assert found.transitions == ()
    assert [(episode.opened, episode.peak) for episode in found.episodes] == [(NOW + timedelta(minutes=10), Level.BLUE)]
    assert found.readings == 8


def test_silence_between_readings_is_found(world: World):
    world.measure([40.0] * 3)
    world.measure([40.0] * 3, start=NOW + timedelta(hours=2))
    found = run(world, SILENCE, start=NOW, end=NOW + timedelta(hours=2, minutes=15))
    assert [(t.change, t.at) for t in found.transitions] == [
        (Change.LOST, NOW + timedelta(minutes=40)),
        (Change.CLEAR, NOW + timedelta(hours=2)),
    ]
    assert found.episodes[0].is_lost


def daily(read, numbers, *, start: int, end: int, most: int):
    """Cut a span by the day, whatever its readings."""
    del numbers, most
    day = 86_400_000_000
    for begin in range(start, end, day):
        until = Micros(min(begin + day, end))
        yield read(Micros(begin), until), until


def test_a_long_span_is_read_in_chunks_with_the_same_result(world: World, monkeypatch: pytest.MonkeyPatch):
    world.measure([40.0, 41.0, 41.0, 41.0, *[39.0] * 10] * 40, every=timedelta(minutes=15))
    span = {"start": NOW, "end": NOW + timedelta(days=6)}
    whole = run(world, RULE, **span)
    monkeypatch.setattr("store.memory.series.chunks", daily)
    assert run(world, RULE, **span) == whole
    assert len(whole.episodes) == 40


def test_a_long_series_is_judged_by_the_day_with_the_same_result(world: World, monkeypatch: pytest.MonkeyPatch):
    world.measure([40.0, 41.0, 41.0, 41.0, *[39.0] * 10] * 40, every=timedelta(minutes=15))
    span = {"start": NOW, "end": NOW + timedelta(days=6)}
    whole = run(world, RULE, **span)
    monkeypatch.setattr("api.backtest.run.LONG_SERIES", 3)
    assert run(world, RULE, **span) == whole


def test_a_piece_is_cut_at_midnight_and_ends_where_it_should(monkeypatch: pytest.MonkeyPatch):
    day = 86_400_000_000
    times = [day // 2, day + 1, day + 2, 3 * day]
    batch = make_batch(datastream=[0] * 4, phenomenon_time=times, value=[0.0] * 4)
    assert [until for _, until in cut(batch, until=Micros(5 * day))] == [5 * day]
    monkeypatch.setattr("api.backtest.run.LONG_SERIES", 1)
    found = [(part.phenomenon_time.tolist(), until) for part, until in cut(batch, until=Micros(5 * day))]
    assert found == [(times[:1], day), (times[1:3], 2 * day), (times[3:], 4 * day), ([], 5 * day)]


@pytest.mark.parametrize("span", [timedelta(0), timedelta(days=-1), timedelta(days=1831)])
def test_a_span_that_makes_no_sense_is_refused(world: World, span: timedelta):
    with pytest.raises(ApiError, match="expected"):
        run(world, RULE, start=NOW, end=NOW + span)


def test_too_many_readings_are_refused(world: World, monkeypatch: pytest.MonkeyPatch):
    world.measure([40.0] * 5)
    monkeypatch.setattr("api.backtest.run.MOST_READINGS", 4)
    with pytest.raises(ApiError, match="at most 4 readings"):
        run(world, RULE, start=NOW, end=NOW + timedelta(hours=1))
