"""Message: what the broker delivered, before anyone has looked into it; and Bundle: many of them as columns.

The network delivers hundreds of messages at once. They stay columns until the batch is made, and only one that
needs a closer look becomes an object.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, overload

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensing.batch import IntArray

#: Largest payload that is looked into, bytes; anything longer is refused unread.
MAX_PAYLOAD = 256 * 1024


class Message(msgspec.Struct, frozen=True, gc=False):
    """One delivered publication.

    A struct rather than a dataclass because one is made for every message received: it is twenty times
    cheaper to make.
    """

    #: Topic as published, e.g. ``fh/v1/411528000000/XY-H03/obs``.
    topic: str
    #: Body as published.
    payload: bytes
    #: When it arrived here, µs since the epoch.
    arrived: int


class Bundle(Sequence[Message]):
    """Messages in order of arrival, as columns. A sequence: an item is made into a message when it is asked for."""

    __slots__ = ("arrived", "payloads", "topics")

    def __init__(self, topics: list[bytes], payloads: list[bytes], *, arrived: IntArray) -> None:
        """Take columns of equal length.

        Args:
            topics: Topic of each as it came, UTF-8 by the standard.
            payloads: Body of each.
            arrived: When each arrived here, µs since the epoch, int64, shape (n,).
        """
        self.topics = topics
        self.payloads = payloads
        self.arrived = arrived

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Bundle:
        """Return messages as columns; a bundle is returned as it is."""
        if isinstance(messages, Bundle):
            return messages
        return cls(
            [message.topic.encode("utf-8", "replace") for message in messages],
            [message.payload for message in messages],
            arrived=np.array([message.arrived for message in messages], dtype=np.int64),
        )

    @classmethod
    def joined(cls, bundles: Sequence[Bundle]) -> Bundle:
        """Return the messages of several bundles, in order."""
        if len(bundles) == 1:
            return bundles[0]
        return cls(
            list(chain.from_iterable([bundle.topics for bundle in bundles])),
            list(chain.from_iterable([bundle.payloads for bundle in bundles])),
            arrived=np.concatenate([np.empty(0, dtype=np.int64), *(bundle.arrived for bundle in bundles)]),
        )

    @property
    def payload_bytes(self) -> int:
        """Return how long the payloads are together, bytes."""
        return sum(map(len, self.payloads))

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.topics)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Bundle: ...
    def __getitem__(self, index: int | slice) -> Message | Bundle:
        """Return one message, or a run of them as a bundle."""
        if isinstance(index, slice):
            return Bundle(self.topics[index], self.payloads[index], arrived=self.arrived[index])
        return Message(str(self.topics[index], "utf-8", "replace"), self.payloads[index], int(self.arrived[index]))

    def take(self, positions: Iterable[int]) -> Bundle:
        """Return the messages at some positions, in their order."""
        chosen = list(positions)
        topics, payloads = self.topics, self.payloads
        return Bundle([topics[i] for i in chosen], [payloads[i] for i in chosen], arrived=self.arrived[chosen])
