"""Link: facts over NATS JetStream, upwards and downwards; the ledger is the store, the link only forwards.

A node speaks to its own broker, which is a leaf node of the one above. Facts are published to a stream above and count
as sent once that stream has them; whatever is not acknowledged is asked for again by the heads that the node above
tells. So nothing waits in the link itself, and a cut of days is a longer list and no more.

    fh-edge.up.NODE       parcels from a node     (stream EDGE_UP above)
    fh-edge.down.NODE     parcels for a node      (stream EDGE_DOWN above)
    fh-edge.ask           what the node above knows: its heads; an answer is the sign that the link is up
    fh-edge.readings.NODE readings of a node      (stream EDGE_READINGS above), once no fact waits
    fh-edge.status.NODE   a node's word about itself, every few seconds; not kept
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

import nats
import nats.errors
import nats.js.errors
import structlog

from fenghuo.clock import now
from fenghuo.edge.node import trusted_keys
from fenghuo.edge.parcel import read
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

    from fenghuo.edge.node import Node
    from fenghuo.sections.edge import Edge
    from incidents.convergence.fact import Fact

log = structlog.get_logger("fenghuo.edge.link")

UP, DOWN, ASK, STATUS = "fh-edge.up", "fh-edge.down", "fh-edge.ask", "fh-edge.status"
READINGS: Final = "fh-edge.readings"
#: Facts in one parcel, and their bytes: well below the largest message of the broker, seal and all.
_MOST_FACTS: Final = 100
_MOST_BYTES: Final = 400_000
#: Parcels fetched at once, and taken in as one at most.
_AT_ONCE: Final = 50
_MOST_MESSAGES: Final = 2000
ROUND_S: Final = 1.0
PATIENCE_S: Final = 5.0
#: Rounds after which what was sent and is not known above is sent again.
AGAIN: Final = 60
GONE = (nats.errors.Error, nats.js.errors.Error, OSError, asyncio.TimeoutError)


class Link(ABC):
    """A thread that speaks NATS for a node."""

    def __init__(self, settings: Edge, node: Node) -> None:
        """Take the parts; nothing is connected before ``start``."""
        self.settings, self.node = settings, node
        #: What is wrong with the link; empty while nothing is.
        self.trouble = "not connected yet"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-edge-link", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the round in hand."""
        self._stopping.set()
        self._thread.join(timeout=15)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._session())
            except GONE as error:
                self.trouble = f"no session with {self.settings.url}: {error or type(error).__name__}"
            except Exception as error:
                # The loop owns its task: one failed session is logged, the next one begins.
                log.exception("link_failed")
                self.trouble = f"{type(error).__name__}: {error}"
            self._stopping.wait(ROUND_S)

    async def _session(self) -> None:
        settings = self.settings
        client = await nats.connect(
            settings.url,
            user=settings.user or None,
            password=settings.password.get_secret_value() or None,
            name=f"fenghuo-edge-{self.node.name}",
            # A session that ends is begun anew by the thread, which says so meanwhile.
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=ROUND_S,
            connect_timeout=PATIENCE_S,
            error_cb=_quiet,
        )
        try:
            await self.begin(client)
            while not self._stopping.is_set() and client.is_connected:
                await self.round(client)
                await asyncio.sleep(ROUND_S)
        finally:
            with contextlib.suppress(*GONE):
                await client.close()

    @abstractmethod
    async def begin(self, client: Client) -> None:
        """Do what is due once a session."""

    @abstractmethod
    async def round(self, client: Client) -> None:
        """Do what is due every second."""

    async def send(self, stream: JetStreamContext, subject: str, facts: Sequence[Fact]) -> None:
        """Publish facts as parcels and return once the stream has them."""
        for part in portions(facts):
            name = hashlib.sha256("".join(fact.id for fact in part).encode()).hexdigest()
            data = self.node.parcel(part, now())
            await stream.publish(subject, data, timeout=PATIENCE_S, headers={"Nats-Msg-Id": f"{subject}:{name}"})

    async def take_all(self, inbox: JetStreamContext.PullSubscription) -> None:
        """Take in whatever waits, as one; it is acknowledged once it is on the disk, what is refused never comes again.

        A link that was cut holds an order and what ended it one behind the other: all of it is read before any of it
        is played.
        """
        waiting: list[Msg] = []
        while len(waiting) < _MOST_MESSAGES:
            try:
                waiting += await inbox.fetch(_AT_ONCE, timeout=0.2)
            except nats.errors.TimeoutError:
                # A slow link is no empty one.
                if not waiting or not (await inbox.consumer_info()).num_pending:
                    break
        good, parcels = [], []
        trusted = trusted_keys(self.node.folder)
        for message in waiting:
            try:
                parcels.append(read(message.data, trusted=trusted, origin=message.subject))
            except FenghuoError as error:
                log.warning("parcel_refused", subject=message.subject, why=str(error))
                await message.term()
                continue
            good.append(message)
        if parcels:
            await asyncio.to_thread(self.node.hear_all, parcels, now=now())
        for message in good:
            await message.ack()


def portions(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Yield facts in parts that fit a message, in their order."""
    part: list[Fact] = []
    size = 0
    for fact in facts:
        length = len(fact.line().encode())
        if part and (len(part) == _MOST_FACTS or size + length > _MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(fact)
        size += length
    if part:
        yield part


async def _quiet(error: Exception) -> None:
    """Say nothing: what is wrong is said by the round that meets it."""
    del error
