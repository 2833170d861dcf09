"""Sink: what a gateway does with the messages of a broker: put them onto the stream, and answer once they are durable.

A hand-over is done when the engine has acknowledged every message of it. What was refused or not answered is put in
again under the same identity until it is. A few hand-overs are on the way at once; then the intake waits, the broker's
window fills, and the broker keeps the rest.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import structlog

from ingest.stream.envelope import wrap
from ingest.stream.identity import identity_of
from ingest.stream.link import ANSWER, StreamError
from ingest.wire.message import Bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from ingest.stream.link import Link
    from ingest.wire.message import Message

log = structlog.get_logger("ingest.stream")

#: Hand-overs on the way at once.
IN_FLIGHT: Final = 4
#: Messages after which the answers are read.
_AT_ONCE: Final = 200
#: Seconds between two tries of what was not taken.
_RETRIES: Final = (0.05, 0.2, 0.5, 1.0)


@dataclass(slots=True, kw_only=True)
class _Parcel:
    """A hand-over on its way."""

    bundle: Bundle
    #: Positions that are not acknowledged.
    open: set[int]
    #: Positions of this try that are neither acknowledged nor refused.
    unanswered: set[int] = field(default_factory=set)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    refusal: str = ""

    def answer(self, place: int, refusal: str) -> None:
        """Take in what the engine said about one message."""
        self.unanswered.discard(place)
        if refusal:
            self.refusal = refusal
        else:
            self.open.discard(place)
        if not self.unanswered:
            self.answered.set()


class StreamSink:
    """Puts messages onto the stream."""

    def __init__(self, link: Link, *, subject_of: Callable[[bytes], str], in_flight: int = IN_FLIGHT) -> None:
        """Take the parts.

        Args:
            link: The connection.
            subject_of: The subject that messages of a topic go to.
            in_flight: Hand-overs on the way at once; more than that wait in ``accept``.
        """
        self._link, self._subject_of = link, subject_of
        self._slots = threading.BoundedSemaphore(in_flight)
        self._stopping = threading.Event()
        self._parcels: dict[int, _Parcel] = {}
        self._serial = 0
        self._inbox = ""
        self._trouble = ""
        self._sent: set[Future[None]] = set()
        #: Messages that the engine has acknowledged.
        self.taken = 0

    @property
    def trouble(self) -> str:
        """Return why messages wait, empty while they do not."""
        return self._trouble

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Put messages onto the stream; waits while too many are on the way."""
        while not self._slots.acquire(timeout=0.2):
            if self._stopping.is_set():
                return  # not done, so the broker sends them again
        future = self._link.submit(self._deliver(Bundle.of(messages), done))
        self._sent.add(future)
        future.add_done_callback(self._sent.discard)

    def stop(self) -> None:
        """Give up what is on the way: the broker sends it again to whoever comes next."""
        self._stopping.set()
        for future in list(self._sent):
            future.cancel()

    async def _deliver(self, bundle: Bundle, done: Callable[[], None]) -> None:
        self._serial += 1
        serial = self._serial
        parcel = self._parcels[serial] = _Parcel(bundle=bundle, open=set(range(len(bundle))))
        attempt = 0
        try:
            while parcel.open:
                await self._try(serial, parcel)
                if parcel.open:
                    await asyncio.sleep(_RETRIES[min(attempt, len(_RETRIES) - 1)])
                    attempt += 1
            self.taken += len(bundle)
            self._note("")
            done()
        finally:
            del self._parcels[serial]
            self._slots.release()

    async def _try(self, serial: int, parcel: _Parcel) -> None:
        """Send what is open and wait for the answers; what is open afterwards was not taken."""
        parcel.unanswered, parcel.refusal = set(parcel.open), ""
        parcel.answered.clear()
        try:
            await self._listen()
            for count, place in enumerate(sorted(parcel.open)):
                await self._send(serial, place, parcel.bundle)
                if not count % _AT_ONCE:
                    await asyncio.sleep(0)
            await asyncio.wait_for(parcel.answered.wait(), ANSWER)
        except (StreamError, TimeoutError) as error:
            self._note(str(error) or f"{len(parcel.unanswered)} messages were not answered within {ANSWER:g} s")
        else:
            if parcel.open:
                self._note(parcel.refusal)

    async def _send(self, serial: int, place: int, bundle: Bundle) -> None:
        topic, payload = bundle.topics[place], bundle.payloads[place]
        data = wrap(topic, payload, arrived=int(bundle.arrived[place]))
        reply = f"{self._inbox}.{serial}.{place}"
        await self._link.publish(self._subject_of(topic), data, reply=reply, id=identity_of(topic, payload))

    async def _listen(self) -> None:
        """Have an inbox; the client keeps it over reconnects."""
        if not self._inbox:
            inbox = self._link.new_inbox()
            await self._link.listen(f"{inbox}.*.*", self._on_answer)
            self._inbox = inbox

    async def _on_answer(self, message: Any) -> None:
        _, serial, place = message.subject.rsplit(".", 2)
        parcel = self._parcels.get(int(serial))
        if parcel is not None:
            parcel.answer(int(place), _refusal(message))

    def _note(self, trouble: str) -> None:
        if trouble and not self._trouble:
            log.warning("stream_does_not_take", why=trouble)
        if self._trouble and not trouble:
            log.info("stream_takes_again")
        self._trouble = trouble


def _refusal(message: Any) -> str:
    """Return why the engine did not take a message; empty: it did."""
    if b'"error"' in message.data:
        return str(message.data, "utf-8", "replace")
    return "" if message.data else f"nobody keeps the subject: {message.headers}"
