from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.composite.condition import Area, Member
from rules.engine import evaluate, initial, tick
from rules.errors import RuleError
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_composite, a_rule, a_station, a_threshold
from tests.unit.rules.worlds import told

STATIONS = (
    a_station("A", properties=("water_level", "flow"), first=1, groups={"power": "P1"}, river="淮河"),
    a_station("B", first=3, groups={"power": "P1"}, lon=114.8, river="淮河"),
    a_station("C", first=4, division="411522000000", lon=114.9),
)
REGISTRY = Registry(STATIONS)
STEPS = {Level.YELLOW: 1.0, Level.RED: 3.0}
STAGE = a_rule(a_threshold(levels=STEPS), id="stage")
FLOW = a_rule(a_threshold(property="flow", levels=STEPS), id="flow")


class Room:
    """Stage and flow rules with composites on top, the clock in minutes."""

    def __init__(self, *composites, **fields):
        rules = [STAGE, FLOW, *(a_rule(when, id=f"c{i}") for i, when in enumerate(composites))]
        self.program = compile_rules(rules, registry=REGISTRY, **fields)
        self.state = initial(self.program)

    def read(self, minute, stream, value):
        batch = make_batch(datastream=[stream], phenomenon_time=[minute * MINUTE], value=[value])
        self.state, said = evaluate(self.program, self.state, batch)
        return self._heard(said)

    def tick(self, minute):
        self.state, said, wanted = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        self.wanted = None if wanted is None else wanted / MINUTE
        return self._heard(said)

    def _heard(self, said):
        self.said = [each for each in said if each.rule.startswith("c")]
        return [
            (to_micros(each.at) / MINUTE, each.rule, each.target, each.change.value, each.after.key)
            for each in self.said
        ]


def test_all_rules_must_stand_somewhere_in_the_area():
    room = Room(a_composite("stage", "flow"))
    assert room.read(0, 3, 2.0) == []
    assert room.read(5, 2, 4.0) == [(5, "c0", "c0", "raise", "red")]
    assert room.said[0].reason.value == "agreed"
    assert room.said[0].facts["members"] == "flow@A, stage@B"
    assert room.said[0].facts["place"] == "A、B、C"
    assert room.said[0].facts["division"] == "411500000000"
    assert room.read(9, 2, 0.0) == [(9, "c0", "c0", "clear", "none")]
    assert room.said[0].reason.value == "no_longer_agreed"


def test_a_level_may_be_asked_of_the_members():
    room = Room(a_composite("stage", need=2, level=Level.ORANGE))
    assert room.read(0, 1, 2.0) == []
    assert room.read(1, 3, 2.0) == [(1, "c0", "c0", "raise", "orange")]
    strict = compile_rules([STAGE, a_rule(_at_red(), id="c0")], registry=REGISTRY)
    batch = make_batch(datastream=[1, 3], phenomenon_time=[0, 0], value=[2.0, 5.0])
    _, said = evaluate(strict, initial(strict), batch)
    assert [each for each in said if each.rule == "c0"] == []


def _at_red():
    return a_composite(Member(rule="stage", at=Level.RED), need=2)


def test_a_vote_lapses_though_the_clock_is_asked_only_hours_later():
    room = Room(a_composite("stage", window=timedelta(minutes=30), area=Area.STATION))
    room.read(0, 3, 2.0)
    room.read(5, 3, 0.0)
    assert sorted(room.read(500, 1, 2.0)) == [(35, "c0", "B", "clear", "none"), (500, "c0", "A", "raise", "yellow")]
    assert room.tick(501) == []
    assert standing(room.program, room.state)["c0", "A"] is Level.YELLOW


def test_a_vote_lasts_for_the_window():
    room = Room(a_composite("stage", "flow", window=timedelta(minutes=30)))
    room.read(0, 3, 2.0)
    room.read(10, 3, 0.0)
    assert room.read(39, 2, 2.0) == [(39, "c0", "c0", "raise", "yellow")]
    assert room.tick(39.5) == []
    assert room.wanted == 40
    assert room.tick(40) == [(40, "c0", "c0", "clear", "none")]


def test_stations_of_one_power_are_one_vote():
    room = Room(a_composite("stage", need=2, independence=("power",)))
    assert room.read(0, 1, 2.0) + room.read(1, 3, 2.0) == []
    assert room.read(2, 4, 2.0) == [(2, "c0", "c0", "raise", "yellow")]
    assert room.said[0].facts["merged"] == "power P1: stage@A, stage@B"
    assert room.said[0].facts["votes"] == 2.0


def test_each_county_is_judged_by_itself():
    room = Room(a_composite("stage", need=2, area=Area.COUNTY))
    assert room.read(0, 4, 5.0) + room.read(0, 1, 5.0) == []
    assert room.read(1, 3, 5.0) == [(1, "c0", "411528000000", "raise", "red")]
    assert room.said[0].facts["division"] == "411528000000"


def test_each_station_and_each_basin_may_be_judged_by_itself():
    room = Room(a_composite("stage", "flow", area=Area.STATION), a_composite("stage", need=2, area=Area.BASIN))
    assert room.read(0, 3, 5.0) == []
    assert room.read(1, 1, 5.0) == [(1, "c1", "淮河", "raise", "red")]
    assert room.read(2, 2, 5.0) == [(2, "c0", "A", "raise", "red")]
    assert "place" not in room.said[0].facts


def test_composites_may_speak_of_composites():
    room = Room(a_composite("c1", "flow"), a_composite("stage", need=2))
    room.read(0, 1, 5.0)
    room.read(0, 2, 5.0)
    assert room.read(1, 4, 2.0) == [(1, "c1", "c1", "raise", "red"), (1, "c0", "c0", "raise", "red")]


def test_a_circle_is_refused_by_name():
    rules = [STAGE, *(a_rule(a_composite(f"c{(i + 1) % 3}", "stage"), id=f"c{i}") for i in range(3))]
    with pytest.raises(RuleError, match="in a circle: c0 → c1 → c2 → c0"):
        compile_rules(rules, registry=REGISTRY)


def test_an_unknown_rule_is_refused_with_a_hint():
    with pytest.raises(RuleError, match=r'rule c: when.of: unknown rule "stagee", did you mean "stage"'):
        compile_rules([STAGE, a_rule(a_composite("stagee"), id="c")], registry=REGISTRY)


def test_a_rule_that_does_not_judge_here_may_be_spoken_of():
    program = compile_rules([a_rule(a_composite("stage"), id="c")], registry=REGISTRY, beside=[STAGE])
    assert program.composites.target == ()


_rows = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(0, 6), st.integers(0, 8), st.sampled_from([0.0, 2.0, 4.0])),
    min_size=1,
    max_size=20,
)
_whens = st.sampled_from(
    [
        a_composite("stage", "flow"),
        a_composite("stage", "flow", window=timedelta(minutes=10)),
        a_composite("stage", need=2, independence=("power",)),
        a_composite("stage", need=2, area=Area.COUNTY, window=timedelta(minutes=5)),
        a_composite("stage", "flow", need=2, levels={Level.BLUE: 2, Level.RED: 3}),
    ]
)


def a_batch(rows):
    return make_batch(
        datastream=[row[0] for row in rows],
        phenomenon_time=[row[1] * MINUTE for row in rows],
        result_time=[row[2] * MINUTE for row in rows],
        value=[row[3] for row in rows],
    )


def stated(rows):
    """Return (datastream, time, arrival, value), one reading of a datastream at an instant, by arrival."""
    now, found = 0, {}
    for stream, step, delay, value in rows:
        now += step
        found.setdefault((stream, max(now - delay, 0)), (stream, max(now - delay, 0), now, value))
    return list(found.values())


@given(when=_whens, rows=_rows, data=st.data())
def test_neither_pieces_nor_order_within_lateness_matter(when, rows, data):
    program = compile_rules([STAGE, FLOW, a_rule(when, id="c")], registry=REGISTRY)
    arrived = stated(rows)
    end = Micros((arrived[-1][2] + data.draw(st.integers(1, 40))) * MINUTE)
    orderly = initial(program)
    said = []
    for row in sorted(arrived, key=lambda row: row[1]):
        orderly, transitions = evaluate(program, orderly, a_batch([(*row[:2], row[1], row[3])]))
        said += transitions
    orderly, transitions, _ = tick(program, orderly, now=end)
    said += transitions
    state, heard = initial(program), []
    cuts = sorted(data.draw(st.lists(st.integers(0, len(arrived)), max_size=4)))
    for a, b in zip([0, *cuts], [*cuts, len(arrived)], strict=True):
        state, transitions = evaluate(program, state, a_batch(arrived[a:b]))
        heard += transitions
        if a < b and data.draw(st.booleans()):
            state, transitions, _ = tick(program, state, now=Micros(arrived[b - 1][2] * MINUTE))
            heard += transitions
    state, transitions, _ = tick(program, state, now=end)
    heard += transitions
    assert standing(program, state) == standing(program, orderly)
    assert told({}, heard) == standing(program, state)
    for number, target in enumerate(program.composites.target):
        # What is remembered is what really was, not only what was told of it.
        one, other = state.composites.slots[number], orderly.composites.slots[number]
        since = max(state.composites.since, orderly.composites.since)
        assert steps(one.told, since) == steps(other.told, since)
        assert peak(heard, target) >= peak(said, target)


def steps(said, since):
    said = [each for each in said if to_micros(each.at) > since]
    return [(each.at, each.before, each.after, each.facts.get("members")) for each in said]


def peak(said, target):
    return max([Level.NONE, *(each.after for each in said if (each.rule, each.target) == ("c", target))])
