"""Picture: who holds what, for ``fenghuo cluster who`` and ``fenghuo doctor``."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fenghuo.cluster.board import Board
from fenghuo.cluster.joining import address_of, stream_of, workers_of
from ingest.stream.link import Link, StreamError
from ingest.stream.readings import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fenghuo.cluster.lease import Sight
    from fenghuo.settings import Settings

#: Seconds for a connection.
_PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One process on the board."""

    group: str
    #: Its name; empty: what nobody holds.
    name: str
    is_alive: bool
    #: What it holds.
    resources: tuple[str, ...]


def members_of(group: str, before: Sight, after: Sight) -> list[Member]:
    """Return the members of one kind and what they hold; alive is whose entry changed between two looks."""
    held: dict[str, list[str]] = {name: [] for name in after.members}
    for resource, lease in sorted(after.leases.items(), key=lambda item: _natural(item[0])):
        held.setdefault(lease.holder, []).append(resource)
    return [
        Member(
            group=group,
            name=name,
            is_alive=after.members.get(name, 0) != before.members.get(name, 0),
            resources=tuple(resources),
        )
        for name, resources in sorted(held.items())
    ]


def _natural(resource: str) -> tuple[str, int]:
    """Return what puts ``partition-10`` behind ``partition-9``."""
    name, _, number = resource.rpartition("-")
    return (name, int(number)) if number.isdecimal() else (resource, -1)


@contextmanager
def linked(settings: Settings) -> Iterator[Link]:
    """Give a connection to the cluster of the settings.

    Raises:
        StreamError: If no server answers.
        SettingsError: If none is named.
    """
    address = address_of(settings)
    link = Link(address)
    link.start()
    try:
        begun = time.monotonic()  # noqa: TID251  a wait, not an instant
        while link.trouble:
            if time.monotonic() - begun > _PATIENCE:  # noqa: TID251
                raise StreamError(f"{', '.join(address.servers)}: {link.trouble}")
            time.sleep(0.05)
        yield link
    finally:
        link.stop()


def members(settings: Settings) -> list[Member]:
    """Return every member of the cluster of the settings.

    Raises:
        StreamError: If the engine does not answer.
    """
    with linked(settings) as link:
        workers = [workers_of(territory) for territory in sorted(settings.cluster.territories) or [""]]
        boards = {group: Board(link, group=group) for group in ("gateway", *workers)}
        before = {group: board.look() for group, board in boards.items()}
        time.sleep(settings.cluster.lease_seconds / 2)
        return [member for group, board in boards.items() for member in members_of(group, before[group], board.look())]


def waiting_by_subject(settings: Settings) -> Mapping[str, int]:
    """Return how many messages wait under each subject of the readings stream.

    Raises:
        StreamError: If the engine does not answer.
    """
    with linked(settings) as link:
        return link.submit(waiting(link, stream_of(settings))).result(_PATIENCE)
