"""Barrier: messages of a lane wait until the main session has shown that it is not behind them.

The lane is a second session that hears a few stations ahead of a main session that hears all. Nobody keeps what is
published while the lane is not subscribed: the main session alone brings it, later. A newer reading judged before
it would hide it from the rules. So a topic is not trusted until the main session has delivered one of the messages
that wait here; whatever came before has been delivered then, because a session keeps the order of a topic. From
there on the lane may run ahead: everything it brings follows without a gap.

What one session brought first is remembered until the other brings it again, and is then left out: a reading is
judged once, or twice where both bring it in the same moment. A lane that falls far behind is trusted no more.
Pure. What is dropped here is late, never lost: the main session brings everything.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from ingest.wire.message import Bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.wire.message import Message

#: Messages that wait for each topic at most; the oldest give way. Also how far a trusted lane may be behind.
MOST_HELD = 100
#: Messages remembered of each topic that went ahead; a main session further behind brings some twice.
MOST_AHEAD = 10_000


class Barrier:
    """Which topics of a lane are trusted, and what waits of the others."""

    def __init__(self) -> None:
        """Trust nothing."""
        self._trusted: set[bytes] = set()
        self._held: dict[bytes, deque[tuple[bytes, int]]] = {}
        self._ahead: dict[bytes, deque[bytes]] = {}
        #: What the main session brought of trusted topics and the lane did not bring yet.
        self._behind: dict[bytes, deque[bytes]] = {}
        #: When each station was doubted last, µs since the epoch.
        self._doubted: dict[bytes, int] = {}

    @property
    def remembered(self) -> int:
        """Return how many messages one session is expected to bring that the other brought."""
        return sum(map(len, [*self._ahead.values(), *self._behind.values()]))

    @property
    def held(self) -> int:
        """Return how many messages wait."""
        return sum(map(len, self._held.values()))

    def doubt(self, stations: Iterable[str], *, at: int) -> None:
        """Trust these stations no more: something of theirs may have passed the lane by.

        Args:
            stations: Ids of stations.
            at: The instant, µs since the epoch. What the lane brought until then has a gap behind it and may be
                handed over later: it does not wait.
        """
        doubted = {station.encode() for station in stations}
        self._doubted.update(dict.fromkeys(doubted, at))
        self._trusted = {topic for topic in self._trusted if station_of(topic) not in doubted}
        self._held = {topic: held for topic, held in self._held.items() if station_of(topic) not in doubted}
        self._behind = {topic: behind for topic, behind in self._behind.items() if station_of(topic) not in doubted}
        # What went ahead before stays remembered: the main session still brings it.

    def forget(self) -> None:
        """Trust nothing, and leave nothing out: what is judged twice does no harm."""
        for memory in (self._trusted, self._held, self._ahead, self._behind):
            memory.clear()

    def hold(self, messages: Sequence[Message]) -> Bundle:
        """Return the lane's messages that may pass; the others wait."""
        bundle = Bundle.of(messages)
        trusted = self._trusted
        passing: list[int] = []
        for i, topic in enumerate(bundle.topics):
            if topic in trusted:
                if not _brings_again(self._behind, topic, bundle.payloads[i]):
                    passing.append(i)
            elif bundle.arrived[i] > self._doubted.get(station_of(topic), -1):
                waiting = self._held.setdefault(topic, deque(maxlen=MOST_HELD))
                waiting.append((bundle.payloads[i], int(bundle.arrived[i])))
        passed = bundle if len(passing) == len(bundle) else bundle.take(passing)
        self._remember(passed)
        return passed

    def fresh(self, messages: Sequence[Message]) -> Bundle:
        """Return the main session's messages that did not go ahead."""
        bundle = Bundle.of(messages)
        if not self._ahead:
            return bundle
        fresh: list[int] = []
        for i, topic in enumerate(bundle.topics):
            if not _brings_again(self._ahead, topic, bundle.payloads[i]):
                fresh.append(i)
        return bundle if len(fresh) == len(bundle) else bundle.take(fresh)

    def _remember(self, passed: Bundle) -> None:
        for topic, payload in zip(passed.topics, passed.payloads, strict=True):
            self._ahead.setdefault(topic, deque(maxlen=MOST_AHEAD)).append(payload)

    def passed(self, messages: Sequence[Message], *, fresh: Sequence[Message]) -> Bundle:
        """Return what may pass now that the main session's messages are judged.

        Args:
            messages: What it brought.
            fresh: Those of them that did not go ahead.
        """
        if self._trusted:
            self._expect(Bundle.of(fresh))
        if not self._held:
            return _NOTHING
        bundle = Bundle.of(messages)
        freed: list[Bundle] = []
        for topic, payload in zip(bundle.topics, bundle.payloads, strict=True):
            waiting = self._held.get(topic)
            if waiting is not None:
                place = next((i for i, (held, _) in enumerate(waiting) if held == payload), None)
                if place is not None:
                    freed.append(_bundle(topic, list(waiting)[place + 1 :]))
                    self._trusted.add(topic)
                    del self._held[topic]
        released = Bundle.joined(freed) if freed else _NOTHING
        self._remember(released)
        return released

    def _expect(self, fresh: Bundle) -> None:
        """Remember what the main session brought first, so that the lane's copy is left out."""
        for topic, payload in zip(fresh.topics, fresh.payloads, strict=True):
            if topic not in self._trusted or _brings_again(self._ahead, topic, payload) or topic in self._ahead:
                # Not by the lane; or by the lane meanwhile; or once more, by a connection made anew.
                continue
            behind = self._behind.setdefault(topic, deque())
            behind.append(payload)
            if len(behind) > MOST_HELD:
                self._trusted.discard(topic)
                del self._behind[topic]


def _brings_again(remembered: dict[bytes, deque[bytes]], topic: bytes, payload: bytes) -> bool:
    """Return whether a message is remembered; forget it, and those before it that are not brought any more.

    Both sessions keep the order of a topic, so what came first comes again first.
    """
    waiting = remembered.get(topic)
    if waiting is None or (waiting[0] != payload and payload not in waiting):
        return False
    while waiting.popleft() != payload:
        pass
    if not waiting:
        del remembered[topic]
    return True


def station_of(topic: bytes) -> bytes:
    """Return the station that a topic or a filter names, ``fh/v1/{division}/{station}/{kind}``."""
    parts = topic.split(b"/", 4)
    return parts[3] if len(parts) > 3 else b""  # noqa: PLR2004 - the fourth level


def _bundle(topic: bytes, held: Sequence[tuple[bytes, int]]) -> Bundle:
    arrived = np.array([instant for _, instant in held], dtype=np.int64)
    return Bundle([topic] * len(held), [payload for payload, _ in held], arrived=arrived)


_NOTHING = _bundle(b"", [])
