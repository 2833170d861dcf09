from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from fenghuo.lookback import look_back
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.record import Terms
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.station import Registry
from tests.unit.fenghuo.conftest import RULE

HOUR = 3_600_000_000
ACCUMULATION = """
apiVersion: fenghuo/v1
kind: Rule
id: much
hazard: "11A01"
title: {zh: 累计, en: Sum}
when: {kind: accumulation, property: %s, interval: 1h, levels: {red: {72h: 100}}}
"""


@pytest.fixture
def rule(store):
    """A rule that adds up what the one station of the store measures."""
    (found,) = parse_rules(ACCUMULATION % store.stations()[0].datastreams[0].property, origin="much.yaml")
    return found


def hourly(store, *, begin, hours, value):
    number = store.stations()[0].datastreams[0].number
    times = [begin + hour * HOUR for hour in range(hours)]
    return make_batch(datastream=[number] * hours, phenomenon_time=times, value=[value] * hours)


def test_only_what_is_looked_back_on_is_read(store, rule):
    begin = now_micros() - 200 * HOUR
    with store.begin() as tx:
        tx.append(hourly(store, begin=begin, hours=200, value=1.0))
    registry = Registry(store.stations())
    program = compile_rules([rule], registry=registry)
    instant = Micros(now_micros())
    assert 72 <= sum(len(batch) for batch in look_back(store, program, now=instant)) <= 80
    assert not list(look_back(store, program, now=instant, before=program))
    assert not list(look_back(store, compile_rules(parse_rules(RULE, origin="r"), registry=registry), now=instant))


def test_a_restart_knows_what_came_within_days(store, rule):
    store.put_rule(rule, author="li", at=now())
    instant = now_micros()
    with store.begin() as tx:
        tx.append(hourly(store, begin=instant - 60 * HOUR, hours=60, value=1.5))
    judge = Judge(store)
    judge.start()
    raised = judge.evaluate(hourly(store, begin=instant, hours=1, value=11.0))
    assert [(each.rule, each.value) for each in raised if each.rule == "much"] == [("much", 101.0)]


def test_a_new_rule_knows_what_came_before_it(store, rule):
    judge = Judge(store)
    judge.start()
    instant = now_micros()
    with store.begin() as tx:
        tx.append(hourly(store, begin=instant - 60 * HOUR, hours=60, value=1.5))
    store.put_rule(rule, author="li", at=now())
    judge.reload()
    raised = judge.evaluate(hourly(store, begin=instant, hours=1, value=11.0))
    assert [(each.rule, each.value) for each in raised if each.rule == "much"] == [("much", 101.0)]


def test_a_rule_that_begins_by_the_clock_knows_what_came_before_it_as_soon_as_the_store_answers(
    store, rule, monkeypatch
):
    begin = now() + timedelta(hours=1)
    store.put_rule(rule, author="li", at=now(), terms=Terms(effective_from=begin))
    instant = now_micros()
    with store.begin() as tx:
        tx.append(hourly(store, begin=instant - 60 * HOUR, hours=60, value=1.5))
    judge = Judge(store)
    judge.start()
    judge.look_back()
    monkeypatch.setattr("fenghuo.judge.now", lambda: begin)
    judge.adopt(judge.prepare_due())
    judge.look_back()
    raised = judge.evaluate(hourly(store, begin=instant, hours=1, value=11.0))
    assert [(each.rule, each.value) for each in raised if each.rule == "much"] == [("much", 101.0)]
