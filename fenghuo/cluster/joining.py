"""Joining: what every process of a cluster needs: the link, the stream, the board, its name."""

from __future__ import annotations

import os
import re
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from fenghuo.cluster.board import Board
from fenghuo.cluster.layout import SUBJECTS, Layout
from fenghuo.settings import Settings, SettingsError
from ingest.stream.link import Address, Link, StreamError
from ingest.stream.readings import ReadingsStream, ensure_stream

if TYPE_CHECKING:
    from contextlib import ExitStack

log = structlog.get_logger("fenghuo.cluster")

#: Seconds for the engine to come up, and between two tries.
PATIENCE = 60.0
_RETRY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A process that is in the cluster."""

    link: Link
    board: Board
    stream: ReadingsStream
    layout: Layout
    #: Of this process on the board.
    name: str


def layout_of(settings: Settings) -> Layout:
    """Return the layout of the settings.

    Raises:
        SettingsError: If its territories contradict themselves, or this process names one that is none of them.
    """
    cluster = settings.cluster
    layout = Layout(partitions=cluster.partitions, basins=cluster.basins, territories=cluster.territories)
    if fault := layout.fault():
        raise SettingsError(f"FENGHUO_CLUSTER__TERRITORIES: {fault}")
    if cluster.territory and cluster.territory not in layout.territories:
        known = ", ".join(sorted(layout.territories)) or "none"
        raise SettingsError(f"FENGHUO_CLUSTER__TERRITORY: expected one of {known}, got {cluster.territory!r}")
    return layout


def workers_of(territory: str) -> str:
    """Return what the board calls the workers of a territory; of no name, where there is one database."""
    return f"worker-{territory}" if territory else "worker"


def stream_of(settings: Settings) -> ReadingsStream:
    """Return the stream of the settings."""
    cluster = settings.cluster
    return ReadingsStream(
        subjects=(f"{SUBJECTS}.*",), replicas=cluster.replicas, max_bytes=cluster.stream_mb * 1024 * 1024
    )


def address_of(settings: Settings) -> Address:
    """Return where the cluster is.

    Raises:
        SettingsError: If no server is named.
    """
    cluster = settings.cluster
    if not cluster.servers:
        raise SettingsError("no cluster: set FENGHUO_CLUSTER__SERVERS, e.g. nats://10.0.0.1:4222")
    return Address(
        servers=cluster.servers,
        user=cluster.user,
        password=cluster.password.get_secret_value(),
        name=cluster.name or default_name(),
    )


def default_name() -> str:
    """Return a name that no other process has while this one lives."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", f"{socket.gethostname()}-{os.getpid()}")


def join(settings: Settings, *, group: str, stack: ExitStack) -> Joined:
    """Connect, make what is not there, and see that the layout is the cluster's.

    Raises:
        SettingsError: If no server is named, none answers in time, or the layout is another one.
    """
    address = address_of(settings)
    link = Link(address)
    link.start()
    stack.callback(link.stop)
    board = Board(link, group=group, replicas=settings.cluster.replicas)
    layout, stream = layout_of(settings), stream_of(settings)
    begun = time.monotonic()  # noqa: TID251  a wait, not an instant
    while True:
        try:
            link.submit(ensure_stream(link, stream)).result(10)
            board.ensure(layout)
        except (StreamError, TimeoutError) as error:
            # A cluster that has just begun looks for its leader.
            if time.monotonic() - begun > PATIENCE:  # noqa: TID251
                raise SettingsError(f"{', '.join(address.servers)}: {link.trouble or error}") from error
            time.sleep(_RETRY)
        else:
            return Joined(link=link, board=board, stream=stream, layout=layout, name=address.name)
