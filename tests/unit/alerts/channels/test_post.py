from __future__ import annotations

from dataclasses import dataclass

import pytest

from alerts.channels.post import answered, unanswered
from alerts.outgoing import Result


@dataclass(frozen=True, kw_only=True)
class Posted:
    data: bytes = b""
    why: str = "it failed"
    is_passing: bool = True
    status: int = 0
    is_sent: bool = False


@pytest.mark.parametrize(
    ("posted", "result", "is_unknown"),
    [
        (Posted(is_passing=False), Result.FAILED, False),
        (Posted(), Result.RETRY, False),
        (Posted(is_sent=True), Result.RETRY, True),
        (Posted(is_sent=True, status=503), Result.RETRY, False),
    ],
)
def test_only_what_may_have_been_read_without_an_answer_is_unknown(posted, result, is_unknown):
    outcome = unanswered(posted)
    assert (outcome.result, outcome.is_unknown, outcome.detail) == (result, is_unknown, "it failed")


@pytest.mark.parametrize(("data", "told"), [(b'{"a": 1}', {"a": 1}), (b"[]", {}), (b"x", {}), (b"", {}), (b"\xff", {})])
def test_what_is_no_object_says_nothing(data, told):
    assert answered(Posted(data=data)) == told
