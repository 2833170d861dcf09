"""Episodes: start, repetitions and end of one thing seen, joined into one event.

Cameras that tell states say "active" once, or every second, and "inactive" when it is over; neither carries an id.
An episode gives both the id of the start. It is kept in the codec's memory, bounded, and may be lost: then an end
without a start is no event, and a repetition starts an episode of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ingest.wire.raw import Memory

#: Episodes remembered; the one that began first is forgotten first.
MOST = 4096
#: Time without a repetition after which "active" is a new episode, µs.
PATIENCE = 10 * 60 * 1_000_000


@dataclass(slots=True, kw_only=True)
class Episode:
    """One thing while it lasts."""

    #: When it began and was last told to go on, µs since the epoch.
    started: int
    last: int
    #: When it ended, None while it goes on.
    ended: int | None = None


class Episodes:
    """The episodes of one codec. Told the same again, they answer the same again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_key: dict[Hashable, Episode] = {}

    @classmethod
    def of(cls, memory: Memory, codec: str) -> Episodes:
        """Return the episodes of a codec in the memory of its pipeline."""
        return cast("Episodes", memory.by_codec.setdefault(f"{codec} episodes", cls()))

    def begin(self, key: Hashable, at: int) -> tuple[Episode, bool]:
        """Return the episode that "active" belongs to, and whether this is its start.

        Args:
            key: What is seen by whom.
            at: When, µs since the epoch.
        """
        known = self._by_key.get(key)
        if known is not None and at == known.started:
            return known, True
        if known is not None and known.ended is None and known.started < at <= known.last + PATIENCE:
            known.last = max(known.last, at)
            return known, False
        self._by_key.pop(key, None)
        while len(self._by_key) >= MOST:
            del self._by_key[next(iter(self._by_key))]
        fresh = self._by_key[key] = Episode(started=at, last=at)
        return fresh, True

    def end(self, key: Hashable, at: int) -> Episode | None:
        """Return the episode that "inactive" ends; None when none is known."""
        known = self._by_key.get(key)
        if known is None or at < known.started or known.ended not in {None, at}:
            return None
        known.ended = at
        return known
