from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenghuo import backlog
from fenghuo.backlog import FEW_READINGS, Backlog, Work
from fenghuo.portion import TRANSITIONS_TOGETHER
from ingest.wire.message import Message
from sensing.batch import make_batch
from tests.unit.fenghuo.conftest import a_transition


def some(count: int, *, is_urgent: bool = False, transitions: tuple = ()) -> Work:
    batch = make_batch(datastream=[1] * count, phenomenon_time=range(count), value=[1.0] * count)
    return Work(batch=batch, is_urgent=is_urgent, transitions=transitions)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no company."""
    monkeypatch.setattr(backlog, "CALM_SECONDS", 0.0)


def filled(*works: Work) -> Backlog:
    made = Backlog()
    for work in works:
        made.put(work)
    return made


def test_calm_work_comes_in_order_up_to_a_full_transaction():
    works = [some(400) for _ in range(4)]
    waiting = filled(*works)
    assert waiting.take(most=1000) == works[:2]
    assert waiting.take(most=1000) == works[2:]
    assert waiting.take(most=1000, timeout=0) == []


def test_one_work_larger_than_a_transaction_is_taken_alone():
    work = some(5000)
    assert filled(work, some(1)).take(most=1000) == [work]


def test_what_presses_goes_ahead_in_the_order_in_which_it_was_judged_and_takes_few_calm_readings_along():
    calm, more = some(FEW_READINGS - 100), some(FEW_READINGS)
    first, second = some(50, is_urgent=True), some(50, transitions=(a_transition(),))
    assert filled(calm, first, more, second).take(most=10_000) == [first, second, calm]


def test_a_flood_of_pressing_work_does_not_keep_calm_work_out():
    calm = [some(FEW_READINGS + 1) for _ in range(2)]
    waiting = filled(*calm)
    taken = []
    for _ in range(4):
        waiting.put(some(900, is_urgent=True))
        taken.append(sum(not work.is_urgent for work in waiting.take(most=1500)))
    assert taken == [0, 1, 0, 1]


def test_calm_work_is_never_written_ahead_of_pressing_work_that_came_before_it():
    # The main session's message is acknowledged with the calm work; the lane's copy of it is in the second work.
    large, copy, acknowledged = some(400, is_urgent=True), some(700, is_urgent=True), some(0)
    waiting = filled(large, copy, acknowledged)
    assert waiting.take(most=1000) == [large]
    assert waiting.take(most=1000) == [copy, acknowledged]


def test_calm_work_comes_out_of_a_flood_whose_every_work_fills_a_transaction():
    calm = some(10)
    waiting, rounds = filled(calm), 0
    while True:
        waiting.put(some(1000, is_urgent=True))
        rounds += 1
        if any(work is calm for work in waiting.take(most=1000)):
            break
        assert rounds < 10


def test_a_transition_wakes_a_writer_that_waits_for_company(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backlog, "CALM_SECONDS", 60.0)
    waiting, taken = filled(some(1)), []
    writer = threading.Thread(target=lambda: taken.extend(waiting.take(most=1000)))
    writer.start()
    waiting.put(some(1, transitions=(a_transition(),)))
    writer.join(10)
    assert len(taken) == 2


def test_a_closed_backlog_gives_nothing_more():
    waiting = filled(some(1))
    waiting.close()
    assert waiting.take(most=1000) == []


def test_of_two_writers_one_is_given_what_presses_and_the_other_what_does_not():
    calm, pressing = some(400), some(50, is_urgent=True)
    waiting = filled(calm, pressing)
    assert waiting.pressing.take(most=1000) == [pressing]
    waiting.pressing.written()
    assert waiting.calm.take(most=1000) == [calm]


def test_the_second_writer_keeps_back_calm_work_until_the_pressing_work_before_it_is_durable():
    before, copy, acknowledged = some(1), some(1, is_urgent=True), some(0)
    waiting = filled(before, copy, acknowledged)
    assert waiting.calm.take(most=1000, timeout=0) == [before]
    assert waiting.calm.take(most=1000, timeout=0) == []
    assert waiting.pressing.take(most=1000) == [copy]
    assert waiting.calm.take(most=1000, timeout=0) == []
    waiting.pressing.written()
    assert waiting.calm.take(most=1000, timeout=0) == [acknowledged]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["calm", "pressing", "take pressing", "written", "take calm"]), max_size=40))
def test_whatever_two_writers_do_calm_work_is_taken_after_all_pressing_work_before_it_is_durable(steps):
    waiting, order, in_hand, durable = Backlog(), [], [], set()
    for step in steps:
        if step in {"calm", "pressing"}:
            order.append(some(1, is_urgent=step == "pressing"))
            waiting.put(order[-1])
        elif step == "take pressing" and not in_hand:
            in_hand = waiting.pressing.take(most=2, timeout=0)
        elif step == "written":
            durable.update(map(id, in_hand))
            in_hand = []
            waiting.pressing.written()
        elif step == "take calm":
            for work in waiting.calm.take(most=2, timeout=0):
                before = order[: next(place for place, each in enumerate(order) if each is work)]
                assert all(id(each) in durable for each in before if each.is_urgent)


def test_a_closed_backlog_gives_two_writers_nothing_more():
    waiting = filled(some(1), some(1, is_urgent=True))
    waiting.close()
    assert waiting.pressing.take(most=1000) == waiting.calm.take(most=1000) == []


def test_a_storm_is_written_in_pieces_and_the_last_one_answers_for_it():
    transitions = tuple(a_transition() for _ in range(2 * TRANSITIONS_TOGETHER + 1))
    whole = replace(some(7, transitions=transitions), messages=(Message("t", b"x", 5),), done=lambda: None)
    waiting = filled(whole)
    pieces = [piece for _ in range(3) for piece in waiting.take(most=1000)]
    assert [len(piece.transitions) for piece in pieces] == [TRANSITIONS_TOGETHER, TRANSITIONS_TOGETHER, 1]
    assert tuple(each for piece in pieces for each in piece.transitions) == transitions
    assert [(bool(piece.messages), piece.done is not None, len(piece.batch)) for piece in pieces] == [
        (False, False, 0),
        (False, False, 0),
        (True, True, 7),
    ]


def test_transitions_fill_a_transaction_sooner_than_readings():
    works = [some(1, transitions=(a_transition(),) * 20) for _ in range(3)]
    assert filled(*works).take(most=1000) == works[:1]
    assert filled(*works).take(most=2000) == works[:2]
