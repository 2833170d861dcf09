from __future__ import annotations

from datetime import timedelta
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.history import History
from rules.standing import standing
from sensing.instant import to_micros
from sensing.level import Level
from tests.unit.rules.builders import a_composite, a_rule, a_threshold
from tests.unit.rules.guard.plain import ABOVE, FREE, LOST, OTHER, RAIN, STAGE, STEPS, Room, guarded
from tests.unit.rules.worlds import told


def test_a_level_stays_while_a_gauge_upstream_stands_as_high():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    assert room.read(("B", 20, 0.0)) == []
    assert standing(room.program, room.state)["stage", "B"] is Level.ORANGE
    assert room.read(("A", 50, 0.0)) == [
        (50, "stage", "A", "none", "receded"),
        (50, "stage", "B", "none", "upstream_cleared"),
    ]
    told_of = room.said[1]
    assert told_of.facts == {"released_by": "stage@A orange", "held_s": 1800.0}
    assert (told_of.property, told_of.threshold, told_of.before) == ("water_level", 2.0, Level.ORANGE)


def test_it_goes_down_as_far_as_upstream_allows():
    room = Room()
    room.read(("A", 0, 1.5), ("B", 5, 3.5))
    assert room.read(("B", 20, 0.0)) == [(20, "stage", "B", "yellow", "receded")]
    assert room.said[0].facts["held_by"] == "stage@A yellow"
    assert room.read(("A", 30, 0.0))[1] == (30, "stage", "B", "none", "upstream_cleared")


def test_a_lower_alarm_upstream_or_one_downstream_holds_nothing():
    room = Room()
    room.read(("C", 0, 3.5), ("B", 5, 2.5))
    assert room.read(("B", 20, 1.0)) == [(20, "stage", "B", "none", "receded")]
    room.read(("A", 21, 1.5), ("B", 22, 2.5))
    assert room.read(("B", 25, 1.5)) == [(25, "stage", "B", "yellow", "receded")]


def test_every_way_up_counts_and_the_last_one_releases():
    room = Room()
    room.read(("A", 0, 1.5), ("E", 1, 1.5), ("C", 5, 1.5))
    assert room.read(("C", 20, 0.0)) == []
    assert room.read(("A", 30, 0.0)) == [(30, "stage", "A", "none", "receded")]
    assert room.read(("E", 31, 0.0))[0] == (31, "stage", "C", "none", "upstream_cleared")


def test_a_new_rise_while_it_is_held_is_told_only_if_it_is_higher():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    assert room.read(("B", 10, 0.0), ("B", 15, 1.5), ("B", 20, 2.5)) == []
    assert room.read(("B", 25, 3.5)) == [(25, "stage", "B", "red", "exceeded")]
    assert room.said[0].before is Level.ORANGE


def test_any_rule_of_the_hazard_holds_and_no_other():
    room = Room(STAGE, OTHER, RAIN)
    room.read(("A", 0, 1.8), ("B", 5, 2.5))
    assert room.read(("B", 20, 0.0)) == [
        (20, "other", "B", "none", "receded"),
        (20, "rain", "B", "none", "receded"),
    ]
    assert room.read(("A", 30, 0.2))[-1] == (30, "stage", "B", "none", "upstream_cleared")
    assert room.said[-1].facts["released_by"] == "other@A orange, stage@A yellow"


def test_a_gauge_upstream_that_falls_silent_releases_nothing():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    assert room.read(("B", 20, 0.0)) + room.tick(2000) == []
    assert room.read(("B", 3000, 0.0)) == []


def test_a_gauge_that_was_lost_while_rising_holds_and_one_that_just_stopped_does_not():
    room = Room(STAGE, LOST)
    room.read(("A", 0, 0.1), ("E", 0, 1.5), ("B", 5, 2.5))
    assert room.tick(19) == [(15, "lost", "A", "yellow", "silent"), (15, "lost", "E", "red", "lost_rising")]
    room.read(("C", 21, 2.5))
    assert room.read(("B", 22, 0.0))[-1] == (22, "stage", "B", "none", "receded")
    assert ("stage", "C") not in {(rule, target) for _, rule, target, *_ in room.read(("C", 23, 0.0))}
    assert standing(room.program, room.state)["stage", "C"] is Level.ORANGE


def test_composites_see_the_level_that_is_told():
    room = Room(STAGE, a_rule(a_composite("stage", need=2), id="two"))
    room.read(("A", 0, 1.5), ("B", 5, 1.5))
    assert room.read(("B", 10, 0.0)) == []
    assert [each[1:4] for each in room.read(("A", 20, 0.0))] == [
        ("stage", "A", "none"),
        ("stage", "B", "none"),
        ("two", "two", "none"),
    ]


def test_a_reading_that_comes_late_may_hold_what_was_let_go():
    room = Room()
    room.read(("B", 0, 1.5), ("A", 0, 0.0), ("A", 5, 0.0))
    assert room.read(("B", 5, 0.0)) == [(5, "stage", "B", "none", "receded")]
    room.read(("A", 3, 1.5, 6))
    assert room.tick(7) == []
    room.read(("A", 4, 1.5, 8), ("A", 5, 1.5, 8))
    room.tick(9)
    assert told({}, room.all) == standing(room.program, room.state)


def test_what_was_known_is_forgotten_after_an_hour_and_still_held():
    room = Room()
    room.read(("A", 0, 1.5), ("B", 1, 1.5), ("B", 2, 0.0))
    for minute in range(10, 400, 30):
        room.read(("E", minute, 1.5), ("E", minute + 1, 0.0), ("C", minute + 2, 1.5), ("C", minute + 3, 0.0))
    own = room.state.guards
    assert all(len(slot.steps) + len(slot.told) < 20 for slot in own.slots)
    assert all(len(course.at) < 10 for course in own.courses.values())
    assert room.read(("A", 401, 0.0))[1] == (401, "stage", "B", "none", "upstream_cleared")


_rows = st.lists(
    st.tuples(st.sampled_from("AABBCE"), st.integers(0, 3), st.integers(0, 8), st.sampled_from([0.0, 1.2, 1.8, 3.5])),
    min_size=1,
    max_size=24,
)
_rules = st.sampled_from([(), (OTHER,), (OTHER, RAIN)])


def stated(rows):
    """Return (station, minute, value, minute of arrival), one reading of a station at an instant, by arrival."""
    now, found = 0, {}
    for station, step, delay, value in rows:
        now += step
        found.setdefault((station, max(now - delay, 0)), (station, max(now - delay, 0), value, now))
    return list(found.values())


@settings(max_examples=3 * settings.default.max_examples)
@given(rows=_rows, others=_rules, data=st.data())
def test_it_holds_as_trying_every_level_does_whatever_the_order_and_the_pieces(rows, others, data):
    arrived = stated(rows)
    end = arrived[-1][3] + data.draw(st.integers(1, 20))
    with mock.patch.object(History, "_forget"):
        plain = Room(FREE, *others)
        plain.read(*((*row[:3], row[1]) for row in sorted(arrived, key=lambda row: row[1])))
        plain.tick(end)
        room = Room(STAGE, *others)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(arrived)), max_size=5)))
        for a, b in zip([0, *cuts], [*cuts, len(arrived)], strict=True):
            if a < b:
                room.read(*arrived[a:b])
                if data.draw(st.booleans()):
                    room.tick(arrived[b - 1][3])
        room.tick(end)
    assert told({}, room.all) == standing(room.program, room.state)
    for row, (rule, station) in enumerate(room.program.guards.keys):
        holders = {(each.id, name) for each in (STAGE, *others) if each.hazard == "11A01" for name in ABOVE[station]}
        expected = guarded(plain.all, rule, station, holders)
        canonical = room.state.guards.slots[row].told
        assert [(to_micros(each.at), each.before, each.after) for each in canonical] == expected
        peak = max((after for _, _, after in expected), default=Level.NONE)
        assert max([Level.NONE, *(e.after for e in room.all if (e.rule, e.target) == (rule, station))]) >= peak


@given(rows=_rows, stop=st.integers(0, 24))
def test_a_restart_at_any_point_changes_nothing(rows, stop):
    arrived = [(*row[:3], row[1]) for row in sorted(stated(rows), key=lambda row: row[1])]
    room, straight = Room(STAGE, OTHER), Room(STAGE, OTHER)
    for number, row in enumerate(arrived):
        room.read(row)
        straight.read(row)
        if number == stop:
            assert room.restart(row[1]) == []
    assert standing(room.program, room.state) == standing(straight.program, straight.state)
    assert told({}, room.all) == standing(room.program, room.state)


@given(rows=_rows)
def test_every_transition_goes_on_from_what_was_told_last(rows):
    room, levels = Room(STAGE, OTHER), {}
    for row in stated(rows):
        room.read(row)
        room.tick(row[3])
    for each in room.all:
        assert each.before == levels.get((each.rule, each.target), Level.NONE)
        assert each.after != each.before
        levels[each.rule, each.target] = each.after


def test_what_a_late_reading_tells_of_others_comes_after_what_was_told_already():
    slow = a_rule(a_threshold(levels=STEPS, clear_for=timedelta(hours=1)), id="slow")
    room = Room(STAGE, slow)
    room.read(("A", 0, 1.5), ("A", 20, 1.5))
    room.read(("A", 15, 3.5, 25), ("A", 25, 2.5))
    mine = [(each.before, each.after) for each in room.said if each.rule == "slow"]
    assert mine == [(Level.YELLOW, Level.ORANGE), (Level.ORANGE, Level.RED)]
    assert standing(room.program, room.state)["slow", "A"] is Level.RED
