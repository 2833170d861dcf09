"""Voice: what a wall screen may say on the feed: who it is, that it is there, and what it has shown.

Everything else that a client says stays unheard. A screen is heard one word at a time, on its own connection's task,
so that one that says too much waits for itself; heartbeats of all screens are written together every few seconds.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from alerts.delivery import DeliveryState
from alerts.outgoing import Receipt
from alerts.screen import Screen
from api.feed.frame import notice_frame, parcel
from geo.division import FULL
from incidents.journal import Entry
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from api.caller import Caller
    from api.feed.client import Client
    from api.ports import Store

log = structlog.get_logger("api.feed")

#: How often heartbeats are written.
WRITE_EVERY = timedelta(seconds=5)
#: How often one connection may register.
REGISTER_EVERY = timedelta(seconds=1)
#: Warnings of which it is remembered that one connection has shown them; the oldest is forgotten first.
MOST_SHOWN = 1000
#: Under which name receipts of screens wait for the dispatcher.
PROVIDER = "screens"

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DIVISION = re.compile(r"[1-9]\d{11}")
_LONGEST_NAME = 200
_LONGEST_TEXT = 4096


class Pulses:
    """Heartbeats of the screens of this process that are not written yet."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        """Take where they are written."""
        self._store, self._clock = store, clock
        self._seen: set[str] = set()
        self._written: datetime | None = None

    async def beat(self, screen: str) -> None:
        """Note that a screen is there."""
        self._seen.add(screen)
        now = self._clock()
        if self._written is not None and now - self._written < WRITE_EVERY:
            return
        self._written = now
        seen, self._seen = self._seen, set()
        await asyncio.to_thread(self._write, seen, now)

    def _write(self, seen: set[str], now: datetime) -> None:
        with self._store.begin() as tx:
            tx.see_screens(seen, at=now)


class Voice:
    """One connection that may turn out to be a wall screen."""

    def __init__(
        self, client: Client, *, caller: Caller, store: Store, clock: Callable[[], datetime], pulses: Pulses
    ) -> None:
        """Take who is speaking."""
        self._client, self._caller, self._store, self._clock, self._pulses = client, caller, store, clock, pulses
        self._screen: Screen | None = None
        self._asked: datetime | None = None
        self._shown: dict[str, None] = {}

    async def hear(self, text: str) -> None:
        """Do what a client said if a screen may say it; a store that is away makes it say it again."""
        said = _parsed(text)
        try:
            match said.get("kind"):
                case "register":
                    await self._register(said)
                case "heartbeat" if self._screen is not None:
                    await self._pulses.beat(self._screen.id)
                case "displayed" if self._screen is not None:
                    await self._displayed(said.get("warning"))
        except FenghuoError as error:
            log.debug("screen_unheard", why=str(error))

    async def _register(self, said: dict[str, Any]) -> None:
        now = self._clock()
        if self._asked is not None and now - self._asked < REGISTER_EVERY:
            return
        self._asked = now
        screen = _screen(said, now=now)
        if not isinstance(screen, str):
            screen = await asyncio.to_thread(self._kept, screen)
        if isinstance(screen, str):
            self._tell({"error": screen})
            return
        self._screen = screen
        self._tell({"id": screen.id, "name": screen.name})

    def _kept(self, screen: Screen) -> Screen | str:
        """Write a screen down; one of another subtree is none that the caller may be."""
        with self._store.begin() as tx:
            known = tx.screen(screen.id)
            if not all(self._caller.reaches(each.division) for each in (screen, known) if each is not None):
                return "division: expected one of your subtree"
            kept = screen if known is None else replace(screen, registered=known.registered, lost=known.lost)
            tx.put_screen(kept)
            if known is None or replace(known, seen=kept.seen, lost=kept.lost) != kept:
                shown = {"id": kept.id, "name": kept.name, "division": kept.division, "place": kept.place}
                data = {"act": "registered", "actor": self._caller.user, "screen": shown}
                tx.journal([Entry(kind="channel", division=kept.division, at=screen.seen, data=data)])
            return kept

    async def _displayed(self, warning: object) -> None:
        if not isinstance(warning, str) or warning in self._shown:
            return
        if await asyncio.to_thread(self._written, warning):
            # A wall screen stays connected for months: what it shows after a thousand warnings counts, too.
            self._shown[warning] = None
            if len(self._shown) > MOST_SHOWN:
                del self._shown[next(iter(self._shown))]

    def _written(self, id_: str) -> bool:
        warning = self._store.warning(id_)
        if warning is None or self._screen is None or not warning.division.startswith(self._caller.within):
            return False
        detail = f"shown on {self._screen.name}"
        receipt = Receipt(provider=PROVIDER, message=id_, state=DeliveryState.DELIVERED, detail=detail)
        with self._store.begin() as tx:
            tx.push_receipts([receipt], at=self._clock())
        return True

    def _tell(self, data: dict[str, Any]) -> None:
        self._client.give(parcel([notice_frame("screen", data, now=self._clock())]))


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST_TEXT:
        return {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _screen(said: dict[str, Any], *, now: datetime) -> Screen | str:
    """Return the screen that somebody says it is, or what is wrong with it."""
    id_, name, division, place = (said.get(key, "") for key in ("id", "name", "division", "place"))
    if not (isinstance(id_, str) and _ID.fullmatch(id_)):
        return "id: expected 1 to 64 of A-Z a-z 0-9 . _ -"
    if not (isinstance(name, str) and isinstance(place, str) and max(len(name), len(place)) <= _LONGEST_NAME):
        return f"name, place: expected texts of at most {_LONGEST_NAME} characters"
    if not isinstance(division, str) or (division and not _DIVISION.fullmatch(division)):
        return f"division: expected {FULL} digits, or none"
    return Screen(id=id_, name=name or id_, division=division, place=place, registered=now, seen=now)
