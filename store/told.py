"""Told: a transition as a partition said it, in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.transition import Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A transition that a worker committed."""

    #: Ascending in the order of commits within one partition.
    seq: int
    partition: int
    transition: Transition
