"""Channels, screens and pushed receipts on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.delivery import DeliveryState
from alerts.link import ChannelLink
from alerts.outgoing import Receipt
from alerts.screen import Screen
from store.codec import clean
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from typing import Any

    from store.postgres.session import Database, Session

_SQL = named_queries("channels")


class ChannelReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def screens(self, *, within: str = "") -> list[Screen]:
        """Return the screens of a subtree, by id."""
        with self._database.session() as session:
            return [_screen(row) for row in session.rows(_SQL["screens"], within=within)]

    def channel_links(self) -> list[ChannelLink]:
        """Return how each channel is, by name."""
        with self._database.session() as session:
            return [_link(row) for row in session.rows(_SQL["links"])]

    def channel_counts(self) -> dict[str, dict[str, int]]:
        """Return how many deliveries are ``queued``, ``unconfirmed`` and ``dead``, by channel; no zeros."""
        with self._database.session() as session:
            rows = session.rows(_SQL["counts"])
        found: dict[str, dict[str, int]] = {}
        for channel, state, count in rows:
            found.setdefault(channel, {})[state] = count
        return found

    def pushed_receipts(self, provider: str, *, limit: int = 1000) -> list[tuple[int, Receipt]]:
        """Return receipts of a provider that wait, the oldest first, with their numbers."""
        with self._database.session() as session:
            rows = session.rows(_SQL["pushed"], provider=provider, limit=limit)
        return [
            (id_, Receipt(provider=who, message=message, state=DeliveryState(state), detail=detail))
            for id_, who, message, state, detail in rows
        ]


class ChannelActs:
    """The transaction's part."""

    _session: Session

    def screen(self, id: str) -> Screen | None:  # noqa: A002 -- the record's own word
        """Return one screen, locked."""
        rows = self._session.rows(_SQL["lock_screen"], id=id)
        return _screen(rows[0]) if rows else None

    def put_screen(self, screen: Screen) -> None:
        """Insert or replace a screen by id."""
        self._session.run(
            _SQL["put_screen"],
            id=screen.id,
            name=clean(screen.name),
            division=screen.division,
            place=clean(screen.place),
            registered=screen.registered,
            seen=screen.seen,
            lost=screen.lost,
        )

    def drop_screen(self, id: str) -> bool:  # noqa: A002
        """Take a screen away; return whether there was one."""
        return bool(self._session.rows(_SQL["drop_screen"], id=id))

    def see_screens(self, ids: Collection[str], *, at: datetime) -> None:
        """Note heartbeats."""
        if ids:
            self._session.run(_SQL["see_screens"], ids=sorted(ids), at=at)

    def check_channel(self, name: str, *, at: datetime, error: str) -> None:
        """Write down a heartbeat; an empty error means that it went well."""
        self._session.run(_SQL["check"], name=name, at=at, error=clean(error))

    def channel_tested(self, name: str) -> datetime | None:
        """Return when a channel was tested last; nobody else tests it until the transaction ends."""
        self._session.run(_SQL["ensure_link"], name=name)
        ((tested,),) = self._session.rows(_SQL["lock_link"], name=name)
        found: datetime | None = tested
        return found

    def test_channel(self, name: str, *, at: datetime, test: str) -> None:
        """Write down which delivery tests a channel."""
        self._session.run(_SQL["tested"], name=name, at=at, test=test)

    def push_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> None:
        """Keep receipts for the dispatcher."""
        if receipts:
            self._session.run(
                _SQL["push"],
                provider=[each.provider for each in receipts],
                message=[clean(each.message) for each in receipts],
                state=[each.state.value for each in receipts],
                detail=[clean(each.detail) for each in receipts],
                at=at,
            )

    def drop_pushed(self, ids: Collection[int]) -> None:
        """Forget receipts that were taken."""
        if ids:
            self._session.run(_SQL["drop_pushed"], ids=sorted(ids))


def _screen(row: tuple[Any, ...]) -> Screen:
    names = ("id", "name", "division", "place", "registered", "seen", "lost")
    return Screen(**dict(zip(names, row, strict=True)))


def _link(row: tuple[Any, ...]) -> ChannelLink:
    names = ("name", "checked", "worked", "failed", "error", "tested", "test", "test_state", "test_detail")
    return ChannelLink(**dict(zip(names, row, strict=True)))
