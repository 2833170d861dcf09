"""Backlog: what a client missed, read from the store page by page until it can join the live broadcast."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from api.feed.frame import parcel, row_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.feed.client import Client
    from api.feed.frame import Frame
    from api.feed.hub import Hub
    from api.feed.reader import JournalSource
    from sensing.station import Station

#: Rows read at once.
PAGE = 500
#: Seconds a client may take for one page of its backlog.
PAGE_SECONDS = 30.0


async def catch_up(client: Client, *, hub: Hub, source: JournalSource, stations: Mapping[str, Station]) -> None:
    """Send what the client missed after its cursor, then let it join.

    Raises:
        TimeoutError: If the client does not take a page in time.
    """
    while not hub.join(client):
        frames = await asyncio.to_thread(_read, source, since=client.cursor, stations=stations)
        if not frames:
            # The head was published, so its row is committed; the store will show it at the next look.
            await asyncio.sleep(0)
            continue
        client.cursor = frames[-1].seq
        client.give(parcel(filter(client.asked.admits, frames)))
        async with asyncio.timeout(PAGE_SECONDS):
            await client.outlet.drained()


def _read(source: JournalSource, *, since: int, stations: Mapping[str, Station]) -> list[Frame]:
    return [row_frame(row, stations=stations) for row in source.journal(since=since, limit=PAGE)]
