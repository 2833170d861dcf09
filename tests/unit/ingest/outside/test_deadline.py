from __future__ import annotations

import socket
import threading

import pytest

from ingest.outside.deadline import Deadline


class Stream:
    """What the client tells of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def get_extra_info(self, name: str) -> socket.socket:
        assert name == "socket"
        return self.connection


def connected(deadline: Deadline, ours: socket.socket) -> None:
    deadline.trace("connection.connect_tcp.started", {})
    deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(ours)})


@pytest.mark.parametrize("is_late", [False, True])
def test_time_that_is_over_ends_the_connection(*, is_late: bool):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        over = threading.Event()
        with Deadline(0.01) as deadline:
            if is_late:
                while not deadline.is_over:
                    over.wait(0.005)
            connected(deadline, ours)
            assert ours.recv(1) == b""
        assert deadline.is_over


def test_an_exchange_in_time_is_left_alone():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(60) as deadline:
            connected(deadline, ours)
        theirs.send(b"x")
        assert ours.recv(1) == b"x"
        assert not deadline.is_over
