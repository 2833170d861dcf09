from __future__ import annotations

import pytest

from alerts.outgoing import Outcome, Outgoing, Readback, Result
from alerts.readback import mismatch, text_hash
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery

MESSAGE = Outgoing(delivery=a_delivery(), warning=None, status=CapStatus.ACTUAL, now=NOW)


def said(**word):
    return mismatch(
        MESSAGE, Outcome(result=Result.SENT, parts=2, text="快走", readback=Readback(**word) if word else None)
    )


@pytest.mark.parametrize(
    "word",
    [
        {},
        {"recipients": 1, "address": "8613800000001", "parts": 2},
        {"address": "+8613800000001", "text_hash": text_hash("快走")},
        {"address": "13800000001"},
        {"address": "008613800000001"},
        {"address": ""},
    ],
)
def test_a_gateway_that_tells_what_it_was_handed_is_believed(word):
    assert said(**word) == ""


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ({"recipients": 900}, "read-back: expected 1 recipient, the gateway counts 900"),
        ({"recipients": 0}, "read-back: expected 1 recipient, the gateway counts 0"),
        ({"address": "8613800000002"}, "read-back: the gateway names another recipient"),
        ({"parts": 1}, "read-back: expected 2 parts, the gateway counts 1"),
        ({"text_hash": text_hash("别走")}, "read-back: the gateway names another text"),
    ],
)
def test_a_gateway_that_tells_others_or_something_else_is_named(word, why):
    assert said(**word) == why
