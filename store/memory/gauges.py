"""What the twin and its transaction say about quality control: marks, corrections, flags, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.memory import quality, readings
from store.memory.devices import is_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.batch import Int32Array, IntArray, SmallArray
    from sensing.instant import Micros
    from sensing.mark import Correction, Due, Mark
    from store.memory.tables import Tables, Writer


class GaugeReader:
    """The reading half."""

    _tables: Tables

    def marks(self, station: str | None = None, *, within: str = "") -> list[Mark]:
        """Return what people say of gauges of a subtree, of one station only if asked, oldest first."""
        with self._tables.lock:
            found = quality.marks(self._tables, station=station)
            return [mark for mark in found if is_there(self._tables, mark.station, within=within)]

    def corrections(
        self,
        *,
        number: int | None = None,
        time: Micros | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Correction]:
        """Return corrections of a subtree newest first by id, older than ``before``, of a datastream or reading."""
        with self._tables.lock:
            return quality.corrections(
                self._tables, number=number, time=time, before=before, limit=limit, within=within
            )

    def dues(self, *, after: int = 0, limit: int = 1000) -> list[Due]:
        """Return what must be reviewed of datastreams with a number above ``after``, by number."""
        with self._tables.lock:
            return quality.dues(self._tables, after=after, limit=limit)

    def flagged_limits(self) -> dict[int, str]:
        """Return the digest of the limits under which each datastream was flagged last."""
        with self._tables.lock:
            return dict(self._tables.flagged_limits)


class GaugeWriter:
    """The transaction's part."""

    writer: Writer

    def set_quality(
        self, number: int, times: IntArray, *, quality: SmallArray, why: Int32Array, before: Int32Array
    ) -> int:
        """Give readings of one datastream other flags; return how many still had the reasons ``before``."""
        return _set_quality(self.writer, number, times, quality=quality, why=why, before=before)

    def reading(self, number: int, time: Micros) -> tuple[float, int, int] | None:
        """Return value, quality and reasons of one reading, locked; None when there is none."""
        return quality.reading(self.writer.tables, number, time)

    def set_value(self, number: int, time: Micros, *, value: float, quality: int, why: int) -> None:
        """Put another value and other flags in place of one reading."""
        _set_value(self.writer, number, time, value=value, quality=quality, why=why)

    def settle_again(self, number: int, time: Micros) -> None:
        """Decide anew between what the device sent for one instant."""
        readings.settle_again(self.writer, number, time)

    def mark(self, id: str) -> Mark | None:  # noqa: A002 - the record's own word
        """Return one mark, locked."""
        return self.writer.tables.marks.get(id)

    def put_mark(self, mark: Mark) -> None:
        """Insert or replace a mark by id."""
        quality.put_mark(self.writer, mark)

    def correction(self, id: str) -> Correction | None:  # noqa: A002 - the record's own word
        """Return one correction, locked."""
        return self.writer.tables.corrections.get(id)

    def standing_correction(self, number: int, time: Micros) -> Correction | None:
        """Return the correction that holds for a reading: the newest that was not taken back."""
        return quality.standing_correction(self.writer.tables, number, time)

    def put_correction(self, correction: Correction) -> None:
        """Insert or replace a correction by id."""
        quality.put_correction(self.writer, correction)

    def put_dues(self, dues: Sequence[Due]) -> None:
        """Have readings reviewed, at most one due per datastream; what is due already grows."""
        quality.put_dues(self.writer, dues)

    def settle_dues(self, dues: Sequence[Due]) -> None:
        """Forget what was reviewed, unless it was asked for again meanwhile."""
        quality.settle_dues(self.writer, dues)

    def put_flagged_limits(self, digests: Mapping[int, str]) -> None:
        """Note the limits under which datastreams are flagged now."""
        for number, digest in digests.items():
            self.writer.put(self.writer.tables.flagged_limits, number, digest)


# Under other names: a parameter of the methods above is called like the module.
_set_quality = quality.set_quality
_set_value = quality.set_value
