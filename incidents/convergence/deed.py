"""Deed: what a person, or a node's clock, did about a danger, as the body of a fact. Pure.

It says what its author knew: the verdict that it is about, the level that was seen, and the newest deed before it.
That is what the rules ask when two sides could not hear each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from incidents.acts import CLOCK
from incidents.convergence.fact import FactError
from incidents.lifecycle import Move
from sensing.errors import FenghuoError
from sensing.instant import format_instant, parse_instant
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: What is told to other nodes. Who stands for whom, and silences, are each node's own.
TOLD: Final = frozenset(
    {
        Move.ACKNOWLEDGED,
        Move.UNACKNOWLEDGED,
        Move.ASSIGNED,
        Move.UNASSIGNED,
        Move.STARTED,
        Move.ESCALATED,
        Move.COMMENTED,
        Move.CLOSED,
        Move.LAPSED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done about a danger."""

    move: Move
    #: User name at the node, or ``clock``.
    actor: str
    #: By the node's own clock.
    at: datetime
    #: Id of the verdict that the author knew last.
    about: str
    #: Level that the author saw.
    seen: Level
    #: Id of the deed of a person that the author knew last; empty: of none.
    knew: str = ""
    #: Whom it was assigned or escalated to, or what was said.
    text: str = ""

    @property
    def is_by_clock(self) -> bool:
        """Return whether nobody did it but time."""
        return self.actor == CLOCK


def deed_json(deed: Deed) -> dict[str, Any]:
    """Return a deed as plain JSON values."""
    return {
        "act": deed.move.value,
        "actor": deed.actor,
        "t": format_instant(deed.at),
        "about": deed.about,
        "seen": deed.seen.key,
        "knew": deed.knew,
        "text": deed.text,
    }


def read_deed(told: Mapping[str, Any]) -> Deed:
    """Return the deed of a body.

    Raises:
        FactError: If it is none.
    """
    try:
        deed = Deed(
            move=Move(told["act"]),
            actor=str(told["actor"]).strip(),
            at=parse_instant(told["t"]),
            about=str(told["about"]),
            seen=Level.parse(told["seen"]),
            knew=str(told["knew"]),
            text=str(told["text"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, FenghuoError) as error:
        raise FactError(f"expected a deed, got: {error}") from None
    if deed.move not in TOLD or not deed.actor:
        raise FactError(f"expected a deed that is told to other nodes, with an actor, got {deed.move}")
    return deed
