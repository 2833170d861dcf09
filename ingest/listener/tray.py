"""What every conversation keeps beside its protocol: what goes out with the next step, and how old half a frame is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.listener.conversation import Step
from sensing.instant import Micros

if TYPE_CHECKING:
    from ingest.listener.conversation import Answer, Taken

#: How long half a frame may wait for its rest, µs.
HALF_FRAME: Final = 10_000_000


@dataclass(slots=True)
class Tray:
    """A step in the making."""

    taken: list[Taken] = field(default_factory=list)
    send: bytearray = field(default_factory=bytearray)
    answers: list[Answer] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)

    def emptied(self) -> Step:
        """Return what has gathered, and begin anew."""
        step = Step(
            taken=tuple(self.taken),
            send=bytes(self.send),
            answers=tuple(self.answers),
            turned_away=tuple(self.turned_away),
        )
        self.taken, self.send, self.answers, self.turned_away = [], bytearray(), [], []
        return step


@dataclass(slots=True)
class HalfFrame:
    """Since when bytes wait that may become a frame."""

    _since: Micros | None = None

    @property
    def deadline(self) -> list[Micros]:
        """Return when they are to be given up; empty while none wait."""
        return [] if self._since is None else [Micros(self._since + HALF_FRAME)]

    def note(self, *, pending: int, is_moving: bool, now: Micros) -> None:
        """Take in that so many bytes are left, and whether anything was cut out before them."""
        if not pending:
            self._since = None
        elif self._since is None or is_moving:
            self._since = now

    def is_over(self, now: Micros) -> bool:
        """Return whether they have waited for too long, once."""
        if self._since is None or now < self._since + HALF_FRAME:
            return False
        self._since = None
        return True
