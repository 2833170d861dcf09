from __future__ import annotations

import asyncio

import pytest
from starlette.websockets import WebSocketDisconnect

from api.feed import outlet as outlet_module
from api.feed.frame import parcel, row_frame
from api.feed.outlet import AsgiOutlet, WireOutlet
from tests.unit.api.feed.fakes import a_row


def news(*seqs: int):
    return parcel(row_frame(a_row(seq), stations={}) for seq in seqs)


class FakeSocket:
    """A WebSocket that takes messages only while it is open."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed: list[tuple[int, str]] = []
        self.takes = asyncio.Event()
        self.takes.set()

    async def send_text(self, text: str) -> None:
        await self.takes.wait()
        self.sent.append(text)

    async def close(self, code: int, reason: str) -> None:
        await self.takes.wait()
        self.closed.append((code, reason))


class FakeWire:
    def __init__(self) -> None:
        self.written = b""
        self.finished: list[tuple[int, str]] = []

    def write(self, messages: bytes) -> None:
        self.written += messages

    def backlog(self) -> int:
        return len(self.written)

    async def drained(self) -> None:
        self.written = b""

    def finish(self, code: int, reason: str) -> None:
        self.finished.append((code, reason))


async def test_the_wire_gets_finished_messages():
    wire = FakeWire()
    outlet = WireOutlet(wire)
    outlet.push(news(1, 2))
    assert wire.written == news(1, 2).wire
    assert outlet.backlog() == len(wire.written)
    await outlet.drained()
    assert outlet.backlog() == 0
    outlet.close(1013, "too slow")
    assert wire.finished == [(1013, "too slow")]


async def test_frames_are_sent_in_order_and_counted_until_they_are():
    socket = FakeSocket()
    outlet = AsgiOutlet(socket)
    outlet.push(news(1, 2))
    outlet.push(news(3))
    assert outlet.backlog() == sum(len(frame.text) for frame in news(1, 2, 3).frames)
    running = asyncio.create_task(outlet.run())
    await outlet.drained()
    assert [text[:8] for text in socket.sent] == ['{"seq":1', '{"seq":2', '{"seq":3']
    assert outlet.backlog() == 0
    outlet.close(1008, "session ended")
    await running
    assert socket.closed == [(1008, "session ended")]


async def test_pushing_never_waits_for_a_stalled_client():
    socket = FakeSocket()
    socket.takes.clear()
    outlet = AsgiOutlet(socket)
    running = asyncio.create_task(outlet.run())
    for _ in range(3):
        outlet.push(news(1))
        await asyncio.sleep(0)
    assert outlet.backlog() == 3 * len(news(1).frames[0].text)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_stalled_client_can_be_closed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outlet_module, "CLOSE_SECONDS", 0.0)
    socket = FakeSocket()
    socket.takes.clear()
    outlet = AsgiOutlet(socket)
    running = asyncio.create_task(outlet.run())
    outlet.push(news(1))
    await asyncio.sleep(0)
    outlet.close(1013, "too slow")
    outlet.close(1001, "the server stops")
    await running
    assert socket.closed == []


async def test_a_client_that_has_gone_ends_the_flush():
    socket = FakeSocket()

    async def gone(_text: str) -> None:
        raise WebSocketDisconnect(1006)

    socket.send_text = gone
    outlet = AsgiOutlet(socket)
    outlet.push(news(1))
    with pytest.raises(WebSocketDisconnect):
        await outlet.run()
    await outlet.drained()
