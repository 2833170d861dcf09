"""Listeners: the TCP ports of this process, all feeding one pipeline, and the way to ask who is connected to them."""

from __future__ import annotations

import threading
from concurrent.futures import TimeoutError as NoAnswerError
from typing import TYPE_CHECKING
from uuid import uuid4

from fenghuo import metrics
from fenghuo.clock import now_micros
from ingest.listener.bounds import Bounds
from ingest.listener.conversation import Answer, Command, Outcome, Request
from ingest.listener.hj212 import Hj212Conversation
from ingest.listener.sl651 import Sl651Conversation
from ingest.listener.tcp import TcpListener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import ExitStack

    from fenghuo.pipeline import Pipeline
    from fenghuo.sections.intake import Listeners
    from fenghuo.settings import Settings
    from ingest.listener.conversation import Conversation

#: Longest that a request may take, seconds: every repetition and the time to carry it out.
LONGEST_REQUEST = 150.0
#: Requests that may wait at once; each holds a thread of the API.
MOST_REQUESTS = 8


class Switchboard:
    """Asks stations, on whichever listener they are connected to."""

    def __init__(self, listeners: Iterable[TcpListener]) -> None:
        """Take the listeners of this process."""
        self._listeners = tuple(listeners)
        self._places = threading.BoundedSemaphore(MOST_REQUESTS)

    def ask(self, station: str, command: str) -> Answer:
        """Ask a station and wait for what comes of it.

        Args:
            station: Id of the station.
            command: One of ``ingest.listener.conversation.Command``.
        """
        name = uuid4().hex
        answer = Answer(request=name, outcome=Outcome.IMPOSSIBLE, detail="this process has no listener")
        if not self._places.acquire(blocking=False):
            detail = f"{MOST_REQUESTS} requests are waiting already, try again later"
            return Answer(request=name, outcome=Outcome.IMPOSSIBLE, detail=detail)
        try:
            for listener in self._listeners:
                answer = self._ask(listener, Request(id=name, station=station, command=Command(command)))
                if answer.outcome is not Outcome.IMPOSSIBLE:
                    break
        finally:
            self._places.release()
        return answer

    def _ask(self, listener: TcpListener, request: Request) -> Answer:
        try:
            return listener.ask(request).result(LONGEST_REQUEST)
        except NoAnswerError:
            detail = f"nothing came of it within {LONGEST_REQUEST:.0f} s"
            return Answer(request=request.id, outcome=Outcome.TIMED_OUT, detail=detail)


def start_listeners(
    settings: Settings, *, pipeline: Pipeline, stack: ExitStack
) -> tuple[Switchboard, dict[str, Callable[[], str]]]:
    """Start the listeners of the settings; return the way to ask, and what is wrong with each by name."""
    started: dict[str, TcpListener] = {}
    for name, (port, conversation) in _wanted(settings.listeners, pipeline=pipeline).items():
        listener = TcpListener(
            host=settings.listeners.host,
            port=port,
            conversation=conversation,
            sink=pipeline,
            name=name,
            bounds=Bounds(connections=settings.listeners.connections, idle=settings.listeners.idle_seconds),
            clock=now_micros,
        )
        listener.start()
        stack.callback(listener.stop)
        _measure(name, listener)
        started[name] = listener
    checks = {f"listener:{name}": _check(listener) for name, listener in started.items()}
    return Switchboard(started.values()), checks


def _wanted(settings: Listeners, *, pipeline: Pipeline) -> dict[str, tuple[int, Callable[[str], Conversation]]]:
    """Return port and conversation of each listener that has a port."""

    def hj212(peer: str) -> Conversation:
        return Hj212Conversation(
            peer,
            registry=lambda: pipeline.registry,
            password=password_of(settings),
            patience=int(settings.hj212_patience * 1_000_000),
        )

    def sl651(peer: str) -> Conversation:
        return Sl651Conversation(
            peer,
            registry=lambda: pipeline.registry,
            centre=settings.sl651_centre,
            password=lambda _: settings.sl651_password.get_secret_value(),
            stay=settings.sl651_stay,
        )

    every: dict[str, tuple[int, Callable[[str], Conversation]]] = {
        "hj212": (settings.hj212_port, hj212),
        "sl651": (settings.sl651_port, sl651),
    }
    return {name: one for name, one in every.items() if one[0]}


def password_of(settings: Listeners) -> Callable[[str], str]:
    """Return what gives the password that an HJ 212 address must name; empty for any."""
    return lambda address: settings.hj212_passwords.get(address, settings.hj212_password).get_secret_value()


def _measure(name: str, listener: TcpListener) -> None:
    metrics.listener_connections.labels(name).set_function(lambda: listener.counters.connected)
    metrics.listener_messages.labels(name).set_function(lambda: listener.counters.messages)
    metrics.listener_turned_away.labels(name).set_function(
        lambda: listener.counters.turned_away + listener.counters.overcrowded
    )


def _check(listener: TcpListener) -> Callable[[], str]:
    return lambda: listener.trouble
