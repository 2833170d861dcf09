"""Wire: uvicorn's WebSocket protocol, with its send buffer open to the feed.

Passed to uvicorn as ``ws="api.feed.wire:FeedProtocol"``. The handshake, pings and closes stay uvicorn's; the feed
only appends finished messages behind whatever uvicorn wrote. Without this protocol the feed works too, slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from api.feed.outlet import CLOSE_SECONDS

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent
    from websockets.http11 import Request

#: Key in ``scope["extensions"]`` under which the connection is found.
EXTENSION = "fenghuo.wire"

_SWITCHING_PROTOCOLS = 101


class FeedProtocol(WebSocketsSansIOProtocol):
    """A WebSocket connection that the feed writes to directly."""

    def handle_connect(self, event: Request) -> None:
        """Offer this connection to the application."""
        super().handle_connect(event)
        if self.response.status_code == _SWITCHING_PROTOCOLS:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    async def send(self, message: ASGISendEvent) -> None:
        """Take what the application says to uvicorn."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            # A refusal is an answer too; uvicorn would log it as a handshake that the application forgot.
            self.handshake_complete = True

    def write(self, messages: bytes) -> None:
        """Append finished WebSocket messages to the send buffer."""
        if not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(messages)

    def backlog(self) -> int:
        """Return the bytes that the network has not taken yet."""
        return self.transport.get_write_buffer_size()

    async def drained(self) -> None:
        """Wait until the send buffer is below the transport's low-water mark, or the connection gone."""
        await self.writable.wait()

    def finish(self, code: int, reason: str) -> None:
        """Send a close behind what is buffered, and cut the connection if it is not answered in time."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # A client that takes nothing never reads the close either; abort does not wait for its buffer.
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
