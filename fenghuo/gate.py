"""Gate: quality control on the way of a reading, with its lock; flags what comes and says what must be reviewed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fenghuo import metrics
from ingest.quality import Flagged, Inspector
from ingest.quality.controls import controls_of
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import Batch
    from sensing.mark import Mark
    from sensing.station import Registry


class Gate:
    """The one live inspector of a process."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._lock = threading.Lock()
        self._inspector = Inspector()
        self._marks: tuple[Mark, ...] = ()

    def flag(self, batch: Batch, *, registry: Registry) -> Flagged:
        """Return a batch with its flags; the readings of a station must come in order of arrival."""
        with self._lock:
            flagged = self._inspector.flag(batch, registry=registry)
        metrics.duplicates.inc(flagged.duplicates)
        if flagged.batch is not batch:
            good = int((flagged.batch.quality == Quality.GOOD).sum())
            metrics.distrusted.inc(len(batch) - good)
        return flagged

    def recover(self, tail: Batch, *, registry: Registry) -> None:
        """Forget everything and remember what is stored, given by phenomenon time."""
        with self._lock:
            self._inspector.use(registry)
            self._inspector.reset()
            self._inspector.seed(tail)

    def unsure(self) -> list[tuple[int, int]]:
        """Return datastreams of which something late was heard, and the time of their newest usable reading, µs."""
        with self._lock:
            return self._inspector.unsure()

    def recall(self, series: Batch) -> bool:
        """Remember the end of the sorted series of one datastream; return whether it is the end of what was heard."""
        with self._lock:
            return self._inspector.recall(series)

    def use_marks(self, marks: Sequence[Mark], *, registry: Registry) -> None:
        """Hold these marks against what comes from now on."""
        self._marks = tuple(marks)
        self.prepare(registry)
        with self._lock:
            self._inspector.use(registry, marks=tuple(marks))

    def prepare(self, registry: Registry) -> None:
        """Compile the limits of a registry that is about to come into force, so that no reading waits for it."""
        controls_of(registry, self._marks)
