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
#: Seconds between two looks for a row that was published and is not seen yet.
LOOK_AGAIN_SECONDS = 0.05
#: Looks in a row that may find nothing.
MOST_EMPTY_LOOKS = 100
#: Seconds a client may take for one page of its backlog.
PAGE_SECONDS = 30.0


async def catch_up(client: Client, *, hub: Hub, source: JournalSource, stations: Mapping[str, Station]) -> None:
    """Send what the client missed after its cursor, then let it join.

    Raises:
        TimeoutError: If the client does not take a page in time, or the journal ends below the hub's head.
    """
    empty = 0
    while not hub.join(client):
        frames = await asyncio.to_thread(_read, source, since=client.cursor, stations=stations)
        if not frames:
            # The head was published, so its row is committed and the store will show it in a moment; unless the
            # database was put back to an earlier day.
            empty += 1
            if empty > MOST_EMPTY_LOOKS:
                raise TimeoutError
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            continue
        empty = 0
        client.cursor = frames[-1].seq
        client.give(parcel(filter(client.asked.admits, frames)))
        async with asyncio.timeout(PAGE_SECONDS):
            await client.outlet.drained()


def _read(source: JournalSource, *, since: int, stations: Mapping[str, Station]) -> list[Frame]:
    return [row_frame(row, stations=stations) for row in source.journal(since=since, limit=PAGE)]
