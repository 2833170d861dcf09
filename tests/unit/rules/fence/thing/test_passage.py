from __future__ import annotations

from datetime import timedelta

import shapely

from rules.compiler import compile_rules
from rules.engine import evaluate, event_memory, initial
from rules.rule import Scope
from rules.standing import standing
from sensing.batch import empty_batch
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_status
from tests.unit.rules.fence.thing.worlds import (
    BEYOND,
    INSIDE,
    OUTSIDE,
    PLANT,
    REGISTRY,
    Watch,
    a_person,
    following,
)
from tests.unit.rules.fence.worlds import a_fence


def test_a_single_shot_is_inside_until_not_seen_again():
    watch = Watch("inside")
    assert watch.walk((0, INSIDE)) == [(0, "raise", "entered")]
    assert watch.tick(29.9) == []
    assert watch.wanted == 30 * MINUTE
    assert watch.tick(30) == [(30, "clear", "not_seen_again")]
    assert watch.said[0].facts["clear_s"] == 1800


def test_a_single_shot_has_neither_entered_nor_left_nor_crossed():
    for on in ("enter", "exit", "cross", "dwell"):
        assert Watch(on).walk((0, INSIDE)) == []


def test_who_is_seen_outside_and_then_inside_has_entered_with_the_facts():
    watch = Watch("enter")
    assert watch.walk((0, OUTSIDE)) == []
    assert watch.walk((1, INSIDE)) == [(1, "raise", "entered")]
    assert watch.said[0].target == "plant"
    assert watch.said[0].facts == {
        "place": "plant",
        "division": "411528000000",
        "fence": "plant",
        "class": "person",
        "event": "p1",
        "confidence": 0.9,
        "camera": "XY-C02",
        "cameras": "XY-C02",
        "lon": 1.0,
        "lat": 1.0,
    }
    assert watch.tick(11) == [(11, "clear", "lapsed")]


def test_a_second_one_that_enters_prolongs_what_stands():
    watch = Watch("enter")
    watch.walk((0, OUTSIDE), (1, INSIDE))
    assert watch.walk((0, OUTSIDE), (8, INSIDE), id="p2") == []
    assert watch.tick(17.9) == []
    assert watch.tick(18) == [(18, "clear", "lapsed")]


def test_a_fence_is_crossed_by_who_is_never_seen_in_it():
    assert Watch("cross").walk((0, OUTSIDE), (1, BEYOND)) == [(1, "raise", "crossed")]
    assert Watch("enter").walk((0, OUTSIDE), (1, BEYOND)) == []


def test_the_way_of_who_was_gone_meanwhile_is_not_known():
    watch = Watch("cross")
    watch.walk((0, OUTSIDE))
    assert watch.walk((30, BEYOND)) != []
    watch = Watch("cross")
    watch.walk((0, OUTSIDE))
    assert watch.walk((31, BEYOND)) == []


def test_one_dwells_who_is_told_of_inside_for_long_enough():
    watch = Watch("dwell")
    assert watch.walk((0, INSIDE), (3, INSIDE)) == []
    # Nobody says that it is still there: the clock does not decide.
    assert watch.tick(5) == []
    assert watch.walk((6, INSIDE)) == [(6, "raise", "dwelt")]
    assert watch.said[0].facts["dwell_s"] == 360
    assert watch.walk((7, OUTSIDE)) == [(7, "clear", "left")]


def test_the_clock_decides_about_who_was_begun_and_not_ended():
    watch = Watch("dwell")
    watch.walk((0, INSIDE), attrs={"state": "start"})
    assert watch.tick(5) == [(5, "raise", "dwelt")]
    watch = Watch("dwell")
    watch.walk((0, INSIDE), attrs={"state": "start"})
    watch.see(a_status(2, station="XY-C02"))
    assert watch.tick(5) == []


def test_a_camera_that_left_at_the_instant_of_its_event_sees_nothing_more():
    begun, gone = a_person(0, attrs={"state": "start"}), a_status(0, station="XY-C02")
    for told in ((begun, gone), (gone, begun)):
        watch = Watch("dwell")
        watch.see(*told)
        assert watch.tick(5) == []


def test_the_level_stands_as_long_as_anybody_is_inside():
    watch = Watch("inside")
    watch.walk((0, INSIDE))
    assert watch.walk((1, INSIDE), id="p2") == []
    assert watch.walk((2, OUTSIDE)) == []
    assert watch.walk((3, OUTSIDE), id="p2") == [(3, "clear", "left")]


def test_outside_stands_while_somebody_is_outside():
    watch = Watch("outside")
    assert watch.walk((0, INSIDE)) == []
    assert watch.walk((1, OUTSIDE)) == [(1, "raise", "left")]
    assert watch.walk((2, INSIDE)) == [(2, "clear", "entered")]


def test_losing_sight_is_no_exit_unless_the_rule_says_so():
    watch = Watch("exit")
    watch.walk((0, INSIDE))
    assert watch.tick(100) == []
    watch = Watch("exit", gone_is_exit=True)
    watch.walk((0, INSIDE))
    assert watch.tick(30) == [(30, "raise", "left")]
    assert watch.said[0].facts["unseen_s"] == 1800


def test_a_lost_camera_is_neither_an_exit_nor_an_end():
    for on, fields in (("exit", {"gone_is_exit": True}), ("inside", {})):
        watch = Watch(on, **fields)
        watch.walk((0, INSIDE))
        watch.see(a_status(5, station="XY-C02"))
        assert watch.tick(1000) == []
        watch.see(a_status(1001, station="XY-C02", is_online=True))
        assert [each[0] for each in watch.tick(1031)] == [1031]


def test_a_fence_that_expires_around_somebody_is_an_exit():
    watch = Watch("exit", a_fence(end=10))
    watch.walk((0, INSIDE))
    assert watch.tick(10) == [(10, "raise", "fence_expired")]
    watch = Watch("inside", a_fence(start=10, end=20))
    assert watch.walk((0, INSIDE)) == []
    assert watch.tick(20) == [(10, "raise", "fence_began"), (20, "clear", "fence_expired")]


def test_a_track_joins_events_and_an_attribute_names_it_whoever_sees_it():
    watch = Watch("enter")
    watch.see(a_person(0, "a", place=OUTSIDE, attrs={"track": 7}))
    assert watch.see(a_person(1, "b", attrs={"track": 7.0}, station="XY-C01")) == []
    assert watch.see(a_person(2, "c", attrs={"track": "7"})) == [(2, "raise", "entered")]
    watch = Watch("enter", identity="plate")
    watch.see(a_person(0, "a", place=OUTSIDE, attrs={"plate": "豫S1"}))
    assert watch.see(a_person(1, "b", attrs={"plate": "豫S1"}, station="XY-C01")) == [(1, "raise", "entered")]


def test_a_late_place_counts_where_it_belongs():
    watch = Watch("enter")
    watch.walk((3, INSIDE))
    assert watch.see(a_person(0, place=OUTSIDE, result_time=5 * MINUTE)) == [(3, "raise", "entered")]
    watch = Watch("enter")
    watch.walk((0, OUTSIDE), (30, OUTSIDE))
    assert watch.see(a_person(15, result_time=31 * MINUTE)) == []


def test_an_entering_that_turns_out_to_be_none_is_taken_back():
    watch = Watch("inside")
    watch.walk((0, INSIDE))
    better = a_person(0, place=OUTSIDE, revision=5, result_time=2 * MINUTE)
    assert watch.see(better) == [(0, "clear", "late_reading")]
    # A lower revision does not replace it.
    assert watch.see(a_person(0, place=INSIDE, revision=4, result_time=3 * MINUTE)) == []


def test_of_what_nobody_is_sure_only_where_it_is_not_is_believed():
    watch = Watch("enter")
    assert watch.see(a_person(0, place=OUTSIDE, confidence=0.3), a_person(1, confidence=0.4)) == []
    assert watch.see(a_person(2, confidence=0.6)) == [(2, "raise", "entered")]
    # Once sure, always sure.
    watch = Watch("inside")
    watch.see(a_person(0, confidence=0.9))
    assert watch.see(a_person(1, place=OUTSIDE, confidence=0.2)) == [(1, "clear", "left")]


def test_an_update_is_true_when_it_comes_where_its_time_stays_that_of_the_start():
    watch = Watch("dwell")
    at = {"phenomenon_time": 0}
    watch.see(a_person(0, attrs={"state": "start"}))
    watch.see(a_person(2, attrs={"state": "update"}, **at))
    end = a_person(4, attrs={"state": "end"}, **at)
    assert watch.see(end) == []
    assert watch.tick(34) == []
    assert watch.state.events.slots[0].stand.things == {}
    watch = Watch("enter")
    watch.see(a_person(0, place=OUTSIDE, attrs={"state": "start"}))
    # This one states a time of its own, and came late.
    moved = a_person(3, attrs={"state": "update"}, result_time=9 * MINUTE)
    assert watch.see(moved) == [(3, "raise", "entered")]


def test_classes_and_scope_say_what_is_followed():
    watch = Watch("inside", rule={"scope": Scope(stations=("XY-C02",))})
    assert watch.see(a_person(0, kind="boat"), a_person(0, station="XY-C01")) == []
    assert watch.see(a_person(1)) != []


def test_several_fences_are_one_area():
    east = a_fence("east", shapely.box(2, 0, 4, 2))
    program = compile_rules(
        [a_rule(following("exit", "plant", "east"), id="watch")], registry=REGISTRY, fences=[PLANT, east]
    )
    assert program.events.target == ("plant+east",)
    assert not program.fences.target
    state, said = evaluate(
        program, initial(program), empty_batch(), [a_person(0), a_person(1, place=BEYOND), a_person(2, place=(9, 9))]
    )
    assert [each.facts["fence"] for each in said] == ["plant, east"]
    assert standing(program, state) == {("watch", "plant+east"): Level.RED}


def test_the_memory_holds_what_may_be_inside_still():
    program = compile_rules([a_rule(following("dwell"), id="watch")], registry=REGISTRY, fences=[PLANT])
    assert event_memory(program) == timedelta(hours=24, minutes=30 + 10 + 10)
