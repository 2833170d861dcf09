from __future__ import annotations

import pytest

from ingest.listener.conversation import Answer, Command, Outcome, Request
from ingest.listener.hj212_exchange import EXECUTION_TIME, STAGES, Event, Exchange, Stage
from sensing.instant import Micros
from tests.unit.ingest.builders import NOW
from tests.unit.ingest.wire.hj212.builders import a_segment

AT = Micros(NOW)


def an_exchange() -> Exchange:
    request = Request(id="r1", station="WQ-1", command=Command.READ_TIME)
    exchange = Exchange(request=request, qn="20251123090640000", like=a_segment(""), patience=5_000_000)
    exchange.send(now=AT)
    return exchange


def hear(exchange: Exchange, cn: str, cp: str) -> Answer | None:
    return exchange.hear(a_segment(cp, cn=cn), now=AT)


def test_over_is_final_and_every_other_stage_can_end():
    assert not [stage for stage, _ in STAGES if stage is Stage.OVER]
    for stage in (Stage.ASKED, Stage.ACCEPTED):
        assert STAGES[stage, Event.GIVE_UP] is Stage.OVER


def test_acceptance_gives_more_time():
    exchange = an_exchange()
    assert exchange.deadline == AT + 5_000_000
    assert hear(exchange, "9011", "QnRtn=1") is None
    assert (exchange.stage, exchange.deadline) == (Stage.ACCEPTED, AT + EXECUTION_TIME)


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("2", "QnRtn=2: refused"),
        ("3", "QnRtn=3: password"),
        ("77", "QnRtn=77: no such code"),
        ("", "QnRtn=: no such code"),
    ],
)
def test_a_refusal_says_why(code: str, detail: str):
    answer = hear(an_exchange(), "9011", f"QnRtn={code}")
    assert answer is not None
    assert (answer.outcome, answer.detail) == (Outcome.REFUSED, detail)


@pytest.mark.parametrize(("code", "outcome"), [("1", Outcome.DONE), ("5", Outcome.FAILED), ("", Outcome.FAILED)])
def test_the_result_ends_it_with_or_without_a_9011(code: str, outcome: Outcome):
    answer = hear(an_exchange(), "9012", f"ExeRtn={code}")
    assert answer is not None
    assert answer.outcome is outcome


def test_data_without_a_closing_9012_counts():
    exchange = an_exchange()
    hear(exchange, "1011", "SystemTime=20251123090639")
    answer = exchange.due(now=Micros(AT + EXECUTION_TIME))
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.values) == (Outcome.DONE, {"SystemTime": "20251123090639"})


def test_other_commands_are_not_its_business():
    exchange = an_exchange()
    assert hear(exchange, "2011", "DataTime=20251123090639") is None
    assert exchange.stage is Stage.ASKED
