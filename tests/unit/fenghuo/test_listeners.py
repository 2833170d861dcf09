from __future__ import annotations

from concurrent.futures import Future
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from fenghuo.listeners import MOST_REQUESTS, Switchboard, password_of, start_listeners
from fenghuo.settings import Listeners, Settings
from ingest.listener.conversation import Answer, Outcome, Request
from sensing.station import Registry


class Listener:
    def __init__(self, outcome: Outcome | None) -> None:
        self.outcome = outcome
        self.asked: list[Request] = []

    def ask(self, request: Request) -> Future[Answer]:
        self.asked.append(request)
        future: Future[Answer] = Future()
        if self.outcome is not None:
            future.set_result(Answer(request=request.id, outcome=self.outcome))
        return future


def test_the_listener_to_which_a_station_is_connected_is_asked():
    first, second, third = Listener(Outcome.IMPOSSIBLE), Listener(Outcome.REFUSED), Listener(Outcome.DONE)
    answer = Switchboard([first, second, third]).ask("WQ-1", "read_now")  # type: ignore[list-item]
    assert answer.outcome is Outcome.REFUSED
    assert [len(one.asked) for one in (first, second, third)] == [1, 1, 0]


def test_silence_is_a_time_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fenghuo.listeners.LONGEST_REQUEST", 0.01)
    board = Switchboard([Listener(None)])  # type: ignore[list-item]
    assert [board.ask("WQ-1", "read_now").outcome for _ in range(MOST_REQUESTS + 1)] == [Outcome.TIMED_OUT] * 9


def test_without_listeners_nobody_can_be_asked():
    assert Switchboard([]).ask("WQ-1", "read_now").outcome is Outcome.IMPOSSIBLE


def test_the_password_of_a_device_goes_before_the_one_for_all():
    settings = Listeners(hj212_password=SecretStr("all"), hj212_passwords={"A1": SecretStr("own")})
    password = password_of(settings)
    assert (password("A1"), password("B2")) == ("own", "all")


def test_a_listener_without_a_port_is_not_started():
    pipeline = SimpleNamespace(registry=Registry([]))
    with ExitStack() as stack:
        _, checks = start_listeners(Settings(), pipeline=pipeline, stack=stack)  # type: ignore[arg-type]
    assert not checks
