from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import shapely

from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from geo.fence import Fence, FenceId
from incidents.board import Act, act_by_person, apply
from incidents.lifecycle import Move
from rules.document import parse_rules
from rules.record import Terms
from rules.rule import Scope
from rules.transition import Change
from sensing.batch import make_batch
from sensing.instant import to_micros
from tests.builders import BY_TEST
from tests.unit.fenghuo.conftest import RULE, a_station

BY_LI = {"author": "li", "at": now()}


def reading(store, value: float, *, age_s: float = 0, **place):
    number = store.stations()[0].datastreams[0].number
    at = now_micros() - int(age_s * 1e6)
    return make_batch(datastream=[number], phenomenon_time=[at], value=[value], **place)


def test_a_reading_beyond_the_threshold_is_a_transition(store):
    judge = Judge(store)
    assert judge.start() == []
    (transition,) = judge.evaluate(reading(store, 25))
    assert (transition.change, transition.after.key, transition.target) == (Change.RAISE, "red", "A")


def test_after_a_restart_the_level_is_known_from_the_stored_tail(store):
    with store.begin() as tx:
        tx.append(reading(store, 25, age_s=60))
    judge = Judge(store)
    (found,) = judge.start()
    assert found.after.key == "red", "no incident was open, so recovery says what differs"
    assert judge.evaluate(reading(store, 25)) == []


def closed_by_hand(store, transitions, judge):
    """Let the board take transitions, and a person close what they opened."""
    with store.begin() as tx:
        (incident,) = apply(tx, transitions, rules=judge.rules, registry=judge.registry, now=now())
    for move in (Move.ACKNOWLEDGED, Move.CLOSED):
        with store.begin() as tx:
            act_by_person(tx, incident.id, Act(move=move, actor="li"), now=now())


def test_an_incident_closed_while_the_danger_stands_stays_closed_over_restarts(store):
    with store.begin() as tx:
        tx.append(reading(store, 15, age_s=60))
    judge = Judge(store)
    closed_by_hand(store, judge.start(), judge)
    for _ in range(2):
        judge = Judge(store)
        assert judge.start() == []
    assert judge.evaluate(reading(store, 16)) == []
    (raised,) = judge.evaluate(reading(store, 25))
    with store.begin() as tx:
        (incident,) = apply(tx, [raised], rules=judge.rules, registry=judge.registry, now=now())
    assert (incident.level.key, len(store.incidents())) == ("red", 2)


def test_a_danger_that_comes_anew_after_a_closed_one_is_told_after_a_restart(store):
    judge = Judge(store)
    judge.start()
    closed_by_hand(store, judge.evaluate(reading(store, 25, age_s=60)), judge)
    with store.begin() as tx:
        tx.append(reading(store, 5))
    judge = Judge(store)
    assert judge.start() == []
    assert [each.change for each in judge.evaluate(reading(store, 25))] == [Change.RAISE]


def test_a_new_rule_is_taken_in_without_losing_the_state_of_the_others(store):
    judge = Judge(store)
    judge.start()
    judge.evaluate(reading(store, 25))
    other = parse_rules(RULE.replace("stage-a", "stage-b").replace("red: 20", "red: 99"), origin="test")[0]
    store.put_rule(other, author="test", at=now())
    assert judge.reload() == []
    changed = judge.evaluate(reading(store, 26))
    assert [transition.rule for transition in changed] == ["stage-b"]


def test_a_rule_whose_station_is_gone_is_left_out_and_the_others_work(store):
    orphan = parse_rules(RULE.replace("stage-a", "orphan").replace("[A]", "[GONE]"), origin="test")[0]
    store.put_rule(orphan, author="test", at=now())
    judge = Judge(store)
    judge.start()
    assert [transition.rule for transition in judge.evaluate(reading(store, 25))] == ["stage-a"]


def test_a_rule_that_judges_nothing_is_shown_until_it_does(store):
    gone = replace(parse_rules(RULE, origin="test")[0], id="gone", scope=Scope(stations=("Z",)))
    store.put_rule(gone, author="test", at=now())
    judge = Judge(store)
    judge.start()
    assert "rule gone judges nothing: " in judge.trouble
    store.put_rule(gone, author="test", at=now(), terms=Terms(is_removal=True))
    judge.reload()
    assert judge.trouble == ""


def test_a_composite_stands_with_the_members_that_are_left(store):
    both = """\
apiVersion: fenghuo/v1
kind: Rule
id: either
hazard: "11A01"
title: {zh: 任一, en: Either}
when: {kind: composite, of: [stage-a, stage-b], need: any, level: red}
"""
    other = replace(parse_rules(RULE, origin="test")[0], id="stage-b")
    store.put_rules([(other, Terms()), (parse_rules(both, origin="test")[0], Terms())], author="test", at=now())
    store.put_rule(other, author="test", at=now(), terms=Terms(is_removal=True))
    judge = Judge(store)
    judge.start()
    assert judge.trouble == ""
    assert {each.rule for each in judge.evaluate(reading(store, 25))} == {"stage-a", "either"}


def test_a_station_that_is_added_later_is_known_after_a_reload(store):
    judge = Judge(store)
    judge.start()
    store.put_stations([a_station("B")], **BY_TEST)
    assert judge.registry.channels_of("B") is None
    judge.reload()
    assert judge.registry.channels_of("B") is not None


MOVED = """\
apiVersion: fenghuo/v1
kind: Rule
id: {id}
hazard: "11A01"
title: {{zh: 围栏, en: Fence}}
{rest}
"""


def a_square(west: float) -> Fence:
    return Fence(id=FenceId("zone"), name="库区", geometry=shapely.box(west, 32.0, west + 0.4, 32.6))


def with_fence_rules(store, fence: Fence) -> Judge:
    """Return a judge with a rule on the stations in a fence and one on a position in it."""
    store.put_fence(fence, author="test", at=now())
    ladder = "when: {kind: threshold, property: water_level, direction: above, levels: {red: 20}}"
    for id_, rest in {
        "in-zone": f"scope: {{fence: zone}}\n{ladder}",
        "entered": "scope: {stations: [A]}\nwhen: {kind: inside, fence: zone, level: red}",
    }.items():
        store.put_rules([(parse_rules(MOVED.format(id=id_, rest=rest), origin="test")[0], Terms())], **BY_LI)
    judge = Judge(store)
    judge.start()
    return judge


def test_a_fence_that_is_changed_is_judged_by_after_a_reload(store):
    judge = with_fence_rules(store, a_square(113.0))
    here = {"lon": [114.7], "lat": [32.3]}
    assert {each.rule for each in judge.evaluate(reading(store, 25, age_s=3, **here))} == {"stage-a"}
    store.put_fences([a_square(114.5)], author="test", at=now())
    judge.reload()
    assert {each.rule for each in judge.evaluate(reading(store, 25, **here))} == {"in-zone", "entered"}


def test_a_fence_that_is_drawn_elsewhere_takes_back_what_it_held(store):
    judge = with_fence_rules(store, a_square(114.5))
    here = {"lon": [114.7], "lat": [32.3]}
    assert len(judge.evaluate(reading(store, 25, age_s=3, **here))) == 3
    store.put_fences([a_square(113.0)], author="test", at=now())
    assert [(each.rule, each.after.key) for each in judge.reload()] == [("in-zone", "none")]
    left = judge.evaluate(reading(store, 25, **here))
    assert [(each.rule, each.after.key) for each in left] == [("entered", "none")]


def test_a_rule_works_as_soon_as_the_fence_it_waits_for_is_there(store):
    judge = with_fence_rules(store, a_square(114.5))
    waiting = MOVED.format(id="second", rest="scope: {stations: [A]}\nwhen: {kind: inside, fence: later, level: red}")
    store.put_rule(parse_rules(waiting, origin="test")[0], author="test", at=now())
    judge.reload()
    assert "rule second judges nothing" in judge.trouble
    store.put_fences([replace(a_square(114.5), id=FenceId("later"))], author="test", at=now())
    judge.reload()
    assert judge.trouble == ""
    raised = judge.evaluate(reading(store, 1, lon=[114.7], lat=[32.3]))
    assert {each.rule for each in raised} == {"entered", "second"}


def test_another_clock_declares_nothing_silent_that_was_heard_a_moment_ago(store):
    silent = RULE.replace("stage-a", "silent-a").split("when:")[0] + "when: {kind: silence, after: 10m, level: yellow}"
    for rule in parse_rules(silent, origin="test"):
        store.put_rule(rule, author="test", at=now())
    judge = Judge(store)
    judge.start()
    judge.evaluate(reading(store, 1))
    hour = 3_600_000_000
    judge.shift_clock(hour)
    assert judge.tick(now_micros() + hour)[0] == []
    (lost,) = judge.tick(now_micros() + hour + hour // 2)[0]
    assert lost.change is Change.LOST


def test_a_version_comes_into_force_and_ends_by_the_clock_without_the_store(store, monkeypatch):
    begin, end = now() + timedelta(hours=1), now() + timedelta(hours=2)
    stricter = parse_rules(RULE.replace("yellow: 10, red: 20", "red: 3"), origin="test")[0]
    store.put_rule(stricter, author="test", at=now(), terms=Terms(effective_from=begin, effective_until=end))
    judge = Judge(store)
    judge.start()
    assert judge.next_change == to_micros(begin)
    assert judge.prepare_due() is None
    assert judge.evaluate(reading(store, 5)) == []
    judge._store = None
    monkeypatch.setattr("fenghuo.judge.now", lambda: begin)
    judge.adopt(judge.prepare_due())
    assert [rule.version for rule in judge.rules.values()] == [2]
    assert judge.prepare_due() is None
    (raised,) = judge.evaluate(reading(store, 5))
    assert (raised.version, raised.after.key) == (2, "red")
    monkeypatch.setattr("fenghuo.judge.now", lambda: end)
    judge.adopt(judge.prepare_due())
    assert judge.next_change is None
    assert [rule.version for rule in judge.rules.values()] == [1]


def test_a_proposed_version_judges_nothing_until_it_is_signed(store):
    stricter = parse_rules(RULE.replace("yellow: 10, red: 20", "red: 3"), origin="test")[0]
    store.put_rule(stricter, author="li", at=now(), terms=Terms(signatures_needed=1))
    judge = Judge(store)
    judge.start()
    assert judge.evaluate(reading(store, 5)) == []
    store.sign_rule("stage-a", version=2, signer="wang", at=now())
    judge.reload()
    assert [each.version for each in judge.evaluate(reading(store, 6))] == [2]
