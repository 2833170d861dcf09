"""Bell: wakes threads that wait for news of the store.

A topic has a count; every thread remembers the counts it has seen. A ring between two waits is therefore
never lost, and one thread's wait takes nothing away from another's. A thread that waits for the first time
is told of everything that ever rang: one needless look costs less than a missed one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What can be news: a journal row; a station or datastream; a rule or fence; a login at the broker.
TOPICS = frozenset({"journal", "registry", "rules", "devices"})


class Bell:
    """Counts rings per topic and lets threads sleep until the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._counts: dict[str, int] = dict.fromkeys(TOPICS, 0)
        self._seen = threading.local()
        self._is_closed = False

    def ring(self, topics: Iterable[str]) -> None:
        """Wake every waiter for these topics; unknown topics are ignored (a newer process may ring them)."""
        with self._changed:
            for topic in TOPICS.intersection(topics):
                self._counts[topic] += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Wake every waiter for the last time; later waits return at once."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait(self, timeout: float) -> set[str]:
        """Return the topics that rang since this thread's last wait, sleeping up to ``timeout`` seconds for one."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or bool(self._news()), timeout)
            news = self._news()
            self._seen.counts = dict(self._counts)
        return news

    def _news(self) -> set[str]:
        seen: dict[str, int] = getattr(self._seen, "counts", {})
        return {topic for topic, count in self._counts.items() if count > seen.get(topic, 0)}
