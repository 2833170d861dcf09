"""Source: one partition of the readings stream, handed to a sink and acknowledged when the sink says so.

The consumer is named after the epoch of whoever holds the partition. Beginning removes those of earlier epochs: what
they had taken and not acknowledged comes again at once, and what they still ask for leads nowhere. Like the intake it
has a network side, here on the link's loop, and a thread that hands over; the engine bounds what is not settled.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import structlog

from ingest.pace import FlushPolicy, next_wait
from ingest.stream.envelope import EnvelopeError, unwrap
from ingest.stream.link import StreamError, status_of, unsubscribe
from ingest.stream.readings import NO_CONSUMER
from ingest.wire.message import Bundle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.subscription import Subscription

    from ingest.intake import Sink
    from ingest.stream.link import Link
    from ingest.stream.readings import ReadingsStream

log = structlog.get_logger("ingest.stream")

#: Messages asked for at once; half of them are asked for anew when half have come.
_PULL: Final = 2_000
#: Nanoseconds a request stands, and between two signs that it does.
_EXPIRES: Final = 20 * 1_000_000_000
_HEARTBEAT: Final = 1_000_000_000
#: Seconds without a message or a sign after which the consumer is made anew.
_SILENT: Final = 3.5
#: Nanoseconds after which the engine sends again what is not acknowledged; copies of what is pending are recognised.
_ACK_WAIT: Final = 60 * 1_000_000_000
#: What the engine is told of a hand-over that the sink failed on: again, in half a second.
_AGAIN: Final = b'-NAK {"delay": 500000000}'
#: Seconds between two tries to begin.
_RETRY: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is read, under which name."""

    stream: ReadingsStream
    subject: str
    #: Name of the partition's consumers, without a dot.
    name: str
    #: Of the holder; a later one removes the consumers of those before.
    epoch: int
    #: Messages that may be handed out and not acknowledged.
    window: int = 8192

    @property
    def consumer(self) -> str:
        """Return the name of this epoch's consumer."""
        return f"{self.name}-{self.epoch}"


class StreamSource:
    """Reads one partition."""

    def __init__(self, link: Link, claim: Claim, *, sink: Sink, flush: FlushPolicy | None = None) -> None:
        """Prepare a source; nothing happens before ``start``."""
        self._link, self._claim, self._sink = link, claim, sink
        self._policy = flush or FlushPolicy()
        self._changed = threading.Condition()
        #: What waits to be handed over, with its sequence number.
        self._waiting: deque[tuple[int, bytes]] = deque()
        #: Where the acknowledgement of each message goes that came and is not acknowledged, by sequence number.
        self._pending: dict[int, str] = {}
        #: Hand-overs that the sink is not done with, by the sequence number of their first message.
        self._with_sink: set[int] = set()
        self._wait = self._policy.quiet
        self._is_stopping = False
        self._is_up = False
        self._trouble = "not connected yet"
        self._outstanding = 0
        self._heard = 0.0
        self._inbox = ""
        self._listening: Subscription | None = None
        self._must_renew = asyncio.Event()
        self._thread = threading.Thread(target=self._flush, name=f"stream-flush {claim.name}", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Tell whether messages are handed over as they come."""
        return self._is_up and self._thread.is_alive() and not self._link.trouble

    @property
    def trouble(self) -> str:
        """Return why it is not connected, one line; empty while it is."""
        if self._thread.ident is not None and not self._thread.is_alive() and not self._is_stopping:
            return "the thread that hands over has ended"
        return self._link.trouble or self._trouble

    def start(self) -> None:
        """Begin, and go on in the background."""
        self._thread.start()
        self._pulling = self._link.submit(self._keep_pulling())

    def stop(self, *, grace: float = 5.0) -> None:
        """Take nothing more; acknowledge what the sink finishes with within ``grace`` seconds."""
        if self._is_stopping:
            return
        self._pulling.cancel()
        with self._changed:
            self._is_stopping = True
            self._waiting.clear()
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: not self._with_sink, timeout=grace):
                log.warning("stopped_with_pending", partition=self._claim.name, handovers=len(self._with_sink))
        try:
            # What is acknowledged must have left before somebody else may take the partition.
            self._link.submit(self._end()).result(3)
        except (StreamError, TimeoutError):
            log.warning("acknowledgements_may_be_lost", partition=self._claim.name)
        self._thread.join(timeout=grace)

    # On the link's loop.

    async def _keep_pulling(self) -> None:
        while not self._is_stopping:
            try:
                await self._begin()
                await self._follow()
            except StreamError as error:
                self._down(str(error))
            except Exception as error:
                log.exception("stream_source_failed", partition=self._claim.name)
                self._down(f"{type(error).__name__}: {error}")
            await asyncio.sleep(_RETRY)

    async def _begin(self) -> None:
        """Make the consumer of this epoch, and remove those of earlier ones.

        Raises:
            StreamError: If a later epoch reads by now.
        """
        stream, claim = self._claim.stream.name, self._claim
        listed = await self._link.ask(f"$JS.API.CONSUMER.NAMES.{stream}", {"offset": 0})
        names = [name for name in listed.get("consumers") or () if name.rpartition("-")[0] == claim.name]
        if later := [name for name in names if _epoch(name) > claim.epoch]:
            raise StreamError(f"{claim.consumer}: the partition is read by {later[0]}")
        for name in names:
            await self._remove(name)
        config = {
            "durable_name": claim.consumer,
            "filter_subject": claim.subject,
            "ack_policy": "explicit",
            "ack_wait": _ACK_WAIT,
            "max_ack_pending": claim.window,
            "deliver_policy": "all",
        }
        asked = {"stream_name": stream, "config": config, "action": "create"}
        await self._link.ask(f"$JS.API.CONSUMER.CREATE.{stream}.{claim.consumer}.{claim.subject}", asked)
        if not self._inbox:
            inbox = self._link.new_inbox()
            self._listening = await self._link.listen(f"{inbox}.*", self._on_message)
            self._inbox = inbox
        with self._changed:
            # They come again, in order; what the sink has in hand is recognised when it does.
            for sequence, _ in self._waiting:
                self._pending.pop(sequence, None)
            self._waiting.clear()

    async def _end(self) -> None:
        await self._link.flush()
        if self._listening is not None:
            await unsubscribe(self._listening)

    async def _remove(self, name: str) -> None:
        try:
            await self._link.ask(f"$JS.API.CONSUMER.DELETE.{self._claim.stream.name}.{name}", {})
        except StreamError as error:
            if error.code != NO_CONSUMER:
                raise

    async def _follow(self) -> None:
        """Keep asking until the consumer has to be made anew."""
        connection = self._link.connections
        self._must_renew.clear()
        self._outstanding = 0
        self._heard = _monotonic()
        await self._ask()
        self._is_up, self._trouble = True, ""
        log.info("partition_read", partition=self._claim.name, consumer=self._claim.consumer)
        while not self._is_stopping:
            try:
                await asyncio.wait_for(self._must_renew.wait(), 0.5)
            except TimeoutError:
                if self._link.connections == connection and _monotonic() - self._heard < _SILENT:
                    continue
                self._down("nothing was heard of the consumer")
            return

    async def _ask(self) -> None:
        """Ask for as many messages as are missing to a full request."""
        count = _PULL - self._outstanding
        if count <= 0:
            return
        self._outstanding += count
        asked = {"batch": count, "expires": _EXPIRES, "idle_heartbeat": _HEARTBEAT}
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._claim.stream.name}.{self._claim.consumer}"
        await self._link.publish(subject, json.dumps(asked).encode(), reply=f"{self._inbox}.m")

    async def _on_message(self, message: Any) -> None:
        self._heard = _monotonic()
        status = status_of(message)
        if status is None:
            self._enter(message)
            self._outstanding -= 1
            if self._outstanding <= _PULL // 2:
                await self._ask()
        elif status[0] == "100":
            return
        elif status[0] in {"404", "408"}:
            # The request is over; what it still asked for is asked for anew.
            self._outstanding = max(0, self._outstanding - int(message.headers.get("Nats-Pending-Messages", _PULL)))
            await self._ask()
        else:
            self._down(f"the consumer is gone: {' '.join(status)}")
            self._must_renew.set()

    def _enter(self, message: Any) -> None:
        sequence = _sequence(message.reply)
        with self._changed:
            is_known = sequence in self._pending
            self._pending[sequence] = message.reply
            if is_known or self._is_stopping:
                return
            self._waiting.append((sequence, message.data))
            if len(self._waiting) in {1, self._policy.max_messages}:
                self._changed.notify_all()

    async def _answer(self, replies: Sequence[str], word: bytes) -> None:
        try:
            for reply in replies:
                await self._link.publish(reply, word)
        except StreamError:
            # Not acknowledged, so it comes again and is recognised as stored.
            return

    def _down(self, trouble: str) -> None:
        self._is_up = False
        if trouble != self._trouble:
            self._trouble = trouble
            log.warning("partition_not_read", partition=self._claim.name, why=trouble)

    # On the thread that hands over.

    def _flush(self) -> None:
        while (taken := self._collect()) is not None:
            sequences, bundle = taken
            try:
                self._sink.accept(bundle, partial(self._settle, sequences))
            except Exception:
                log.exception("sink_failed", messages=len(bundle))
                self._finish(sequences, _AGAIN)

    def _collect(self) -> tuple[list[int], Bundle] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_stopping)
            self._changed.wait_for(lambda: len(self._waiting) >= self._policy.max_messages, timeout=self._wait)
            if self._is_stopping:
                return None
            taken: list[tuple[int, bytes]] = []
            size = 0
            while self._waiting and len(taken) < self._policy.max_messages and size < self._policy.max_bytes:
                taken.append(self._waiting.popleft())
                size += len(taken[-1][1])
            self._wait = next_wait(self._policy, wait=self._wait, count=len(taken))
            self._with_sink.add(taken[0][0])
        return [sequence for sequence, _ in taken], _bundle(taken)

    def _settle(self, sequences: Sequence[int]) -> None:
        self._finish(sequences, b"+ACK")

    def _finish(self, sequences: Sequence[int], word: bytes) -> None:
        """Answer for a hand-over, once."""
        with self._changed:
            if sequences[0] not in self._with_sink:
                return
            self._with_sink.remove(sequences[0])
            found = (self._pending.pop(sequence, "") for sequence in sequences)
            replies = [reply for reply in found if reply]
            self._changed.notify_all()
        if replies:
            self._link.submit(self._answer(replies, word))


def _bundle(taken: Sequence[tuple[int, bytes]]) -> Bundle:
    """Return what was taken; bytes that are no message go on as one, so that they end in quarantine."""
    messages = []
    for _, data in taken:
        try:
            messages.append(unwrap(data))
        except EnvelopeError as error:
            log.warning("no_envelope", why=str(error))
            messages.append((b"", data, time.time_ns() // 1000))  # noqa: TID251 - the shell's look at the clock
    topics, payloads, arrived = zip(*messages, strict=True) if messages else ((), (), ())
    return Bundle(list(topics), list(payloads), arrived=np.array(arrived, dtype=np.int64))


def _epoch(consumer: str) -> int:
    """Return the epoch that a consumer is named after; of any other name none that counts."""
    digits = consumer.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _sequence(reply: str) -> int:
    """Return a message's place in the stream, of ``$JS.ACK.[domain.account.]stream.consumer.count.PLACE.…``."""
    parts = reply.split(".")
    return int(parts[5] if len(parts) == 9 else parts[7])  # noqa: PLR2004 - two more words where there is a domain


def _monotonic() -> float:
    return time.monotonic()  # noqa: TID251  a wait, not an instant
