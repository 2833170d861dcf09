"""Nodes: what the node above remembers of the others, and the villages that are dark because one is silent."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from alerts.errors import RelayError
from alerts.relay.short_message import unpacked
from fenghuo.edge.presence import after_report, dark_divisions, presence_json, read_presence
from fenghuo.private_file import write_private
from incidents.incident import IncidentKind
from incidents.system import Finding, clear_system_incidents, open_system_incidents
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fenghuo.edge.presence import Presence
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: How often what a node says of itself is written down: a restart then knows since when it is silent.
_WRITTEN_EVERY: Final = timedelta(seconds=20)
#: How far a node's clock and ours may be apart, and how coarse a short message tells its time.
_CLOCKS: Final = timedelta(minutes=2)

log = structlog.get_logger("fenghuo.edge")


class Nodes:
    """Every node that was ever heard here."""

    def __init__(self, folder: Path, *, patience: timedelta) -> None:
        """Read what was written down.

        Args:
            folder: Where a file is kept for each node.
            patience: After how long one that says nothing is silent.
        """
        self._folder, self._patience = folder, patience
        self._lock = threading.Lock()
        self._nodes: dict[str, Presence] = {}
        self._written: dict[str, datetime] = {}
        #: When each node's last short message was made.
        self._told: dict[str, datetime] = {}
        #: Divisions that were said to be dark in this run; None: nothing was judged yet.
        self._dark: set[str] | None = None
        for path in sorted(folder.glob("*.json")):
            presence = read_presence(path.read_bytes())
            self._nodes[presence.node] = presence

    def heard(self, presence: Presence) -> None:
        """Remember what a node says of itself."""
        with self._lock:
            known = self._nodes.get(presence.node)
            self._nodes[presence.node] = presence
            is_same = known is not None and (known.reported, known.link) == (presence.reported, presence.link)
            last = self._written.get(presence.node)
            if is_same and last is not None and presence.heard - last < _WRITTEN_EVERY:
                return
            self._written[presence.node] = presence.heard
        self._folder.mkdir(parents=True, exist_ok=True)
        write_private(self._folder / f"{presence.node}.json", json.dumps(presence_json(presence)))

    def heard_briefly(self, message: bytes, *, link: str, at: datetime) -> Presence:
        """Remember what a node told in a short message.

        Args:
            message: As it came.
            link: By what: ``sms`` or ``satellite``.
            at: When.

        One that was made before the node was last heard changes nothing: it came late, or somebody sent it again.

        Raises:
            RelayError: If it is damaged, or of a node that never spoke for itself.
        """
        report = unpacked(message)
        known = next((each for each in self.all() if each.number == report.node), None)
        if known is None:
            raise RelayError(f"a short message of node number {report.node}: no node of that number was ever heard")
        if report.at < known.heard - _CLOCKS:
            log.info("short_message_late", node=known.node, made=report.at, heard=known.heard)
            return known
        if self._told.get(known.node) == report.at:
            # A further part of the same report; one part may come twice.
            report = replace(report, dangers=tuple(dict.fromkeys([*known.reported, *report.dangers])))
        self._told[known.node] = report.at
        # It says how the node was when it was made; how long it was on its way says nothing.
        heard = max(known.heard, min(at, report.at))
        presence = after_report(known, report, link=link, heard=heard)
        self.heard(presence)
        return presence

    def all(self) -> list[Presence]:
        """Return what is known of every node, by name."""
        with self._lock:
            return [self._nodes[name] for name in sorted(self._nodes)]

    def trouble(self, now: datetime) -> str:
        """Return which nodes are silent; empty while none is."""
        silent = [each.node for each in self.all() if each.is_silent(now=now, patience=self._patience)]
        return f"not heard from: {', '.join(silent)}" if silent else ""

    def judge(self, store: PostgresStore | MemoryStore, now: datetime) -> None:
        """Open an incident for each division that only silent nodes watch, and clear it when one is heard again."""
        nodes = self.all()
        dark = dark_divisions(nodes, now=now, patience=self._patience)
        watched = {code for node in nodes for code in node.divisions}
        if self._dark == set(dark):
            return
        found = [
            Finding(
                key=_key(code),
                name=f"{node.node} {code}",
                division=code,
                level=Level.ORANGE,
                facts={"node": node.node, "silent_s": (now - node.heard).total_seconds()},
            )
            for code, node in sorted(dark.items())
        ]
        with store.begin() as tx:
            if found:
                open_system_incidents(tx, IncidentKind.DARK_VILLAGE, found, now=now)
            clear_system_incidents(
                tx, IncidentKind.DARK_VILLAGE, [_key(code) for code in sorted(watched - set(dark))], now=now
            )
        self._dark = set(dark)


def _key(division: str) -> str:
    return f"edge/{division}"
