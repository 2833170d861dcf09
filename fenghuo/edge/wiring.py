"""Wiring: what a process adds where it exchanges facts with other nodes; beside the warden, once per installation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from alerts.errors import RelayError
from alerts.relay.ladder import Transport
from fenghuo.clock import now
from fenghuo.edge.node import Node, name_of
from fenghuo.edge.nodes import Nodes
from fenghuo.edge.power import power_of
from fenghuo.edge.presence import Presence
from fenghuo.edge.rungs import Rungs
from fenghuo.edge.spool import SpoolTerminal, taken
from fenghuo.edge.standing import HeldBundle
from fenghuo.loops import StoreLoop

if TYPE_CHECKING:
    from datetime import datetime

    from fenghuo.edge.link import Link
    from fenghuo.runtime import Runtime
    from fenghuo.sections.edge import Edge

log = structlog.get_logger("fenghuo.edge")

#: Shortest time between two text messages, and two of a civil satellite terminal.
_SMS_PAUSE, _PAUSE = timedelta(seconds=20), timedelta(minutes=1)
#: Seconds between two rounds at least: every journal row rings.
ROUND_PAUSE = 0.2


def start_edge(runtime: Runtime) -> None:
    """Start the exchange of a node.

    Raises:
        FenghuoError: If its folder cannot be used.
    """
    settings, store = runtime.settings.edge, runtime.store
    folder = Path(settings.folder)
    held = HeldBundle(folder)
    node = Node(
        folder,
        name=name_of(folder, settings.node),
        store=store,
        now=now(),
        # The node above shows what a village was told; its own people were told by itself.
        plays=not settings.is_hub,
        status=runtime.settings.issuer.status,
    )
    nodes = Nodes(folder / "nodes", patience=timedelta(seconds=settings.silent_seconds)) if settings.is_hub else None

    rungs = None if nodes is not None else _rungs(settings, held)
    link: Link | None = None

    def work() -> None:
        at = now()
        node.work(at)
        if nodes is not None:
            hear_briefly(settings, nodes, at)
            nodes.judge(store, at)
        elif rungs is not None:
            is_linked = link is not None and not link.trouble
            rungs.tend(store.incidents(is_open=True, limit=1000), is_linked=is_linked, power=power_of(), now=at)

    loop = StoreLoop(store, work, name="edge", topics=frozenset({"journal"}), is_periodic=True, pause=ROUND_PAUSE)
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("bundle", held.trouble)
    runtime.health.add("edge", lambda: loop.trouble or node.trouble() or (rungs.trouble() if rungs else ""))
    if nodes is not None:
        runtime.health.add("nodes", lambda: nodes.trouble(now()))
    if settings.url:
        made = link = _link(runtime, node, nodes, held)
        made.start()
        runtime.stack.callback(made.stop)
        runtime.health.add("edge_link", lambda: made.trouble)


def hear_briefly(settings: Edge, nodes: Nodes, at: datetime) -> None:
    """Take in what nodes told by short messages; what nobody can read is logged and gone."""
    for folder, way in ((settings.sms_folder, Transport.SMS), (settings.satellite_folder, Transport.SATELLITE)):
        for message in taken(Path(folder), way) if folder else ():
            try:
                nodes.heard_briefly(message, link=way.name.lower(), at=at)
            except RelayError as error:
                log.warning("short_message_refused", transport=way.name.lower(), why=str(error))


def _rungs(settings: Edge, held: HeldBundle) -> Rungs | None:
    bundle = held.held()
    given = ((Transport.SMS, settings.sms_folder, _SMS_PAUSE), (Transport.SATELLITE, settings.satellite_folder, _PAUSE))
    terminals = {way: SpoolTerminal(Path(folder), way, pause=pause) for way, folder, pause in given if folder}
    return Rungs(terminals, number=bundle.number) if terminals and bundle is not None else None


def _link(runtime: Runtime, node: Node, nodes: Nodes | None, held: HeldBundle) -> Link:
    # Loaded here: most installations exchange nothing, or by hand.
    from fenghuo.edge.hub import HubLink
    from fenghuo.edge.uplink import UpLink

    settings, store = runtime.settings.edge, runtime.store
    if nodes is not None:
        return HubLink(settings, node, on_status=nodes.heard)

    def presence(waiting: int) -> Presence:
        at, bundle = now(), held.held()
        mains, battery = power_of()
        return Presence(
            node=node.name,
            heard=at,
            link="ip",
            has_mains=mains,
            battery=battery,
            bundle=bundle.serial if bundle else 0,
            is_expired=bundle is not None and bundle.is_expired(at),
            waiting=waiting,
            divisions=tuple(sorted({station.division for station in store.stations()})),
            heads=node.exchange.ledger.heads(),
            number=bundle.number if bundle else None,
        )

    return UpLink(settings, node, presence=presence)
