from __future__ import annotations

from alerts.policy import Release, ReleasePolicy
from alerts.warning import Stage
from sensing.level import Level
from tests.builders import after
from tests.unit.alerts.river import River

NONE, BLUE, YELLOW, ORANGE, RED = Level


def test_refusing_the_only_one_leaves_nothing_to_tell():
    river = River()
    (draft,) = river.say(("A", RED))
    river.act(draft, "reject")
    assert river.chain() == [("Alert", "red", "rejected")]


def test_those_that_are_left_are_told_together_and_the_refused_one_is_not_among_them():
    river = River()
    (draft,) = river.say(("A", RED), ("B", ORANGE), ("C", ORANGE))
    river.act(draft, "reject", now=after(minutes=1))
    left = river.store.warnings()[0]
    assert (left.level, set(left.incidents)) == (ORANGE, {river.at("B").id, river.at("C").id})
    river.say(("B", NONE), now=after(minutes=2))
    assert river.store.warning(left.id).stage is Stage.DRAFT
    river.say(("C", NONE), now=after(minutes=3))
    assert river.store.warning(left.id).stage is Stage.REJECTED


def test_the_lead_itself_may_be_left():
    river = River()
    (draft,) = river.say(("A", ORANGE))
    river.say(("B", RED), now=after(minutes=1))
    river.act(draft, "reject", now=after(minutes=2))
    assert river.chain() == [("Alert", "red", "rejected"), ("Alert", "orange", "draft")]
    assert river.store.warnings()[0].incident == river.at("A").id


def test_the_update_that_is_left_names_first_whom_it_speaks_of_and_no_more_than_a_warning_may():
    river = River()
    river.write(ReleasePolicy(id="yellow", levels=(YELLOW,), release=Release.ONE))
    river.say(("A", BLUE))
    (update,) = river.say(("D", RED), now=after(minutes=1))
    river.say(("B", YELLOW), now=after(minutes=2))
    river.say(("C", ORANGE), now=after(minutes=3))
    river.act(update, "reject", now=after(minutes=4))
    left = river.store.warnings()[0]
    assert (left.level, left.station) == (ORANGE, "C")
    assert left.incidents == (river.at("C").id, river.at("B").id)


def test_a_refused_update_does_not_come_back_because_another_station_stirs_below():
    river = River()
    river.say(("A", YELLOW))
    (update,) = river.say(("B", RED), now=after(minutes=1))
    river.say(("C", ORANGE), now=after(minutes=2))
    river.act(update, "reject", now=after(minutes=3))
    assert river.store.warnings()[0].level is ORANGE
    for minute, said in enumerate((("D", BLUE), ("D", YELLOW), ("A", BLUE), ("A", NONE)), start=4):
        river.say(said, now=after(minutes=minute))
        assert river.chain()[2:] == [("Update", "orange", "draft")]


def test_a_station_that_rises_below_a_refused_level_is_told_of_for_itself():
    river = River()
    river.say(("A", YELLOW))
    (update,) = river.say(("B", RED), now=after(minutes=1))
    river.act(update, "reject", now=after(minutes=2))
    (left,) = river.say(("C", ORANGE), now=after(minutes=3))
    assert (left.level, left.station, left.stage) == (ORANGE, "C", Stage.DRAFT)
    (again,) = river.say(("D", RED), now=after(minutes=4))
    assert (again.id, again.level, again.station) == (left.id, RED, "D")


def test_a_refused_cancel_and_a_refused_lowering_leave_what_was_told():
    river = River()
    (draft,) = river.say(("A", RED))
    river.act(draft, "approve")
    (lower,) = river.say(("A", ORANGE), now=after(minutes=1))
    river.act(lower, "reject", now=after(minutes=2))
    cancel = next(w for w in river.say(("A", NONE), now=after(minutes=3)) if w.stage is Stage.DRAFT)
    river.act(cancel, "reject", now=after(minutes=4))
    assert river.chain() == [
        ("Alert", "red", "issued"),
        ("Update", "orange", "rejected"),
        ("Cancel", "red", "rejected"),
    ]


def test_what_ran_out_meanwhile_is_not_updated_but_told_anew():
    river = River()
    river.say(("C", YELLOW))
    (update,) = river.say(("A", RED), now=after(hours=1))
    river.say(("B", ORANGE), now=after(hours=2))
    river.act(update, "reject", now=after(hours=30))
    assert river.store.warning(update.id).stage is Stage.REJECTED
    newest = river.store.warnings()[0]
    assert (newest.message_type.value, newest.level, newest.references) == ("Alert", ORANGE, ())
