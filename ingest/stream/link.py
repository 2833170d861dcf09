"""Link: one connection to NATS for a whole process, on a thread and an event loop of its own.

The only module that knows the client library (``nats-py``). It tries again for ever; who uses it sees ``trouble`` and
counts ``connections``: what was asked for on an earlier one has to be asked for again.
"""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

log = structlog.get_logger("ingest.stream")

T = TypeVar("T")

#: Seconds for an answer of the engine; longer than a new leader is looked for.
ANSWER: Final = 4.0
#: Seconds between two tries to connect, and between two pings of a silent server.
_RETRY: Final = 0.25
_PING: Final = 2
#: Bytes that may wait for a connection that is away.
_PENDING: Final = 64 * 1024 * 1024


class StreamError(FenghuoError):
    """The engine of the stream did not do what it was asked."""

    def __init__(self, message: str, *, code: int = 0) -> None:
        super().__init__(message)
        #: The engine's own number of the error; 0: there was no answer.
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the engine is and who we are there."""

    #: ``nats://host:port``, any of a cluster.
    servers: tuple[str, ...]
    user: str = ""
    password: str = ""
    #: What the engine calls this connection.
    name: str = "fenghuo"


class Link:
    """A connection that is made again whenever it breaks."""

    def __init__(self, address: Address) -> None:
        """Prepare; nothing happens before ``start``."""
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._thread = threading.Thread(target=self._run, name="fenghuo-link", daemon=True)
        self._trouble = "not connected yet"
        self._is_closing = False
        #: How many connections there have been.
        self.connections = 0

    @property
    def trouble(self) -> str:
        """Return why there is no connection, one line; empty while there is."""
        return self._trouble

    def start(self) -> None:
        """Connect in the background."""
        self._thread.start()
        self.submit(self._connect())

    def stop(self) -> None:
        """Close the connection and end the thread."""
        if not self._thread.is_alive():
            return
        self._is_closing = True
        try:
            self.submit(self._close()).result(3)
        except (TimeoutError, NatsError):
            log.warning("link_not_closed_in_order")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Let the link's loop do some work; from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    # On the loop.

    async def ask(self, subject: str, document: object, *, timeout: float = ANSWER) -> dict[str, Any]:  # noqa: ASYNC109
        """Return the engine's answer to a request of its API.

        Raises:
            StreamError: If it refuses, or does not answer in time.
        """
        try:
            answer = await self._connected().request(subject, json.dumps(document).encode(), timeout=timeout)
        except NatsError as error:
            raise StreamError(f"{subject}: {type(error).__name__}: {error}") from error
        found: dict[str, Any] = json.loads(answer.data or b"{}")
        if refusal := found.get("error"):
            raise StreamError(f"{subject}: {refusal.get('description')}", code=refusal.get("err_code", 0))
        return found

    async def put(self, subject: str, data: bytes, *, revision: int | None, timeout: float = ANSWER) -> int:  # noqa: ASYNC109
        """Keep something under a subject of a stream; return its revision.

        Args:
            subject: Where.
            data: What.
            revision: The last one that the subject may have, 0 for none; None: any.
            timeout: Seconds for an answer.

        Raises:
            StreamError: If the subject has another one, or there is no answer in time.
        """
        headers = None if revision is None else {"Nats-Expected-Last-Subject-Sequence": str(revision)}
        try:
            answer = await self._connected().request(subject, data, timeout=timeout, headers=headers)
        except NatsError as error:
            raise StreamError(f"{subject}: {type(error).__name__}: {error}") from error
        found: dict[str, Any] = json.loads(answer.data or b"{}")
        if refusal := found.get("error"):
            raise StreamError(f"{subject}: {refusal.get('description')}", code=refusal.get("err_code", 0))
        return int(found.get("seq", 0))

    async def gather(self, subject: str, document: object) -> list[Msg]:
        """Return the several answers to one request, up to the one that ends them.

        Raises:
            StreamError: If they do not end in time.
        """
        client = self._connected()
        inbox = client.new_inbox()
        listening = await client.subscribe(inbox)
        found: list[Msg] = []
        try:
            await client.publish(subject, json.dumps(document).encode(), reply=inbox)
            while True:
                answer = await listening.next_msg(ANSWER)
                status = status_of(answer)
                if status and status[0] in {"204", "404"}:
                    return found
                if status:
                    raise StreamError(f"{subject}: {' '.join(status)}")
                found.append(answer)
        except NatsTimeout as error:
            raise StreamError(f"{subject}: no answer within {ANSWER:g} s") from error
        except NatsError as error:
            raise StreamError(f"{subject}: {type(error).__name__}: {error}") from error
        finally:
            await unsubscribe(listening)

    async def publish(self, subject: str, data: bytes, *, reply: str = "", id: str | None = None) -> None:  # noqa: A002
        """Send, or keep until there is a connection.

        Raises:
            StreamError: If too much waits already.
        """
        headers = {"Nats-Msg-Id": id} if id else None
        try:
            await self._connected().publish(subject, data, reply=reply, headers=headers)
        except NatsError as error:
            raise StreamError(f"{subject}: {type(error).__name__}: {error}") from error

    async def listen(self, subject: str, heard: Callable[[Msg], Coroutine[Any, Any, None]]) -> Subscription:
        """Have ``heard`` called with what comes; unbounded here, because every user bounds what it asks for."""
        client = self._connected()
        return await client.subscribe(subject, cb=heard, pending_msgs_limit=-1, pending_bytes_limit=-1)

    async def flush(self) -> None:
        """Wait until the server has read what was sent."""
        try:
            await self._connected().flush(2)
        except NatsError as error:
            raise StreamError(f"flush: {error}") from error

    def new_inbox(self) -> str:
        """Return a subject that is nobody else's."""
        return self._connected().new_inbox()

    def _connected(self) -> Client:
        if self._client is None or self._client.is_closed:
            raise StreamError(f"no connection to {', '.join(self._address.servers)}: {self._trouble}")
        return self._client

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    async def _connect(self) -> None:
        client = Client()
        address = self._address
        options = {"user": address.user, "password": address.password} if address.user else {}
        while not self._is_closing:
            try:
                await client.connect(
                    servers=list(address.servers),
                    name=address.name,
                    error_cb=self._on_error,
                    disconnected_cb=self._on_away,
                    reconnected_cb=self._on_back,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=_RETRY,  # type: ignore[arg-type]  # seconds; the annotation says whole ones
                    ping_interval=_PING,
                    max_outstanding_pings=2,
                    connect_timeout=2,
                    pending_size=_PENDING,
                    **options,  # type: ignore[arg-type]
                )
            except (NatsError, OSError, TimeoutError) as error:
                self._trouble = f"{', '.join(address.servers)}: {type(error).__name__}: {error}"
                await asyncio.sleep(_RETRY)
            else:
                self._client = client
                await self._on_back()
                return

    async def _close(self) -> None:
        if self._client is not None and not self._client.is_closed:
            await self._client.close()

    async def _on_error(self, error: Exception) -> None:
        if not self._is_closing:
            log.debug("link_error", why=f"{type(error).__name__}: {error}")

    async def _on_away(self) -> None:
        if not self._is_closing:
            self._trouble = f"the connection to {', '.join(self._address.servers)} was lost"
            log.warning("link_away", why=self._trouble)

    async def _on_back(self) -> None:
        self.connections += 1
        self._trouble = ""
        log.info("link_connected", name=self._address.name, connections=self.connections)


def status_of(message: Msg) -> tuple[str, str] | None:
    """Return code and words of a message that says how a request stands; None for one that carries data."""
    headers = message.headers
    if not headers or message.data or "Status" not in headers:
        return None
    return headers["Status"], str(headers.get("Description", ""))


async def unsubscribe(listening: Subscription) -> None:
    """Hear no more of a subject."""
    try:
        await listening.unsubscribe()
    except NatsError:
        return
