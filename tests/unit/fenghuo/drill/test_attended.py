from __future__ import annotations

import threading

import pytest

from api.ports.drills import Interruption
from fenghuo.clock import now
from fenghuo.drill.attended import Attended
from fenghuo.drill.play import opened
from fenghuo.drill.seats import Seat, seat_hash
from ingest.wire.message import Message
from sensing.instant import to_micros
from store.memory import MemoryStore
from tests.running import eventually

FLOOD = Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood")
TORRENT = Interruption(identifier="FH-2", headline_zh="山洪", headline_en="Torrent")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def attended(short, store):
    with opened(short, store=store, seed=1) as parts:
        made = Attended(short, parts, speed=600, seed=1)
        made.start()
        yield made
        made.stop()


def acts(store: MemoryStore) -> list[str]:
    return [row.entry.data["act"] for row in store.journal(limit=10_000) if row.entry.kind == "drill"]


def test_time_stands_still_until_it_is_let_go_and_while_it_is_paused(attended, short):
    assert now() == short.start
    attended.go()
    eventually(lambda: now() > short.start, what="time goes by")
    attended.pause(actor="li")
    at = now()
    attended.set_speed(60, actor="li")
    assert (now(), attended.view().is_paused, attended.view().speed) == (at, True, 60)


def test_a_step_goes_on_to_what_happens_next_and_stands_still(attended):
    attended.pause(actor="li")
    before = attended.view().now
    attended.step(actor="li")
    attended.step(actor="li")
    assert attended.view().now > before
    assert attended.view().is_paused


def test_a_real_warning_stops_it_until_somebody_resumes(attended, store):
    attended.go()
    attended.interrupt(FLOOD)
    eventually(lambda: attended.view().interruption == FLOOD, what="the drill is interrupted")
    assert attended.view().is_paused
    attended.resume(actor="li")
    assert (attended.view().interruption, attended.view().is_paused) == (None, False)
    assert acts(store)[1:] == ["interrupted", "resumed"]


def test_who_resumes_does_not_wave_through_what_he_has_not_seen(attended):
    attended.interrupt(FLOOD)
    eventually(lambda: attended.view().interruption, what="the drill is interrupted")
    started, held = threading.Event(), threading.Event()

    def hold():
        started.set()
        held.wait(10)

    attended.take_in([], hold)
    started.wait(10)
    attended.interrupt(TORRENT)
    resuming = threading.Thread(target=lambda: attended.resume(actor="li"))
    resuming.start()
    held.set()
    resuming.join()
    assert (attended.view().interruption, attended.view().is_paused) == (TORRENT, True)


def test_what_a_device_of_a_participant_says_is_taken_in_at_the_time_of_the_drill(attended, store, short):
    stored = threading.Event()
    message = Message("fh-drill/v1/411528000000/XY-H03/obs", b'{"v": {"water_level": 40}}', 1_790_000_000_000_000)
    live = Message("fh/v1/411528000000/XY-H03/obs", b'{"v": {"water_level": 41}}', 1_790_000_000_000_000)
    attended.take_in([message, live], stored.set)
    assert stored.wait(10)
    (reading,) = [each for each in store.latest("XY-H03") if each.property == "water_level"]
    assert (reading.value, reading.result_time) == (40, to_micros(short.start))
    assert [row.reject.topic for row in store.quarantine()] == [live.topic]


def test_what_people_do_is_journalled_and_an_end_is_an_end(attended, store):
    assert attended.inject("press", actor="li")
    assert not attended.inject("press", actor="li")
    attended.comment("正在核实", inject="press", actor="wang")
    attended.end(actor="li")
    attended.end(actor="li")
    assert attended.is_over
    assert acts(store) == ["began", "inject", "comment", "ended"]
    assert {each.id: each.is_thrown for each in attended.view().injects} == {"press": True, "inject-1": False}


def test_a_text_of_the_organisers_own_is_thrown_in_and_answered_like_any_other(attended, store):
    attended.improvise("县长来电", actor="li")
    [made] = [each for each in attended.view().injects if each.is_thrown]
    assert (made.id, made.kind, made.text_zh) == ("said-1", "call", "县长来电")
    attended.comment("正在核实", inject=made.id, actor="wang")
    assert [(each.actor, each.inject, each.text) for each in attended.view().comments] == [
        ("wang", "said-1", "正在核实")
    ]
    assert acts(store) == ["began", "inject", "comment"]


def test_whoever_takes_a_seat_is_journalled_with_who_that_is(attended, store):
    attended.seats.give(seat_hash("token"), Seat(user="drill-officer", who="wang"))
    assert attended.admit("token") == "drill-officer"
    assert attended.admit("token") is None
    row = store.journal(limit=10_000)[-1].entry.data
    assert (row["act"], row["actor"], row["who"]) == ("joined", "drill-officer", "wang")


def test_whoever_waits_for_the_end_is_told_once(attended):
    over: list[bool] = []
    attended.on_over = lambda: over.append(attended.is_over)
    attended.end(actor="li")
    attended.end(actor="li")
    assert over == [True]
