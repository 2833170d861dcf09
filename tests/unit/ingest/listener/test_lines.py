"""Connections of a listener over loopback, with conversations made for the test."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest
import structlog

from ingest.listener.bounds import Bounds
from ingest.listener.conversation import Answer, Command, Outcome, Request, Step
from ingest.listener.delivery import Delivery
from ingest.listener.lines import Lines
from sensing.instant import Micros

START = 1000.0


class Talk:
    """Hears names: in capitals they are registered, ``!`` fails, each ``?`` is turned away, each ``+`` waits."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.is_over = False
        self.held = 0

    @property
    def stations(self) -> frozenset[str]:
        return frozenset(self.names)

    @property
    def is_known(self) -> bool:
        return any(name.isupper() for name in self.names)

    def receive(self, data: bytes, *, now: Micros) -> Step:
        if b"!" in data:
            raise ZeroDivisionError
        self.held += data.count(b"+")
        self.names |= {name for name in data.decode().split() if name.isalpha()}
        return Step(send=data, turned_away=("no",) * data.count(b"?"))

    def due(self, *, now: Micros) -> tuple[Step, Micros | None]:
        return Step(), None

    def ask(self, request: Request, *, now: Micros) -> Step:
        raise ZeroDivisionError


class Room:
    """Lines, and the devices that call them."""

    def __init__(self, bounds: Bounds) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.selector = selectors.DefaultSelector()
        self.devices: list[socket.socket] = []
        self.lines = Lines(
            "test",
            make=lambda _: Talk(),
            bounds=bounds,
            clock=lambda: Micros(0),
            selector=self.selector,
            delivery=Delivery(None, wake=lambda: None),  # type: ignore[arg-type]
        )

    def call(self, said: bytes = b"", *, at: float = START) -> socket.socket:
        device = socket.create_connection(self.server.getsockname())
        ours, _ = self.server.accept()
        device.settimeout(0.2)
        self.devices.append(device)
        self.lines.admit(ours, "peer", at=at)
        if said:
            self.say(device, said, at=at)
        return device

    def say(self, device: socket.socket, said: bytes, *, at: float = START) -> None:
        device.send(said)
        for key, mask in self.selector.select(0.2):
            self.lines.serve(key.data, mask, at=at)


@pytest.fixture
def room() -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(**bounds: float) -> Room:
        made.append(Room(Bounds(**bounds)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.lines.end("the test is over")
        for device in one.devices:
            device.close()
        one.selector.close()
        one.server.close()


def is_open(device: socket.socket) -> bool:
    device.settimeout(0)
    try:
        while device.recv(100):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def test_a_conversation_that_fails_ends_its_own_line_only(room: Callable[..., Room]):
    here = room()
    good, bad = here.call(b"A"), here.call()
    here.say(bad, b"!")
    assert (is_open(good), is_open(bad)) == (True, False)
    here.say(good, b"B")
    assert is_open(good)


def test_a_request_on_which_a_conversation_fails_is_answered(room: Callable[..., Room]):
    here = room()
    here.call(b"A")
    future: Future[Answer] = Future()
    here.lines.begin(Request(id="1", station="A", command=Command.READ_TIME), future)
    assert future.result(0).outcome is Outcome.IMPOSSIBLE


def test_the_silent_make_room_before_strangers_and_strangers_before_stations(room: Callable[..., Room]):
    here = room(connections=3, quiet=100)
    station, stranger, silent = here.call(b"A"), here.call(b"stranger"), here.call()
    here.call(b"B")
    assert [is_open(one) for one in (station, stranger, silent)] == [True, True, False]
    here.call(b"C")
    assert [is_open(one) for one in (station, stranger)] == [True, False]
    assert not is_open(here.call(b"D", at=START + 99))
    assert is_open(station)
    assert here.lines.counters.overcrowded == 1


def test_a_line_that_was_lost_unnoticed_makes_room_for_the_device_that_calls_again(room: Callable[..., Room]):
    here = room(connections=2, quiet=100)
    lost, busy = here.call(b"A"), here.call(b"B")
    here.say(busy, b"B", at=START + 100)
    again = here.call(b"A", at=START + 101)
    assert [is_open(one) for one in (lost, busy, again)] == [False, True, True]


def test_who_keeps_most_for_later_is_closed_when_all_keep_too_much(room: Callable[..., Room]):
    here = room(held=10)
    little, much = here.call(b"A ++++"), here.call(b"B +++++")
    assert (is_open(little), is_open(much)) == (True, True)
    here.say(little, b"+++++ +")
    assert (is_open(little), is_open(much)) == (False, True)
    here.say(much, b"+++++")
    assert is_open(much)


def test_nothing_more_is_read_once_the_listener_stops(room: Callable[..., Room]):
    here = room()
    device = here.call(b"A")
    here.lines.is_reading = False
    here.say(device, b"!")
    assert is_open(device)


def test_what_is_turned_away_is_counted_and_does_not_flood_the_log(room: Callable[..., Room]):
    here = room()
    with structlog.testing.capture_logs() as logs:
        here.call(b"A ????")
        here.say(here.devices[0], b"???")
    assert here.lines.counters.turned_away == 7
    assert [line["times"] for line in logs if line["event"] == "turned_away"] == [1, 2, 4]
