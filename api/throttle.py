"""Throttle: how often something may be tried where nobody signs in.

Kept in memory per process; a restart forgets it, several processes count apart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Tries are counted over this long.
SPAN = timedelta(minutes=1)
#: Keys remembered; the one that was tried longest ago is forgotten first.
KEYS = 50_000


@dataclass(slots=True)
class _Window:
    since: datetime
    count: int = 0


class Throttle:
    """Counts tries by key; thread-safe."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, key: str, *, limit: int, now: datetime) -> bool:
        """Count a try and return whether it is one of the first ``limit`` within the span."""
        with self._lock:
            window = self._windows.pop(key, None)
            if window is None or now - window.since >= SPAN:
                window = _Window(since=now)
            window.count += 1
            self._windows[key] = window
            while len(self._windows) > KEYS:
                self._windows.popitem(last=False)
            return window.count <= limit
