"""World: whether a record belongs to the real thing or to a drill. Pure.

Chosen when the record is made, never by a flag on a message: an exercise is told to contacts of the drill world only,
and whatever is not an exercise to contacts of the live world only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from typing_extensions import TypeVar

from alerts.errors import ApprovalError
from alerts.warning import CapStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.delivery import Contact


class Live:
    """Marks types of the real thing; nobody makes one."""


class Drill:
    """Marks types of a drill; nobody makes one."""


#: The world of a message, channel or dispatcher. Where a type says nothing it is the live one, so that nothing of a
#: drill can be handed to it: the type checker refuses.
W = TypeVar("W", default=Live)


class World(StrEnum):
    """Which of two worlds that share no recipient, adapter, credential or topic."""

    LIVE = "live"
    DRILL = "drill"


def world_of(status: CapStatus) -> World:
    """Return the world whose recipients a message of that status may reach."""
    return World.DRILL if status is CapStatus.EXERCISE else World.LIVE


def check_world(status: CapStatus, contacts: Iterable[Contact]) -> None:
    """Refuse recipients of the other world, whatever brought them here.

    Raises:
        ApprovalError: If one of them belongs to the other world; names it.
    """
    world = world_of(status)
    wrong = next((contact for contact in contacts if contact.world is not world), None)
    if wrong is not None:
        message = f"a warning of status {status} is for the {world} world, contact {wrong.id!r} is of the {wrong.world}"
        raise ApprovalError("wrong_world", message)
