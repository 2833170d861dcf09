from __future__ import annotations

import pytest
from starlette.responses import Response

from api.idempotency import KEPT_PER_USER, KEPT_USERS, Answers
from api.problem import ApiError


class Act:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Response:
        self.times += 1
        return Response(str(self.times))


def ask(answers: Answers, act: Act, *, key: str | None = "k", user: str = "wang", request: bytes = b"a") -> bytes:
    return bytes(answers.once(key, user=user, request=request, act=act).body)


def test_the_same_request_acts_once():
    answers, act = Answers(), Act()
    assert [ask(answers, act), ask(answers, act)] == [b"1", b"1"]
    assert act.times == 1


def test_without_a_key_every_request_acts():
    answers, act = Answers(), Act()
    assert [ask(answers, act, key=None), ask(answers, act, key=None)] == [b"1", b"2"]


def test_keys_of_different_people_never_meet():
    answers, act = Answers(), Act()
    assert [ask(answers, act), ask(answers, act, user="li")] == [b"1", b"2"]


def test_a_key_is_not_used_for_another_request():
    answers, act = Answers(), Act()
    ask(answers, act)
    with pytest.raises(ApiError) as caught:
        ask(answers, act, request=b"b")
    assert caught.value.code == "idempotency_key_reused"


def test_a_failed_request_may_be_sent_again():
    answers, act = Answers(), Act()

    def fail() -> Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answers.once("k", user="wang", request=b"a", act=fail)
    assert ask(answers, act) == b"1"


def test_a_request_in_progress_is_not_started_again():
    answers, act = Answers(), Act()

    def nested() -> Response:
        with pytest.raises(ApiError) as caught:
            ask(answers, act)
        assert caught.value.code == "request_in_progress"
        return Response(b"done")

    assert answers.once("k", user="wang", request=b"a", act=nested).body == b"done"


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_a_length(key: str):
    with pytest.raises(ApiError, match="expected 1 to 255 characters"):
        ask(Answers(), Act(), key=key)


def test_memory_is_bounded():
    answers, act = Answers(), Act()
    for number in range(KEPT_PER_USER + 1):
        ask(answers, act, key=str(number))
    assert len(answers._kept["wang"]) == KEPT_PER_USER
    for number in range(KEPT_USERS + 1):
        ask(answers, act, user=str(number))
    assert len(answers._kept) == KEPT_USERS
