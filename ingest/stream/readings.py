"""Readings: the stream itself, as the engine keeps it.

A work queue: what was acknowledged is gone, what was not stays, whoever is there to take it. At its bound it takes
nothing more, so that the gateways wait and nothing is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.stream.link import StreamError

if TYPE_CHECKING:
    from ingest.stream.link import Link

#: How long the stream recognises a message that is put in again, ns.
RECOGNISED: Final = 120 * 1_000_000_000
#: The engine's words for a stream that is not there, and for a consumer.
NO_STREAM: Final = 10059
NO_CONSUMER: Final = 10014


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsStream:
    """What the stream is called and how large it may grow."""

    name: str = "FH_READINGS"
    subjects: tuple[str, ...] = ("fh.readings.*",)
    #: Copies of each message on different nodes, 1, 3 or 5.
    replicas: int = 1
    #: Bound of everything that waits, bytes.
    max_bytes: int = 8 * 1024 * 1024 * 1024


async def ensure_stream(link: Link, stream: ReadingsStream) -> None:
    """Make the stream unless it is there; its bound and its copies are brought up to date.

    Raises:
        StreamError: If the engine does not answer, or has a stream of that name that is something else.
    """
    wanted = {
        "name": stream.name,
        "subjects": list(stream.subjects),
        "retention": "workqueue",
        "discard": "new",
        "storage": "file",
        "max_bytes": stream.max_bytes,
        "num_replicas": stream.replicas,
        "duplicate_window": RECOGNISED,
        "allow_direct": True,
        "max_consumers": -1,
        "max_msgs": -1,
        "max_age": 0,
        "max_msg_size": -1,
    }
    try:
        await link.ask(f"$JS.API.STREAM.INFO.{stream.name}", {})
    except StreamError as error:
        if error.code != NO_STREAM:
            raise
        await link.ask(f"$JS.API.STREAM.CREATE.{stream.name}", wanted)
    else:
        await link.ask(f"$JS.API.STREAM.UPDATE.{stream.name}", wanted)


async def waiting(link: Link, stream: ReadingsStream) -> dict[str, int]:
    """Return how many messages wait under each subject."""
    document = {"subjects_filter": ">"}
    found = await link.ask(f"$JS.API.STREAM.INFO.{stream.name}", document)
    return dict(found["state"].get("subjects") or {})
