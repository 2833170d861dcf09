"""Backlog: work that is judged and waits for the writer, what presses first.

Pressing is what changes something (it carries transitions) and what came by the lane of urgent stations. It goes
ahead of calm readings, in the order in which it was judged; so the transitions of one target are written in order,
whichever way its readings came. Calm work follows in turn: a flood of pressing work does not keep it out. It never
goes ahead of pressing work that was put before it: the main session's messages are acknowledged with calm work,
and what the lane brought of them must be durable by then.

Where a lane is on, two writers share it: ``pressing`` is one's part and ``calm`` the other's, so that what presses
waits for no large commit. Calm work then waits until the pressing work before it is durable.

Bounded by what the intakes let in: a message that is not committed is not acknowledged, and the broker's window
and the intake's own limits end there.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fenghuo.portion import TRANSITIONS_TOGETHER, weight
from sensing.batch import Batch, empty_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.wire.message import Message
    from ingest.wire.raw import Image
    from rules.transition import Transition
    from sensing.event import Reject, SensedEvent, StatusReport
    from sensing.mark import Due

#: Longest wait of readings that change nothing for others to be committed with, s.
CALM_SECONDS = 0.02
#: More readings than ever wait.
_EVERYTHING = 2**31
#: Calm readings that come along with pressing work without making its commit longer.
FEW_READINGS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one flush of the intake, or one tick of the clock, wants to have written."""

    batch: Batch = field(default_factory=empty_batch)
    events: Sequence[SensedEvent] = ()
    statuses: Sequence[StatusReport] = ()
    rejects: Sequence[Reject] = ()
    #: Pictures that the events refer to, kept before the events are.
    images: Sequence[Image] = ()
    transitions: Sequence[Transition] = ()
    #: The messages it came from, kept until it is committed.
    messages: Sequence[Message] = ()
    done: Callable[[], None] | None = None
    #: Stored readings that must be reviewed once these are stored.
    dues: Sequence[Due] = ()
    #: Whether it came by the lane of urgent stations.
    is_urgent: bool = False

    @property
    def weight(self) -> int:
        """Return how many readings would take as long to write."""
        return weight(readings=len(self.batch), transitions=len(self.transitions))

    def pieces(self) -> Iterator[Work]:
        """Give it in pieces of few transitions; the last one has everything else, and answers for the messages.

        Nothing is acknowledged before all of it is durable, and what is judged again is no news for an incident.
        """
        transitions = self.transitions
        while len(transitions) > TRANSITIONS_TOGETHER:
            piece, transitions = transitions[:TRANSITIONS_TOGETHER], transitions[TRANSITIONS_TOGETHER:]
            yield Work(transitions=piece, is_urgent=self.is_urgent)
        yield self if transitions is self.transitions else replace(self, transitions=transitions)

    @property
    def is_pressing(self) -> bool:
        """Tell whether it goes ahead of readings that change nothing."""
        return self.is_urgent or bool(self.transitions)


class Backlog:
    """The queue between judging and writing."""

    def __init__(self) -> None:
        """Begin empty."""
        self._changed = threading.Condition()
        #: Work with its serial number.
        self._pressing: deque[tuple[int, Work]] = deque()
        self._calm: deque[tuple[int, Work]] = deque()
        self._serial = 0
        self._calm_readings = 0
        #: When the oldest calm work was put, monotonic s.
        self._calm_since = 0.0
        self._is_calms_turn = False
        self._is_closed = False
        #: Serial number of the oldest pressing work that the writer of ``pressing`` has in hand; None: there is none.
        self._in_hand: int | None = None
        #: The part of a writer that writes nothing but what presses, and of one that writes nothing but the rest.
        self.pressing, self.calm = PressingPart(self), CalmPart(self)

    def put(self, work: Work) -> None:
        """Queue work."""
        with self._changed:
            if work.is_pressing:
                self._pressing += [(self._serial, piece) for piece in work.pieces()]
            else:
                if not self._calm:
                    self._calm_since = time.monotonic()  # noqa: TID251  a wait, not an instant
                self._calm.append((self._serial, work))
                self._calm_readings += len(work.batch)
            self._serial += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Wake the writer for the last time."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def take(self, *, most: int, timeout: float | None = None) -> list[Work]:
        """Return the next work, up to about ``most`` readings; nothing when none comes in time or it is closed.

        Calm work waits a moment for company, because a commit costs the same for one reading as for a hundred.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._pressing or self._calm or self._is_closed, timeout=timeout)
            if self._calm and not self._pressing:
                rest = self._calm_since + CALM_SECONDS - time.monotonic()  # noqa: TID251
                if rest > 0:
                    self._changed.wait_for(
                        lambda: self._pressing or self._calm_readings >= most or self._is_closed, timeout=rest
                    )
            return [] if self._is_closed else self._next(most)

    def take_waiting(self) -> list[Work]:
        """Return all work that waits, without waiting for any."""
        with self._changed:
            return self._next(_EVERYTHING)

    def written(self) -> None:
        """Hear that the work taken is dealt with: a single writer keeps the order by itself."""

    def take_pressing(self, *, most: int, timeout: float | None = None) -> list[Work]:
        """Return the next pressing work; it stays in hand until ``pressing_written``."""
        with self._changed:
            self._changed.wait_for(lambda: self._pressing or self._is_closed, timeout=timeout)
            if self._is_closed or not self._pressing:
                return []
            self._in_hand = self._pressing[0][0]
            return self._take_pressing([], size=0, most=most)

    def pressing_written(self) -> None:
        """Hear that the pressing work in hand is dealt with: calm work may follow."""
        with self._changed:
            self._in_hand = None
            self._changed.notify_all()

    def take_calm(self, *, most: int, timeout: float | None = None) -> list[Work]:
        """Return the next calm work before which no pressing work waits or is in hand."""
        with self._changed:
            self._changed.wait_for(lambda: self._may_follow() or self._is_closed, timeout=timeout)
            rest = self._calm_since + CALM_SECONDS - time.monotonic()  # noqa: TID251  a wait, not an instant
            if self._may_follow() and rest > 0:
                self._changed.wait_for(lambda: self._calm_readings >= most or self._is_closed, timeout=rest)
            taken: list[Work] = []
            if not self._is_closed and self._may_follow():
                self._take_calm(taken, size=0, room=most)
            return taken

    def _may_follow(self) -> bool:
        """Return whether the oldest calm work was put before all pressing work that is not durable."""
        if not self._calm:
            return False
        before = self._in_hand if self._in_hand is not None else self._pressing[0][0] if self._pressing else None
        return before is None or self._calm[0][0] < before

    def _next(self, most: int) -> list[Work]:
        """Return pressing work with a few calm readings; in the next turn calm work, if some waits, goes first."""
        taken: list[Work] = []
        is_calms = self._is_calms_turn
        size = self._take_calm(taken, size=0, room=most // 2) if is_calms else 0
        has_calm = bool(taken)
        before = len(taken)
        pressing = self._take_pressing(taken, size=size, most=most)[before:]
        readings = size + sum(len(work.batch) for work in pressing)
        size += sum(work.weight for work in pressing)
        is_few = bool(taken) and not is_calms
        before = len(taken)
        self._take_calm(taken, size=readings if is_few else size, room=FEW_READINGS if is_few else most)
        has_calm |= len(taken) > before
        self._is_calms_turn = bool(self._calm) and (is_few or not has_calm)
        return taken

    def _take_pressing(self, taken: list[Work], *, size: int, most: int) -> list[Work]:
        """Add pressing work in order, one at least; return all that is taken."""
        while self._pressing and (not taken or size + self._pressing[0][1].weight <= most):
            taken.append(self._pressing.popleft()[1])
            size += taken[-1].weight
        return taken

    def _take_calm(self, taken: list[Work], *, size: int, room: int) -> int:
        """Take calm work that may follow; return how many readings there are."""
        while self._calm and (not taken or (size < room and size + len(self._calm[0][1].batch) <= room)):
            if not self._may_follow():
                break
            work = self._calm.popleft()[1]
            self._calm_readings -= len(work.batch)
            taken.append(work)
            size += len(work.batch)
        return size


class PressingPart:
    """The backlog of a writer that writes nothing but what presses."""

    def __init__(self, whole: Backlog) -> None:
        """Take the whole."""
        self.put, self.close = whole.put, whole.close
        self.take, self.written = whole.take_pressing, whole.pressing_written


class CalmPart:
    """The backlog of a writer that writes nothing but calm work."""

    def __init__(self, whole: Backlog) -> None:
        """Take the whole."""
        self.put, self.close = whole.put, whole.close
        self.take, self.written = whole.take_calm, whole.written
