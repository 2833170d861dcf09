"""Ownership: which process may write what belongs to a partition of the readings stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import FencedError

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who may write to a partition."""

    #: Number of the partition, from 0.
    partition: int
    #: Grows with every holder, from 1.
    epoch: int
    #: Name of the process.
    holder: str
    since: datetime


def check_epoch(partition: int, *, epoch: int, found: tuple[int, str] | None) -> None:
    """Let a writer go on only under the epoch that is in force.

    Args:
        partition: Number of the partition.
        epoch: The writer's.
        found: Epoch and holder as they are stored; None: nobody ever held it.

    Raises:
        FencedError: If it is another one's turn.
    """
    if found is None or found[0] != epoch:
        holder = f"epoch {found[0]} of {found[1]}" if found else "nobody"
        raise FencedError(f"partition {partition}: expected to write under epoch {epoch}, it belongs to {holder}")
