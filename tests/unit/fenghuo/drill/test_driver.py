from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fenghuo.clock import now
from fenghuo.drill.play import opened
from simulators.drill import parse_drill
from store.memory import MemoryStore
from tests.unit.simulators.drills import written


@pytest.fixture
def parts(short):
    with opened(short, store=MemoryStore(), seed=1) as made:
        made.driver.begin()
        yield made


def test_the_clock_goes_from_event_to_event_and_never_back(parts, short):
    last = now()
    for _ in range(40):
        due = parts.driver.due
        assert parts.driver.step()
        assert now() >= last
        assert due is not None
        last = now()
    assert last > short.start


def test_an_inject_may_be_thrown_in_early_and_only_once(parts):
    assert parts.driver.throw_in("press", actor="li")
    assert not parts.driver.throw_in("press", actor="li")
    assert not parts.driver.throw_in("nothing", actor="li")
    (entry,) = [row.entry for row in parts.room.store.journal(limit=10_000) if row.entry.data.get("inject") == "call"]
    assert entry.data["actor"] == "li"
    assert entry.data["by"] == "2020-07-17T14:00:00Z"


def go_on(parts, until):
    while now() < until:
        assert parts.driver.step()


def test_a_gauge_that_is_lost_early_is_heard_no_more_from_then_on(parts, short):
    (lost,) = [inject for inject in short.injects if inject.station == "XY-H03"]
    go_on(parts, short.start + timedelta(minutes=11))
    heard = parts.room.store.latest(station="XY-H03")
    assert parts.driver.throw_in(lost.id, actor="li")
    go_on(parts, short.start + timedelta(minutes=50))
    assert heard
    assert parts.room.store.latest(station="XY-H03") == heard
    assert parts.room.store.latest(station="XY-H04") != heard
    incidents = parts.room.store.incidents(is_open=True, limit=1000)
    assert [incident for incident in incidents if incident.target == "XY-H03" and incident.rule == "silent-river-gauge"]


def test_an_outage_thrown_in_early_lasts_as_long_as_it_would_have():
    text = written(
        "{at: 1h, kind: lose_station, station: XY-H03}",
        '{at: 3h, for: 20m, kind: network_down, id: net, division: "411528000000"}',
    )
    drill = parse_drill(text, origin="d")
    with opened(drill, store=MemoryStore(), seed=1) as made:
        made.driver.begin()
        go_on(made, drill.start + timedelta(minutes=10))
        assert made.driver.throw_in("net", actor="li")
        heard = made.room.store.latest(station="XY-H03")
        go_on(made, drill.start + timedelta(minutes=29))
        assert made.room.store.latest(station="XY-H03") == heard
        go_on(made, drill.start + timedelta(minutes=36))
        assert made.room.store.latest(station="XY-H03") != heard
        (row,) = [row for row in made.room.store.journal(limit=10_000) if row.entry.data.get("id") == "net"]
        assert row.entry.data["until"] == "2020-07-17T12:30:00Z"


def test_a_lost_gauge_is_heard_no_more_and_found_out(parts, short):
    while now() < short.start + timedelta(hours=1, minutes=40):
        assert parts.driver.step()
    incidents = parts.room.store.incidents(is_open=True, limit=1000)
    assert [incident for incident in incidents if incident.target == "XY-H03" and incident.rule == "silent-river-gauge"]


def test_the_end_is_the_end(short):
    brief = type(short)(
        **{**{f: getattr(short, f) for f in short.__dataclass_fields__}, "length": timedelta(minutes=3)}
    )
    with opened(brief, store=MemoryStore(), seed=1) as made:
        made.driver.begin()
        while made.driver.step():
            pass
        assert now() == brief.end
        assert made.driver.due is None


def test_telegrams_of_a_step_are_taken_in_together(short):
    counts = []
    for minutes in (1, 15):
        drill = replace(short, length=timedelta(minutes=45), step=timedelta(minutes=minutes))
        with opened(drill, store=MemoryStore(), seed=1) as made:
            made.driver.begin()
            counts.append(0)
            while made.driver.step():
                counts[-1] += 1
            assert made.room.store.count_observations()
    assert counts[1] < counts[0] / 3


#: A storm that is over, a dam, and an order to let its water out two hours after it began.
DAM = written(
    "    wetness: 0.9\n",
    "    wetness: 0.9\n    reservoirs: {XY-R01: {release: [{at_h: 3, flow: 2600}]}}\n"
    "    danger: {XY-H10: {yellow: 73.5, orange: 74.5}}\n",
).replace(
    "injects:\n",
    "injects:\n  - {at: 150m, kind: order_release, id: order, station: XY-R01, text: {zh: 泄洪, en: Release}}\n",
)


def truths(made):
    rows = made.room.store.journal(limit=100_000)
    return [row.entry.data for row in rows if row.entry.data.get("act") in {"began", "changed"}]


def test_water_that_is_ordered_early_comes_early_and_the_truth_is_written_down_anew():
    drill = parse_drill(DAM, origin="d")
    dates = []
    for is_early in (False, True):
        with opened(drill, store=MemoryStore(), seed=1) as made:
            made.driver.begin()
            go_on(made, drill.start + timedelta(minutes=40))
            if is_early:
                assert made.driver.throw_in("order", actor="li")
            go_on(made, drill.start + timedelta(minutes=110))
            (latest,) = [each for each in made.room.store.latest(station="XY-R01") if each.property == "flow"]
            assert (latest.value > 2000) is is_early
            told = truths(made)
            assert [each["act"] for each in told] == (["began", "changed"] if is_early else ["began"])
            dates.append(told[-1])
    planned, early = ([each["from"] for each in data["truth"] if each["station"] == "XY-H10"] for data in dates)
    assert early
    assert not planned or min(early) < min(planned)
    assert dates[1]["actor"] == "li"
