"""Outlets: two ways to hand frames to one screen without ever waiting for it.

``WireOutlet`` writes finished WebSocket messages straight into the connection's send buffer (uvicorn with
``api.feed.wire.FeedProtocol``): no task, no queue, no copy per client. ``AsgiOutlet`` works on any ASGI server: a
send buffer of frames that one task per client flushes. Both know how many bytes the network has not taken yet;
the hub closes a client whose backlog grows past the bound.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol

from starlette.websockets import WebSocketDisconnect

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from api.feed.frame import Parcel

#: Seconds a client has to answer a close before the connection is cut.
CLOSE_SECONDS = 3.0


class Wire(Protocol):
    """A WebSocket connection whose send buffer can be written directly."""

    def write(self, messages: bytes) -> None:
        """Append finished WebSocket messages to the send buffer; nothing happens once it is closed."""

    def backlog(self) -> int:
        """Return the bytes that the network has not taken yet."""

    async def drained(self) -> None:
        """Wait until the send buffer is nearly empty, or the connection gone."""

    def finish(self, code: int, reason: str) -> None:
        """Send a close, and cut the connection if it is not answered in time."""


class Outlet(Protocol):
    """Where the hub puts frames for one client."""

    def push(self, parcel: Parcel) -> None:
        """Take frames for sending; never waits."""

    def backlog(self) -> int:
        """Return the bytes that were taken and not sent yet."""

    async def drained(self) -> None:
        """Wait until what was taken is nearly sent."""

    def close(self, code: int, reason: str) -> None:
        """End the connection with a WebSocket close code."""


class WireOutlet:
    """Writes into the connection's own send buffer."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def push(self, parcel: Parcel) -> None:
        """Take frames for sending."""
        self._wire.write(parcel.wire)

    def backlog(self) -> int:
        """Return the bytes not yet sent."""
        return self._wire.backlog()

    async def drained(self) -> None:
        """Wait until the send buffer is nearly empty."""
        await self._wire.drained()

    def close(self, code: int, reason: str) -> None:
        """End the connection."""
        self._wire.finish(code, reason)


class AsgiOutlet:
    """Keeps a send buffer of its own and flushes it with ``run``."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._buffer: deque[bytes] = deque()
        self._size = 0
        self._has_work = asyncio.Event()
        self._is_empty = asyncio.Event()
        self._is_empty.set()
        self._closing: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    def push(self, parcel: Parcel) -> None:
        """Take frames for sending."""
        for frame in parcel.frames:
            self._buffer.append(frame.text)
            self._size += len(frame.text)
        self._is_empty.clear()
        self._has_work.set()

    def backlog(self) -> int:
        """Return the bytes not yet sent."""
        return self._size

    async def drained(self) -> None:
        """Wait until everything taken is sent."""
        await self._is_empty.wait()

    def close(self, code: int, reason: str) -> None:
        """End the connection; what is still in the buffer is thrown away."""
        if self._closing is not None:
            return
        self._closing = (code, reason)
        self._has_work.set()
        if self._task is not None and self._size:
            # The flush may hang in a send that the client never takes.
            self._task.cancel()

    async def run(self) -> None:
        """Send what was taken until the connection ends or is closed."""
        self._task = asyncio.current_task()
        try:
            await self._flush_forever()
        except asyncio.CancelledError:
            if self._closing is None:
                raise
            self._uncancel()
        finally:
            self._task = None
            self._is_empty.set()
        if self._closing is not None:
            await self._say_goodbye(*self._closing)

    async def _flush_forever(self) -> None:
        while self._closing is None:
            await self._has_work.wait()
            self._has_work.clear()
            while self._buffer and self._closing is None:
                text = self._buffer.popleft()
                await self._socket.send_text(text.decode())
                self._size -= len(text)
            self._is_empty.set()

    @staticmethod
    def _uncancel() -> None:
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()

    async def _say_goodbye(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # It has gone already, or takes nothing any more; the server's own ping ends it.
            return
