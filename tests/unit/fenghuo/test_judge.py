from __future__ import annotations

from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from rules.document import parse_rules
from rules.transition import Change
from sensing.batch import make_batch
from tests.unit.fenghuo.conftest import RULE, a_station


def reading(store, value: float, *, age_s: float = 0):
    number = store.stations()[0].datastreams[0].number
    at = now_micros() - int(age_s * 1e6)
    return make_batch(datastream=[number], phenomenon_time=[at], value=[value])


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


def test_a_station_that_is_added_later_is_known_after_a_reload(store):
    judge = Judge(store)
    judge.start()
    store.put_stations([a_station("B")])
    assert judge.registry.channels_of("B") is None
    judge.reload()
    assert judge.registry.channels_of("B") is not None
