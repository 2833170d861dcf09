from __future__ import annotations

import json

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.clock import now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from fenghuo.stepwise import UnwrittenError
from ingest.wire.message import Message
from store.errors import StoreError

TOPIC = "fh/v1/411528000000/A/obs"


@pytest.fixture
def stepwise(store) -> Pipeline:
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    made = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer, is_stepwise=True)
    made.recover()
    return made


def a_message(value: float) -> Message:
    return Message(TOPIC, json.dumps({"v": {"water_level": value}}).encode(), now_micros())


def test_what_is_accepted_is_written_when_accept_returns(store, stepwise):
    stepwise.accept([a_message(25)], None)
    assert store.count_observations() == 1
    assert len(store.incidents(is_open=True)) == 1
    stepwise.tick()


def test_what_the_store_refuses_is_raised_for_nobody_else_would_hear_of_it(stepwise, monkeypatch):
    def refuse(*_args, **_named):
        raise StoreError("no", retryable=False)

    monkeypatch.setattr("fenghuo.commit.Commit.put", refuse)
    with pytest.raises(UnwrittenError, match="cannot be written"):
        stepwise.accept([a_message(25)], None)
