"""The connection to the broker: paho for the session, our own frame cutter for the stream.

paho speaks CONNECT, SUBSCRIBE, PING and DISCONNECT and watches the keep-alive. Its socket is replaced by one
that reads in large pieces, takes the PUBLISH frames out, and gives paho the other packets, whole, one at
a time. This is the only module that knows how paho is made inside (``_create_socket``, ``_ping_t``).
"""

from __future__ import annotations

import select
import ssl
from collections import deque
from typing import TYPE_CHECKING, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from ingest.frames import packet_end, split

if TYPE_CHECKING:
    import socket

    from ingest.frames import Frames
    from ingest.subscription import Tls

#: Bytes asked of the system at once.
READ_SIZE = 256 * 1024
# How long a stream is left alone between two reads, milliseconds.
_REST_MS = 4
# How long a closing connection may take to send what was promised, seconds.
_CLOSING = 1.0


class SealedSocket:
    """A TLS socket that behaves like a plain one in a poll loop.

    Decrypted bytes left inside the TLS layer would not wake a poll, so a read takes whole records.
    """

    def __init__(self, sealed: ssl.SSLSocket) -> None:
        """Wrap a socket whose handshake is done."""
        self._sealed = sealed

    def recv(self, size: int) -> bytes:
        """Return what has arrived, ``size`` bytes and the rest of a record at most.

        Raises:
            BlockingIOError: If nothing has.
        """
        pieces: list[bytes] = []
        missing = size
        try:
            while missing > 0 or self._sealed.pending():
                piece = self._sealed.recv(READ_SIZE)
                if not piece:
                    break
                pieces.append(piece)
                missing -= len(piece)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            if not pieces:
                raise BlockingIOError from None
        except OSError:
            # What came before the end still counts; the next read meets the end again.
            if not pieces:
                raise
        return b"".join(pieces)

    def send(self, data: bytes) -> int:
        """Send what the network takes.

        Raises:
            BlockingIOError: If it takes nothing now.
        """
        try:
            return self._sealed.send(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None

    def fileno(self) -> int:
        """Return the file descriptor to wait on."""
        return self._sealed.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the socket's signature
        """Pass on whether reads and writes wait."""
        self._sealed.setblocking(flag)

    def settimeout(self, seconds: float) -> None:
        """Bound how long a call may wait."""
        self._sealed.settimeout(seconds)

    def close(self) -> None:
        """Close the connection."""
        self._sealed.close()


class PacketSocket:
    """A socket that holds back PUBLISH frames and buffers what is sent. For one thread."""

    def __init__(self, connected: socket.socket | SealedSocket) -> None:
        """Wrap a connected socket."""
        self._socket = connected
        self._input = b""
        self._at = 0
        self._output: deque[bytes] = deque()
        self._is_over = False

    @property
    def has_output(self) -> bool:
        """Tell whether bytes wait for the network."""
        return bool(self._output)

    def fill(self) -> None:
        """Read what the network has."""
        try:
            piece = self._socket.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if piece:
            self._input = self._input[self._at :] + piece
            self._at = 0
        else:
            self._is_over = True

    def take_frames(self) -> Frames:
        """Return the PUBLISH frames that stand next in the stream."""
        frames, self._at = split(self._input, self._at)
        return frames

    @property
    def has_packet(self) -> bool:
        """Tell whether paho has something to read: a whole packet, or the end of the connection."""
        bounds = packet_end(self._input, self._at)
        return self._is_over or (bounds is not None and bounds[1] <= len(self._input))

    def write(self, data: bytes) -> None:
        """Send bytes now or as soon as the network takes them."""
        if data:
            self._output.append(data)
            self.flush()

    def flush(self) -> None:
        """Send what waits, as far as the network takes it."""
        try:
            while self._output:
                data = self._output[0]
                sent = self._socket.send(data)
                self._output.popleft()
                if sent < len(data):
                    self._output.appendleft(data[sent:])
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._output.clear()
            self._is_over = True

    # What paho asks of a socket.

    def recv(self, size: int) -> bytes:
        """Return buffered bytes, none at the end of the connection."""
        piece = self._input[self._at : self._at + size]
        self._at += len(piece)
        if not piece and not self._is_over:
            raise BlockingIOError
        return piece

    def send(self, data: bytes | bytearray) -> int:
        """Take all of the bytes, to be sent in order with everything else."""
        self.write(bytes(data))
        return len(data)

    def fileno(self) -> int:
        """Return the file descriptor to wait on."""
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - paho's signature
        """Pass on whether reads and writes wait."""
        self._socket.setblocking(flag)

    def close(self) -> None:
        """Send what waits, for a second at most, and close."""
        if self._output and not self._is_over:
            self._socket.settimeout(_CLOSING)
            self.flush()
        self._socket.close()


class SessionClient(paho.Client):
    """paho with manual acknowledgement and a ``PacketSocket``."""

    def __init__(self, client_id: str, *, is_kept: bool = True, tls: Tls | None = None) -> None:
        """Prepare a client.

        Args:
            client_id: Name of the session.
            is_kept: Whether the broker keeps the session while the client is away.
            tls: How the connection is made sure of; None: it is not encrypted.
        """
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=not is_kept,
            protocol=paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        self._seal = None if tls is None else _context(tls)

    def _create_socket(self) -> PacketSocket:
        connected = cast("socket.socket", super()._create_socket())
        return PacketSocket(connected if self._seal is None else self._sealed(connected, self._seal))

    def _sealed(self, connected: socket.socket, seal: ssl.SSLContext) -> SealedSocket:
        """Return the connection once the broker has shown who it is; paho's own way leaves failed ones open."""
        connected.settimeout(self.connect_timeout)
        sealed = seal.wrap_socket(connected, server_hostname=self.host, do_handshake_on_connect=False)
        try:
            sealed.do_handshake()
        except BaseException:
            sealed.close()
            raise
        return SealedSocket(sealed)

    def excuse_silence(self) -> None:
        """Wait for no answer to a ping: it may be there, unread behind messages that there is no room for."""
        self._ping_t = 0.0

    @property
    def packets(self) -> PacketSocket | None:
        """Return the socket of the present connection, None when there is none."""
        found = self.socket()
        return found if isinstance(found, PacketSocket) else None


def rest(ear: socket.socket) -> None:
    """Leave the network alone for a moment, so that the next read brings many messages at once.

    Waking up for each packet would cost the broker and us more than everything else together. The bell, whose
    ear this is, ends the rest: acknowledgements do not wait.
    """
    sleeper = select.poll()
    sleeper.register(ear, select.POLLIN)
    sleeper.poll(_REST_MS)


def _context(tls: Tls) -> ssl.SSLContext:
    """Return how connections are made sure of.

    Raises:
        OSError: If a file cannot be read, or is not what it should be.
    """
    context = ssl.create_default_context(cafile=tls.ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.cert_file:
        context.load_cert_chain(tls.cert_file, tls.key_file or None)
    return context
