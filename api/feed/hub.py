"""Hub: one per process; knows every screen and tells each what it asked for.

Everything here runs on the event loop, so joining a client and publishing frames never overlap: a client that has
read the backlog up to the hub's head and joins in the same step has neither gap nor duplicate.

A client that cannot keep up is closed with 1013 and comes back with ``since``. Live readings are conflated: a client
that is busy is passed over and gets the whole picture once it has caught up.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from api.caller import PLAIN_DOORS, identify
from api.feed.frame import Frame, hello_frame, latest_frame, parcel
from api.feed.latest import LatestTable
from api.feed.provisional import ProvisionalBoard
from api.feed.reader import JournalReader
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from api.caller import Caller, Doors
    from api.feed.client import Client
    from api.feed.filter import FeedFilter
    from api.feed.frame import Parcel
    from api.feed.latest import Key
    from api.ports import Store
    from sensing.station import Station

log = structlog.get_logger("api.feed")

#: Seconds between two looks at the newest readings.
LATEST_SECONDS = 0.5
#: Seconds between two heartbeats.
HEARTBEAT_SECONDS = 5.0
#: Seconds between two looks at the clients' sessions.
RECHECK_SECONDS = 2.0

#: WebSocket close codes (RFC 6455, 7.4.1): the session ended; come back later.
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013


class Hub:
    """Broadcasts the journal and the newest readings."""

    def __init__(
        self, store: Store, *, clock: Callable[[], datetime], version: str, doors: Doors = PLAIN_DOORS
    ) -> None:
        self._store = store
        self._clock = clock
        self._version = version
        self._doors = doors
        #: Clients that follow, and those that are still told what they missed too.
        self._clients: set[Client] = set()
        self._open: set[Client] = set()
        self._table = LatestTable()
        self._untold = ProvisionalBoard()
        self._poke = asyncio.Event()
        self._has_begun = asyncio.Event()
        self._has_ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader = JournalReader(store, begun=self._on_begun, deliver=self._on_frames)
        #: Open connections of clients, joined or not, whatever they asked for.
        self.connections = 0
        #: Sequence number of the last row published.
        self.head = 0

    @property
    def screens(self) -> int:
        """Return how many subscribed screens are told about warnings."""
        return sum(not client.asked.kinds or "warning" in client.asked.kinds for client in tuple(self._clients))

    @property
    def trouble(self) -> str:
        """Return why screens are not told what happens; empty while they are."""
        return "the feed has ended" if self._has_ended else self._reader.trouble

    @property
    def stations(self) -> Mapping[str, Station]:
        """Return the stations by id, as the feed knows them."""
        return self._reader.stations

    @property
    def has_begun(self) -> bool:
        """Return whether the hub knows where the journal stands."""
        return self._has_begun.is_set()

    async def run(self) -> None:
        """Follow the store until cancelled."""
        self._loop = asyncio.get_running_loop()
        self._reader.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poll_forever(), name="feed-latest")
                group.create_task(self._beat_forever(), name="feed-heartbeat")
                group.create_task(self._recheck_forever(), name="feed-sessions")
        finally:
            self._has_ended = True
            self._reader.stop()
            for client in tuple(self._clients):
                self.close(client, code=1001, reason="the server stops")

    # --- clients

    def greet(self, client: Client) -> None:
        """Tell a client, joined or not, where the journal stands; from now on its session is watched."""
        self._open.add(client)
        client.give(parcel([self._hello()]))

    def join(self, client: Client) -> bool:
        """Let a client follow from here if it has everything up to the head; return whether it does."""
        if client.cursor < self.head:
            return False
        self._clients.add(client)
        self._open.add(client)
        self._poke.set()
        if not self._untold.is_empty:
            self._tell_untold([client])
        return True

    def leave(self, client: Client) -> None:
        """Forget a client."""
        self._clients.discard(client)
        self._open.discard(client)

    def close(self, client: Client, *, code: int, reason: str) -> None:
        """End a client's connection."""
        self.leave(client)
        client.close(code=code, reason=reason)

    def end_session(self, token_hash: bytes) -> None:
        """Close every client of a token that has just been revoked; callable from any thread."""
        self._call(self._close_all_of, frozenset((token_hash,)))

    def _close_all_of(self, hashes: frozenset[bytes]) -> None:
        for client in tuple(self._open):
            if client.token_hash in hashes:
                self.close(client, code=POLICY_VIOLATION, reason="session ended")

    # --- frames

    def publish(self, frames: list[Frame]) -> None:
        """Give new journal frames, ascending, to every client that asked for them."""
        if not frames:
            return
        self.head = frames[-1].seq
        shared: dict[FeedFilter, Parcel] = {}
        for client in tuple(self._clients):
            if client.cursor >= frames[0].seq:
                news = parcel(frame for frame in frames if frame.seq > client.cursor and client.asked.admits(frame))
            else:
                known = shared.get(client.asked)
                if known is None:
                    known = shared[client.asked] = parcel(filter(client.asked.admits, frames))
                news = known
            client.cursor = max(client.cursor, self.head)
            if news.frames:
                self._give(client, news)

    def _give(self, client: Client, news: Parcel) -> None:
        if client.is_too_slow:
            log.info("feed_client_too_slow", backlog=client.outlet.backlog())
            self.close(client, code=TRY_AGAIN_LATER, reason="too slow")
        else:
            client.give(news)

    def tell_provisional(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Tell screens what the rules found that is not written yet, all of it; callable from any thread."""
        self._call(self._put_untold, items)

    def _put_untold(self, items: Sequence[Mapping[str, Any]]) -> None:
        if self._untold.put(items):
            self._tell_untold(self._clients)

    def _tell_untold(self, clients: Iterable[Client]) -> None:
        now = self._clock()
        shared: dict[FeedFilter, Frame | None] = {}
        for client in tuple(clients):
            if client.asked not in shared:
                shared[client.asked] = self._untold.frame(asked=client.asked, stations=self._reader.stations, now=now)
            told = shared[client.asked]
            if told is not None:
                self._give(client, parcel([told]))

    def _hello(self) -> Frame:
        return hello_frame(self.head, version=self._version, now=self._clock())

    def _on_begun(self, head: int) -> None:
        self._call(self._begin, head)

    def _on_frames(self, frames: list[Frame]) -> None:
        self._call(self.publish, frames)

    def _call(self, act: Callable[..., None], *args: object) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(act, *args)

    def _begin(self, head: int) -> None:
        self.head = max(self.head, head)
        self._has_begun.set()

    # --- what happens by the clock

    async def _poll_forever(self) -> None:
        while True:
            await self._poked_or_after(LATEST_SECONDS)
            wanting = [client for client in self._clients if client.asked.wants_latest]
            if not wanting:
                continue
            try:
                readings = await asyncio.to_thread(
                    self._store.latest, since=self._table.since(now=to_micros(self._clock()))
                )
            except Exception as error:  # noqa: BLE001 -- the loop owns its task; the reader reports that the store is away
                log.debug("feed_latest_failed", why=str(error))
                continue
            self._tell_latest(self._table.merge(readings), wanting)

    async def _poked_or_after(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._poke.wait()
        except TimeoutError:
            return
        self._poke.clear()

    def _tell_latest(self, news: list[Key], clients: Iterable[Client]) -> None:
        now = self._clock()
        shared: dict[tuple[FeedFilter, bool], Parcel | None] = {}
        for client in clients:
            if client.is_closed or not (news or client.needs_picture):
                continue
            if client.is_busy:
                client.needs_picture = True
                continue
            key = (client.asked, client.needs_picture)
            if key not in shared:
                items = self._table.items(
                    None if client.needs_picture else news, asked=client.asked, stations=self._reader.stations
                )
                is_wanted = bool(items) or client.needs_picture
                shared[key] = parcel([latest_frame(items, now=now)]) if is_wanted else None
            told = shared[key]
            client.needs_picture = False
            if told is not None:
                client.give(told)

    async def _beat_forever(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not self.trouble:
                beat = parcel([self._hello()])
                for client in tuple(self._clients):
                    # One that has read ahead would take the older head for another journal.
                    if client.cursor <= self.head:
                        self._give(client, beat)

    async def _recheck_forever(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            hashes = {client.token_hash for client in self._open}
            if hashes:
                self._judge(await asyncio.to_thread(self._callers, hashes))

    def _judge(self, callers: Mapping[bytes, Caller | None]) -> None:
        """Close the clients that may no longer read, and those that may read more or less than when they came."""
        self._close_all_of(frozenset(hashed for hashed, who in callers.items() if who is None or not who.is_ready))
        for client in tuple(self._open):
            who = callers.get(client.token_hash)
            if who is not None and client.rights is not None and client.rights != who.rights:
                # It may come back at once, and is told what its rights allow now.
                self.close(client, code=TRY_AGAIN_LATER, reason="rights changed")

    def _callers(self, hashes: Iterable[bytes]) -> dict[bytes, Caller | None]:
        """Return who holds these tokens now; nothing while the store cannot tell."""
        now = self._clock()
        try:
            return {hashed: identify(self._store, hashed=hashed, now=now, doors=self._doors) for hashed in hashes}
        except Exception as error:  # noqa: BLE001 -- the loop owns its task; a store that is away must not blind the screens
            log.debug("feed_recheck_failed", why=str(error))
            return {}
