"""Watching the ways out: heartbeats by the dispatcher, what follows from them by the warden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Generic

import structlog

from alerts.delivery_news import queued_entries
from alerts.link_test import link_test, trial_entry
from alerts.world import W
from fenghuo.clock import now
from fenghuo.loops import StoreLoop
from incidents.incident import IncidentKind
from incidents.system import NOWHERE, clear_system_incident, open_system_incident
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alerts.outgoing import Channel
    from alerts.screen import Screen
    from alerts.warning import CapStatus
    from fenghuo.runtime import Runtime
    from fenghuo.sections.channels import Channels
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.watching")

#: Who watches, in the journal.
ACTOR = "warden"
_SCREENS = "screens"
_LOOK = timedelta(seconds=5)


def start_heartbeats(runtime: Runtime, channels: Mapping[str, Channel]) -> None:
    """Ask each channel every few seconds whether it works, and write it down."""
    work = Heartbeats(runtime.store, channels).beat
    loop = StoreLoop(
        runtime.store,
        work,
        name="heartbeats",
        topics=frozenset(),
        is_periodic=True,
        pause=runtime.settings.channels.check_seconds,
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("heartbeats", lambda: loop.trouble)


def watch_of(runtime: Runtime) -> Watch:
    """Return the warden's chore as the settings ask for it."""
    settings = runtime.settings
    return Watch(runtime.store, settings=settings.channels, status=settings.issuer.status)


class Heartbeats(Generic[W]):
    """Asks the channels of one dispatcher."""

    def __init__(self, store: PostgresStore | MemoryStore, channels: Mapping[str, Channel[W]]) -> None:
        """Take the channels by name."""
        self._store, self._channels = store, channels

    def beat(self) -> None:
        """Ask each channel once."""
        for name, channel in self._channels.items():
            try:
                error = channel.check()
            except Exception as failure:
                # One channel whose check fails must not keep the others from being asked.
                log.exception("check_failed", channel=name)
                error = f"the check failed ({type(failure).__name__})"
            with self._store.begin() as tx:
                tx.check_channel(name, at=now(), error=error)


class Watch:
    """The warden's chore: lost channels and screens become incidents, and link tests are queued when they are due."""

    def __init__(self, store: PostgresStore | MemoryStore, *, settings: Channels, status: CapStatus) -> None:
        """Take what is watched.

        Args:
            store: Where heartbeats are.
            settings: How patient it is, and what is tested.
            status: The only status that the channels carry.
        """
        self._store, self._settings, self._status = store, settings, status
        #: What was judged last, so that nothing is asked of the store that it has been told.
        self._judged: dict[str, str] = {}
        self._next: datetime | None = None

    def look(self, at: datetime) -> datetime:
        """Judge everything once; return when to look again. Journal news is no reason to look earlier."""
        if self._next is not None and at < self._next:
            return self._next
        screens = self._store.screens()
        for link in self._store.channel_links():
            if link.name == _SCREENS and link.checked is not None:
                # That nobody looks is no trouble where none is expected to: a site without any screen on a wall.
                is_lost = bool(screens) and all(screen.lost is not None for screen in screens)
                why = "every screen is lost" if is_lost else replace(link, failed=None).trouble(now=at)
                self._judge(link.name, why, at=at)
            elif link.checked is not None:
                self._judge(link.name, link.trouble(now=at), at=at)
        patience = timedelta(seconds=self._settings.screen_seconds)
        for screen in screens:
            if screen.is_silent(now=at, patience=patience) != (screen.lost is not None):
                self._turn(screen, at=at, patience=patience)
        for name, test in self._settings.link_tests.items():
            if test.every_hours:
                self._test(name, test.to, every=timedelta(hours=test.every_hours), at=at)
        self._next = at + _LOOK
        return self._next

    def _judge(self, name: str, trouble: str, *, at: datetime) -> None:
        if self._judged.get(name) == trouble:
            return
        with self._store.begin() as tx:
            if trouble:
                facts = {"why": trouble}
                open_system_incident(
                    tx, IncidentKind.CHANNEL_LOST, name, name=name, level=Level.ORANGE, now=at, facts=facts
                )
            else:
                clear_system_incident(tx, IncidentKind.CHANNEL_LOST, name, now=at)
        self._judged[name] = trouble

    def _turn(self, seen: Screen, *, at: datetime, patience: timedelta) -> None:
        with self._store.begin() as tx:
            # Judged again under its lock: it may have spoken meanwhile.
            screen = tx.screen(seen.id)
            if screen is None or screen.is_silent(now=at, patience=patience) == (screen.lost is not None):
                return
            if screen.lost is None:
                tx.put_screen(replace(screen, lost=at))
                open_system_incident(
                    tx,
                    IncidentKind.SCREEN_LOST,
                    screen.id,
                    name=screen.name,
                    now=at,
                    division=screen.division or NOWHERE,
                    facts={"place": screen.place},
                )
            else:
                tx.put_screen(replace(screen, lost=None))
                clear_system_incident(tx, IncidentKind.SCREEN_LOST, screen.id, now=at)

    def _test(self, name: str, address: str, *, every: timedelta, at: datetime) -> None:
        link = next((each for each in self._store.channel_links() if each.name == name), None)
        # A channel that no dispatcher has ever opened is a misspelt setting, not a lost channel.
        if link is None or link.checked is None or (link.tested is not None and at - link.tested < every):
            return
        with self._store.begin() as tx:
            tested = tx.channel_tested(name)
            if tested is not None and at - tested < every:
                return
            delivery = link_test(name, address, status=self._status, now=at)
            tx.save_deliveries([delivery])
            tx.test_channel(name, at=at, test=delivery.id)
            tx.journal([trial_entry(name, actor=ACTOR, delivery=delivery.id, now=at)])
            tx.journal(queued_entries([delivery], actor=ACTOR, now=at))
