from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.composite.condition import Member, Need
from rules.composite.why import account
from rules.engine import evaluate, initial, tick
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_composite, a_rule, a_station, a_threshold

REGISTRY = Registry([a_station("A", first=1, groups={"power": "P1"}), a_station("B", first=2, groups={"power": "P1"})])
STAGE = a_rule(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}), id="stage")


def told(when, rows, *, at: float):
    program = compile_rules([STAGE, a_rule(when, id="both")], registry=REGISTRY)
    state = initial(program)
    for minute, stream, value in rows:
        batch = make_batch(datastream=[stream], phenomenon_time=[minute * MINUTE], value=[value])
        state, _ = evaluate(program, state, batch)
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def zh(found) -> list[str]:
    return [words.zh for words in found.lines]


def test_which_members_vote_and_where():
    found = told(a_composite("stage", need=2), [(0, 1, 2.0)], at=5)
    assert zh(found) == ["未触发；需要 2 票", "stage：A 蓝色 投票"]
    found = told(a_composite("stage", need=2), [(0, 1, 2.0), (1, 2, 4.0)], at=5)
    assert zh(found) == ["红色已触发；需要 2 票", "stage：A 蓝色、B 红色 投票"]
    assert found.facts["votes"] == 2.0


def test_a_member_that_does_not_vote_is_named():
    assert told(a_composite("stage"), [], at=5).lines[1].en == "stage: at none of 2 places blue or higher"
    assert told(a_composite("stage"), [], at=5).lines[0].zh == "未触发；需要全部 1 项"


def test_votes_that_share_their_power_are_one_and_said_to_be():
    found = told(a_composite("stage", need=1, independence=("power",)), [(0, 1, 2.0), (1, 2, 2.0)], at=5)
    assert found.lines[-1].zh == "共用power P1，合为一票：stage@A、stage@B"


def test_a_window_keeps_a_vote_and_says_when_it_lapses():
    when = a_composite("stage", need=1, window=timedelta(minutes=30))
    found = told(when, [(0, 1, 2.0), (5, 1, 0.0)], at=10)
    assert found.lines[0].zh == "蓝色已触发；需要 1 票，30分内触发过也算"
    assert found.lines[-1].en == "a vote lapses at 08:35, which changes the outcome"


def test_all_and_any_are_written_out():
    need = Need(
        count=0, of=(Member(rule="stage", at=Level.BLUE), Need(count=1, of=(Member(rule="stage", at=Level.RED),)))
    )
    found = told(a_composite(need), [], at=5)
    assert found.lines[0].en == "nothing is raised; needed: ((stage and (stage)))"
    levels = told(a_composite("stage", need=1, levels={Level.BLUE: 1, Level.RED: 2}), [], at=5)
    assert levels.lines[0].zh == "未触发；需要蓝色 1 票，红色 2 票"
