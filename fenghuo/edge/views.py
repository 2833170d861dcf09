"""Views: what the API shows of the nodes below, read from what the warden's process writes down of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from api.ports.nodes import NodeView, ReportedDanger
from fenghuo.edge.presence import dark_divisions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from fenghuo.edge.presence import Presence
    from fenghuo.sections.edge import Edge


def node_views(settings: Edge) -> Callable[[datetime], Sequence[NodeView]]:
    """Return what shows the nodes below an installation; none where it is no node above."""
    if not (settings.folder and settings.is_hub):
        return lambda _: ()
    folder, patience = Path(settings.folder) / "nodes", timedelta(seconds=settings.silent_seconds)

    def views(now: datetime) -> list[NodeView]:
        # Loaded here: most installations have no nodes.
        from fenghuo.edge.nodes import Nodes

        return shown(Nodes(folder, patience=patience).all(), now=now, patience=patience)

    return views


def shown(nodes: Sequence[Presence], *, now: datetime, patience: timedelta) -> list[NodeView]:
    """Return how nodes stand at an instant."""
    dark = dark_divisions(nodes, now=now, patience=patience)
    return [
        NodeView(
            name=node.node,
            heard=node.heard,
            is_silent=node.is_silent(now=now, patience=patience),
            link=node.link,
            has_mains=node.has_mains,
            battery=node.battery,
            bundle=node.bundle,
            is_expired=node.is_expired,
            waiting=node.waiting,
            divisions=node.divisions,
            dark=tuple(sorted(set(node.divisions) & dark.keys())),
            reported=tuple(
                ReportedDanger(
                    division=each.division,
                    level=each.level,
                    hazard=each.hazard,
                    opened=each.opened,
                    is_acknowledged=each.is_acknowledged,
                )
                for each in node.reported
            ),
        )
        for node in nodes
    ]
