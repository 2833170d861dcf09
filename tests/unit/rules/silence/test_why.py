from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.silence.condition import Rising, Substitutes
from rules.silence.why import account
from sensing.instant import Micros
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, readings


def told(rows, *, at: float, when=None, **columns):
    program = compile_rules([a_rule(when or a_silence(15))], registry=a_registry())
    state, _ = evaluate(program, initial(program), readings(rows, **columns))
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def test_how_long_is_left_until_the_station_counts_as_lost():
    found = told([(0, 40.0)], at=10)
    assert (found.level, found.facts["silent_s"], found.facts["after_s"]) == (Level.NONE, 600.0, 900.0)
    assert found.lines[0].zh == "最近一次可信数据 08:00 到达；到 08:15 仍无数据则判为失联，还差 5分"


def test_since_when_a_lost_station_is_silent():
    found = told([(0, 40.0)], at=80)
    assert found.level is Level.ORANGE
    assert found.lines[0].zh == "自 08:00 起没有可信数据，已 1小时20分，超过 15分，判为失联"


def test_what_was_never_heard_is_not_lost():
    assert told([], at=80).lines[0].en == "never heard: what was never heard cannot be lost"


def test_a_station_that_was_never_trusted_has_a_clock_too():
    untrusted = told([(0, 40.0), (5, 40.0)], at=10, quality=int(Quality.UNRELIABLE))
    assert [words.zh for words in untrusted.lines] == [
        "08:00 首次发数，至今无一可信；到 08:15 仍无可信数据则判为失联，还差 5分",
        "仍在发数，但都不可信",
    ]
    assert told([(0, 40.0), (14, 40.0)], at=20, quality=int(Quality.UNRELIABLE)).level is Level.ORANGE


def test_who_can_be_looked_at_instead_is_named():
    when = a_silence(15, substitutes=Substitutes(upstream=("H1", "H2"), cameras=("C9",)))
    assert told([(0, 40.0)], at=20, when=when).lines[-1].zh == "可参考：上游站 H1, H2；视频点 C9"


def test_what_it_said_before_and_what_that_makes_of_the_loss():
    rising = Rising(level=Level.RED, property="water_level", by=0.5, window=timedelta(hours=1))
    found = told([(0, 40.0), (10, 40.6)], at=40, when=a_silence(15, rising=rising))
    assert found.level is Level.RED
    assert [words.zh for words in found.lines[1:4]] == [
        "失联前最后一次读数 40.6 m",
        "此前 10分内上涨 0.6 m",
        "在危险中失联按红色",
    ]
