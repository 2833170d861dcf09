"""Members on the real board: they share, take over, give back, and refuse another layout."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from fenghuo.cluster.board import Board
from fenghuo.cluster.holding import Holding
from fenghuo.cluster.layout import Layout
from store.errors import FencedError, StoreError
from tests.running import eventually
from tests.streaming import Streaming, a_streaming

RESOURCES = [f"partition-{number}" for number in range(4)]


class Running:
    """What runs while a resource is held; counts how many do."""

    now: ClassVar[dict[str, list[str]]] = {}

    def __init__(self, resource: str, name: str) -> None:
        self.resource, self.name, self.trouble = resource, name, ""
        Running.now.setdefault(resource, []).append(name)

    def stop(self) -> None:
        Running.now[self.resource].remove(self.name)


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "holding-nats") as running:
        yield running


@pytest.fixture
def group(streaming) -> str:
    Running.now = {}
    name = f"g{secrets.token_hex(3)}"
    with streaming.link() as link:
        Board(link, group=name).ensure(Layout())
    return name


@contextmanager
def a_member(streaming: Streaming, group: str, name: str, **parts) -> Iterator[Holding]:
    with streaming.link(name) as link:
        start = parts.pop("start", lambda resource, _epoch: Running(resource, name))
        made = Holding(
            Board(link, group=group), name=name, resources=RESOURCES, lease_seconds=2.0, start=start, **parts
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()


def test_two_share_and_the_one_that_stays_has_everything(streaming, group):
    with a_member(streaming, group, "a") as a:
        eventually(lambda: a.held.keys() == set(RESOURCES) and not a.trouble, what="one has everything")
        with a_member(streaming, group, "b") as b:
            eventually(lambda: len(a.held) == len(b.held) == 2 and not b.trouble, what="they share")
            assert not a.held.keys() & b.held.keys()
            epochs = b.held
            assert set(epochs.values()) == {2}
        eventually(lambda: a.held.keys() == set(RESOURCES), what="the one that stays has everything")
        eventually(lambda: Running.now == {resource: ["a"] for resource in RESOURCES}, what="each runs once")
    assert Running.now == {resource: [] for resource in RESOURCES}


def test_an_epoch_is_higher_than_what_the_database_knows(streaming, group):
    with a_member(streaming, group, "a", epochs=lambda: {"partition-1": 41}) as a:
        eventually(lambda: len(a.held) == len(RESOURCES), what="everything is held")
        assert a.held["partition-1"] == 42
        assert a.held["partition-0"] == 1


def test_nothing_is_taken_while_the_database_tells_no_epochs(streaming, group):
    def away() -> dict[str, int]:
        raise StoreError("away", retryable=True)

    with a_member(streaming, group, "a", epochs=away) as a:
        eventually(lambda: "does not tell the epochs: away" in a.trouble, what="it says so")
        assert a.held == {}


def test_what_cannot_be_begun_is_tried_again_and_told(streaming, group):
    is_away = threading.Event()

    def start(resource: str, epoch: int) -> Running:
        if not is_away.is_set():
            raise StoreError("the database is away", retryable=True)
        return Running(resource, "a")

    with a_member(streaming, group, "a", start=start) as a:
        eventually(lambda: "the database is away" in a.trouble, what="it is told")
        is_away.set()
        eventually(lambda: not a.trouble and len(Running.now) == 4, what="everything was begun")


def test_who_is_fenced_gives_up_and_takes_again_under_a_higher_epoch(streaming, group):
    known = {"partition-2": 0}

    def start(resource: str, epoch: int) -> Running:
        if resource == "partition-2" and epoch <= 7:
            known["partition-2"] = 7
            raise FencedError("another one writes")
        return Running(resource, "a")

    with a_member(streaming, group, "a", start=start, epochs=lambda: known) as a:
        eventually(lambda: a.held.get("partition-2") == 8 and not a.trouble, what="it is held under a higher epoch")


def test_who_cannot_see_the_board_gives_everything_up(service_folder):
    with ExitStack() as stack:
        streaming = stack.enter_context(a_streaming(service_folder / f"blind-{secrets.token_hex(3)}"))
        with streaming.link() as link:
            Board(link, group="g").ensure(Layout())
        Running.now = {}
        a = stack.enter_context(a_member(streaming, "g", "a"))
        eventually(lambda: len(a.held) == 4 and not a.trouble, what="everything is held")
        streaming.nodes[0].stop()
        eventually(lambda: not a.held and a.trouble, what="everything was given up", within=30)
        assert Running.now == {resource: [] for resource in RESOURCES}
        streaming.nodes[0].start()
        eventually(lambda: len(a.held) == 4 and not a.trouble, what="everything is held again", within=60)
