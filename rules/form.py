"""Form: how one kind of condition is written in a document, and what is said of it without a reading.

Each kind of rule has one form; ``rules.document`` finds it by the word under ``when.kind``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from rules.transition import Target
    from sensing.section import Section

#: The words for the levels, blue to red.
LEVEL_KEYS = tuple(level.key for level in LADDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a kind of condition is written."""

    #: What ``when.kind`` says.
    name: str
    #: The record of the kind.
    record: type
    #: Keys that may stand under ``when``.
    keys: tuple[str, ...]
    #: Returns the record of a ``when`` whose keys are known ones.
    read: Callable[[Section], Any]
    #: Returns what stands under ``when``, ``kind`` apart, JSON-able; ``read`` makes the same record of it.
    write: Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict that no reading decided."""

    target: Target
    #: The level that begins or ends.
    level: Level
    #: Event time, µs.
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a transition says of its condition where no reading decided."""

    #: Observed property judged; empty for none.
    property: str = ""
    #: Threshold of the level, canonical unit; None where there is none.
    threshold: float | None = None
    facts: dict[str, float | str] = field(default_factory=dict)
    #: Whether standing at a level means that data stopped.
    is_loss: bool = False


def read_level(when: Section, key: str = "level") -> Level:
    """Return the level under a key."""
    return Level.parse(when.choice(key, LEVEL_KEYS))


def read_positive(when: Section, key: str) -> timedelta:
    """Return the duration under a key, which must be more than zero."""
    span = when.duration(key)
    if not span:
        when.fail(f"{when.path(key)}: expected a duration of more than zero", key=key)
    return span
