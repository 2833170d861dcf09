"""Channels, screens and pushed receipts in the twin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.delivery import DeliveryState
from alerts.link import ChannelLink
from store.codec import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.outgoing import Receipt
    from alerts.screen import Screen
    from store.memory.tables import Tables, Writer

_COUNTED = frozenset({DeliveryState.QUEUED, DeliveryState.UNCONFIRMED, DeliveryState.DEAD})


class ChannelReader:
    """The reading half."""

    _tables: Tables

    def screens(self, *, within: str = "") -> list[Screen]:
        """Return the screens of a subtree, by id."""
        with self._tables.lock:
            screens = self._tables.screens
            return [screens[id_] for id_ in sorted(screens) if screens[id_].division.startswith(within)]

    def channel_links(self) -> list[ChannelLink]:
        """Return how each channel is, by name."""
        with self._tables.lock:
            return [self._shown(self._tables.channel_links[name]) for name in sorted(self._tables.channel_links)]

    def _shown(self, link: ChannelLink) -> ChannelLink:
        test = self._tables.deliveries.get(link.test)
        return link if test is None else replace(link, test_state=test.state.value, test_detail=test.detail)

    def channel_counts(self) -> dict[str, dict[str, int]]:
        """Return how many deliveries are ``queued``, ``unconfirmed`` and ``dead``, by channel; no zeros."""
        found: dict[str, dict[str, int]] = {}
        with self._tables.lock:
            for each in self._tables.deliveries.values():
                if each.state in _COUNTED:
                    counts = found.setdefault(each.channel, {})
                    counts[each.state.value] = counts.get(each.state.value, 0) + 1
        return found

    def pushed_receipts(self, provider: str, *, limit: int = 1000) -> list[tuple[int, Receipt]]:
        """Return receipts of a provider that wait, the oldest first, with their numbers."""
        with self._tables.lock:
            pushed = self._tables.pushed
            return [(id_, pushed[id_]) for id_ in sorted(pushed) if pushed[id_].provider == provider][:limit]


class ChannelActs:
    """The transaction's part."""

    writer: Writer
    _tables: Tables

    def screen(self, id: str) -> Screen | None:  # noqa: A002 -- the record's own word
        """Return one screen, locked."""
        return self._tables.screens.get(id)

    def put_screen(self, screen: Screen) -> None:
        """Insert or replace a screen by id."""
        kept = replace(screen, name=clean(screen.name), place=clean(screen.place))
        self.writer.put(self._tables.screens, screen.id, kept)

    def drop_screen(self, id: str) -> bool:  # noqa: A002
        """Take a screen away; return whether there was one."""
        is_there = id in self._tables.screens
        if is_there:
            self.writer.drop(self._tables.screens, id)
        return is_there

    def see_screens(self, ids: Collection[str], *, at: datetime) -> None:
        """Note heartbeats."""
        for id_ in sorted(ids):
            known = self._tables.screens.get(id_)
            if known is not None:
                self.writer.put(self._tables.screens, id_, replace(known, seen=max(known.seen, at)))

    def check_channel(self, name: str, *, at: datetime, error: str) -> None:
        """Write down a heartbeat; an empty error means that it went well."""
        known = self._tables.channel_links.get(name) or ChannelLink(name=name)
        after = replace(
            known,
            checked=at,
            worked=known.worked if error else at,
            failed=(known.failed or at) if error else None,
            error=clean(error),
        )
        self.writer.put(self._tables.channel_links, name, after)

    def channel_tested(self, name: str) -> datetime | None:
        """Return when a channel was tested last; nobody else tests it until the transaction ends."""
        if name not in self._tables.channel_links:
            self.writer.put(self._tables.channel_links, name, ChannelLink(name=name))
        return self._tables.channel_links[name].tested

    def test_channel(self, name: str, *, at: datetime, test: str) -> None:
        """Write down which delivery tests a channel."""
        known = self._tables.channel_links.get(name)
        if known is not None:
            self.writer.put(self._tables.channel_links, name, replace(known, tested=at, test=test))

    def push_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> None:
        """Keep receipts for the dispatcher."""
        del at
        newest = max(self._tables.pushed, default=0)
        for number, each in enumerate(receipts, start=newest + 1):
            kept = replace(each, message=clean(each.message), detail=clean(each.detail))
            self.writer.put(self._tables.pushed, number, kept)

    def drop_pushed(self, ids: Collection[int]) -> None:
        """Forget receipts that were taken."""
        for id_ in ids:
            if id_ in self._tables.pushed:
                self.writer.drop(self._tables.pushed, id_)
