"""Ports: the ways out, screens on walls, and what others say of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from alerts.link import ChannelLink
    from alerts.outgoing import Receipt
    from alerts.screen import Screen


class ChannelStates(Protocol):
    """How the ways out are."""

    def screens(self, *, within: str = "") -> list[Screen]:
        """Return the screens of a subtree, by id."""

    def channel_links(self) -> list[ChannelLink]:
        """Return how each channel is, by name."""

    def channel_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many deliveries are ``queued``, ``unconfirmed`` and ``dead``, by channel."""


class ChannelBook(Protocol):
    """What an act on a channel or a screen needs of a transaction."""

    def screen(self, id: str) -> Screen | None:  # noqa: A002 -- the record's own word
        """Return one screen, locked."""

    def put_screen(self, screen: Screen) -> None:
        """Insert or replace a screen by id."""

    def drop_screen(self, id: str) -> bool:  # noqa: A002
        """Take a screen away; return whether there was one."""

    def see_screens(self, ids: Collection[str], *, at: datetime) -> None:
        """Note heartbeats."""

    def channel_tested(self, name: str) -> datetime | None:
        """Return when a channel was tested last; nobody else tests it until the transaction ends."""

    def test_channel(self, name: str, *, at: datetime, test: str) -> None:
        """Write down which delivery tests a channel."""

    def push_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> None:
        """Keep receipts for the dispatcher."""
