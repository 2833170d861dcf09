"""What the store and its transaction say about quality control: marks, corrections, flags, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.postgres import quality, settling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.batch import Int32Array, IntArray, SmallArray
    from sensing.instant import Micros
    from sensing.mark import Correction, Due, Mark
    from store.postgres.session import Database, Session


class GaugeReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def marks(self, station: str | None = None, *, within: str = "") -> list[Mark]:
        """Return what people say of gauges of a subtree, of one station only if asked, oldest first."""
        with self._database.session() as session:
            return quality.marks(session, station=station, within=within)

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
        with self._database.session() as session:
            return quality.corrections(session, number=number, time=time, before=before, limit=limit, within=within)

    def dues(self, *, after: int = 0, limit: int = 1000) -> list[Due]:
        """Return what must be reviewed of datastreams with a number above ``after``, by number."""
        with self._database.session() as session:
            return quality.dues(session, after=after, limit=limit)

    def flagged_limits(self) -> dict[int, str]:
        """Return the digest of the limits under which each datastream was flagged last."""
        with self._database.session() as session:
            return quality.limits(session)


class GaugeWriter:
    """The transaction's part."""

    _session: Session

    def set_quality(
        self, number: int, times: IntArray, *, quality: SmallArray, why: Int32Array, before: Int32Array
    ) -> int:
        """Give readings of one datastream other flags; return how many still had the reasons ``before``."""
        return _set_quality(self._session, number, times, quality=quality, why=why, before=before)

    def reading(self, number: int, time: Micros) -> tuple[float, int, int] | None:
        """Return value, quality and reasons of one reading, locked; None when there is none."""
        return quality.reading(self._session, number, time)

    def set_value(self, number: int, time: Micros, *, value: float, quality: int, why: int) -> None:
        """Put another value and other flags in place of one reading."""
        _set_value(self._session, number, time, value=value, quality=quality, why=why)

    def settle_again(self, number: int, time: Micros) -> None:
        """Decide anew between what the device sent for one instant."""
        settling.settle_again(self._session, number, time)

    def mark(self, id: str) -> Mark | None:  # noqa: A002 - the record's own word
        """Return one mark, locked."""
        return quality.lock_mark(self._session, id)

    def put_mark(self, mark: Mark) -> None:
        """Insert or replace a mark by id."""
        quality.put_mark(self._session, mark)

    def correction(self, id: str) -> Correction | None:  # noqa: A002 - the record's own word
        """Return one correction, locked."""
        return quality.lock_correction(self._session, id)

    def standing_correction(self, number: int, time: Micros) -> Correction | None:
        """Return the correction that holds for a reading: the newest that was not taken back."""
        return quality.standing_correction(self._session, number, time)

    def put_correction(self, correction: Correction) -> None:
        """Insert or replace a correction by id."""
        quality.put_correction(self._session, correction)

    def put_dues(self, dues: Sequence[Due]) -> None:
        """Have readings reviewed, at most one due per datastream; what is due already grows."""
        if dues:
            quality.put_dues(self._session, dues)

    def settle_dues(self, dues: Sequence[Due]) -> None:
        """Forget what was reviewed, unless it was asked for again meanwhile."""
        if dues:
            quality.settle_dues(self._session, dues)

    def put_flagged_limits(self, digests: Mapping[int, str]) -> None:
        """Note the limits under which datastreams are flagged now."""
        if digests:
            quality.put_limits(self._session, digests)


# Under other names: a parameter of the methods above is called like the module.
_set_quality = quality.set_quality
_set_value = quality.set_value
