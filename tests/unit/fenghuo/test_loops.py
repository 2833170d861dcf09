from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import structlog

from fenghuo.clock import now
from fenghuo.loops import StoreLoop
from rules.document import parse_rules
from store.errors import StoreError
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.fenghuo.conftest import RULE, a_station

#: Seconds within which a loop must have answered; one that works answers at once.
PATIENCE = 10


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr("fenghuo.loops.LOOK_AGAIN_SECONDS", 0.01)


@pytest.fixture
def store() -> MemoryStore:
    """A store in which nothing has happened: a loop's first look tells it of all that ever did."""
    return MemoryStore()


Begin = Callable[..., StoreLoop]


@pytest.fixture
def begin(store) -> Iterator[Begin]:
    """Starts loops on the store and stops them at the end."""
    loops = []

    def made(work: Callable[[], None], *topics: str, is_periodic: bool = False) -> StoreLoop:
        loop = StoreLoop(store, work, name="test", topics=frozenset(topics), is_periodic=is_periodic)
        loops.append(loop)
        loop.start()
        return loop

    yield made
    for loop in loops:
        loop.stop()


def test_a_change_of_its_topic_wakes_it(store, begin):
    woken = threading.Event()
    begin(woken.set, "registry")
    # The loop hears what is said while it listens; a station that is put again is said again.
    while not woken.wait(0.01):
        store.put_stations([a_station("B")], **BY_TEST)


def test_a_change_of_another_topic_does_not(store, begin):
    registry, rules = [], threading.Event()
    begin(lambda: registry.append(1), "registry")
    begin(rules.set, "rules")
    version = 0
    while not rules.wait(0.01):
        version += 1
        text = RULE.replace("red: 20", f"red: {20 + version}")
        store.put_rule(parse_rules(text, origin="test")[0], author="test", at=now())
    assert registry == []


def test_a_periodic_loop_works_without_being_woken(begin):
    woken = threading.Event()
    begin(woken.set, is_periodic=True)
    assert woken.wait(PATIENCE)


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (StoreError("the database is away", retryable=True), "loop_waits_for_store"),
        (ZeroDivisionError(), "loop_failed"),
    ],
)
def test_a_failed_round_is_logged_and_the_next_one_runs(begin, error, event):
    tries, recovered = [], threading.Event()

    def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise error
        recovered.set()

    with structlog.testing.capture_logs() as lines:
        begin(work, is_periodic=True)
        assert recovered.wait(PATIENCE)
    assert [(line["event"], line["loop"]) for line in lines] == [(event, "fenghuo-test")]


def test_stop_waits_for_the_work_in_hand_and_no_round_follows(begin):
    entered, gate, rounds = threading.Event(), threading.Event(), []

    def work() -> None:
        entered.set()
        gate.wait(PATIENCE)
        rounds.append(1)

    loop = begin(work, is_periodic=True)
    assert entered.wait(PATIENCE)
    stopper = threading.Thread(target=loop.stop)
    stopper.start()
    assert rounds == []
    gate.set()
    stopper.join(PATIENCE)
    assert rounds == [1]


def test_what_was_rung_for_is_tried_again_until_it_succeeds_although_nothing_rings_again(store, begin):
    tries, recovered, loops = [], threading.Event(), []

    def work() -> None:
        tries.append(loops[0].trouble if loops else "")
        if len(tries) == 1:
            raise StoreError("the database is away", retryable=True)
        recovered.set()

    store.put_stations([a_station()], **BY_TEST)
    loops.append(begin(work, "registry"))
    assert recovered.wait(PATIENCE)
    assert tries[1:] == ["the database is away"]
    loops[0].stop()
    assert loops[0].trouble == ""
