"""Presence: what the node above knows of each node: when it was heard last, its power, its battery, its link. Pure.

A node that says nothing is silent, and its villages are dark: not hearing of a danger is no all-clear.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alerts.relay.short_message import Danger
from fenghuo.edge.satellite import ALIVE
from sensing.errors import FenghuoError, InstantError
from sensing.instant import format_instant, parse_instant
from sensing.level import Level, LevelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from alerts.relay.short_message import Report

#: Divisions that a node may claim at most.
_MOST_DIVISIONS = 500
_LONGEST = 64 * 1024


class PresenceError(FenghuoError):
    """A message is no word of a node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How a node stands, by its own word."""

    node: str
    #: By the clock of whoever heard it.
    heard: datetime
    #: ``ip``, ``sms``, ``satellite`` or ``file``.
    link: str
    #: Whether there is mains power; None: unknown.
    has_mains: bool | None = None
    #: Percent; None: unknown, or there is none.
    battery: int | None = None
    #: Serial of its bundle; 0: it has none.
    bundle: int = 0
    is_expired: bool = False
    #: Facts that wait to be sent.
    waiting: int = 0
    #: 12-digit codes of the divisions that it watches.
    divisions: tuple[str, ...] = ()
    #: Up to which number it knows each node's facts.
    heads: Mapping[str, int]
    #: Its number in short messages, as its bundle gives it; None: it has none.
    number: int | None = None
    #: Dangers that a short message told of, until it speaks for itself again.
    reported: tuple[Danger, ...] = ()

    def is_silent(self, *, now: datetime, patience: timedelta) -> bool:
        """Return whether it has said nothing for too long; by short messages it may miss one sign of life."""
        return now - self.heard > (patience if self.link == "ip" else patience + 2 * ALIVE)


def presence_json(presence: Presence) -> dict[str, Any]:
    """Return it as plain JSON values."""
    return {
        "node": presence.node,
        "heard": format_instant(presence.heard),
        "link": presence.link,
        "mains": presence.has_mains,
        "battery": presence.battery,
        "bundle": presence.bundle,
        "expired": presence.is_expired,
        "waiting": presence.waiting,
        "divisions": list(presence.divisions),
        "heads": dict(presence.heads),
        "number": presence.number,
        "reported": [_danger_json(each) for each in presence.reported],
    }


def read_presence(data: str | bytes, *, heard: datetime | None = None) -> Presence:
    """Return what a node says of itself.

    Args:
        data: As it came.
        heard: When, by the clock of whoever heard it; None: as it says.

    Raises:
        PresenceError: If it is no such word.
    """
    try:
        if len(data) > _LONGEST:
            raise PresenceError(f"expected at most {_LONGEST} bytes, got {len(data)}")
        told = json.loads(data)
        mains, battery = told["mains"], told["battery"]
        return Presence(
            node=str(told["node"]),
            heard=heard or parse_instant(told["heard"]),
            link=str(told["link"]),
            has_mains=None if mains is None else bool(mains),
            battery=None if battery is None else int(battery),
            bundle=int(told["bundle"]),
            is_expired=bool(told["expired"]),
            waiting=int(told["waiting"]),
            divisions=tuple(str(code) for code in told["divisions"][:_MOST_DIVISIONS]),
            heads={str(node): int(number) for node, number in told["heads"].items()},
            number=None if told.get("number") is None else int(told["number"]),
            # What another hand wrote down is read back; a node itself reports facts.
            reported=() if heard else tuple(_danger(each) for each in told.get("reported", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InstantError, LevelError) as error:
        raise PresenceError(f"expected a node's word about itself, got: {error}") from None


def after_report(presence: Presence, report: Report, *, link: str, heard: datetime) -> Presence:
    """Return how a node stands once it has spoken by a short message."""
    return replace(
        presence,
        heard=heard,
        link=link,
        has_mains=report.has_mains,
        battery=report.battery,
        reported=report.dangers,
    )


def _danger_json(danger: Danger) -> dict[str, Any]:
    return {
        "division": danger.division,
        "level": danger.level.key,
        "hazard": danger.hazard,
        "opened": format_instant(danger.opened),
        "tag": danger.tag,
        "acknowledged": danger.is_acknowledged,
        "lost": danger.is_lost,
        "sounded": danger.has_sounded,
    }


def _danger(told: dict[str, Any]) -> Danger:
    return Danger(
        division=str(told["division"]),
        level=Level.parse(told["level"]),
        hazard=str(told["hazard"]),
        opened=parse_instant(told["opened"]),
        tag=str(told["tag"]),
        is_acknowledged=bool(told["acknowledged"]),
        is_lost=bool(told["lost"]),
        has_sounded=bool(told["sounded"]),
    )


def dark_divisions(nodes: Iterable[Presence], *, now: datetime, patience: timedelta) -> dict[str, Presence]:
    """Return the divisions that only silent nodes watch, each with the node that was heard last."""
    nodes = list(nodes)
    lit = {code for node in nodes if not node.is_silent(now=now, patience=patience) for code in node.divisions}
    found: dict[str, Presence] = {}
    for node in sorted(nodes, key=lambda each: (each.heard, each.node)):
        found |= dict.fromkeys(set(node.divisions) - lit, node)
    return found
