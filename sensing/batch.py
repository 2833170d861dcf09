"""Batch: the columnar unit of work between the door and the disk.

Messages are counted in tens of thousands a second, batches in tens; every step of the hot path takes and
returns whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]
SmallArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Readings in columns of equal length n, in order of arrival."""

    #: Datastream number (``Datastream.number``), int32, shape (n,).
    datastream: Int32Array
    #: When it was true at the sensor, µs since the epoch, int64, shape (n,).
    phenomenon_time: IntArray
    #: When it arrived here, µs since the epoch, int64, shape (n,).
    result_time: IntArray
    #: Value in the canonical unit of the observed property, float64, finite, shape (n,).
    value: FloatArray
    #: ``Quality`` as int8, shape (n,).
    quality: SmallArray
    #: ``Check`` bits, int32, shape (n,).
    why: Int32Array
    #: Longitude of a moving station, degrees WGS-84, NaN for a fixed one, float64, shape (n,).
    lon: FloatArray
    #: Latitude of a moving station, degrees WGS-84, NaN for a fixed one, float64, shape (n,).
    lat: FloatArray
    #: How often the device has corrected this instant before, 0..127, int8, shape (n,); None: no reading of the
    #: batch is a correction.
    revision: SmallArray | None = None

    def __len__(self) -> int:
        """Return the number of readings."""
        return len(self.datastream)

    def take(self, index: npt.NDArray[Any]) -> Batch:
        """Return the readings that ``index`` (a mask or positions) selects, in its order."""
        columns: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        taken: dict[str, Any] = {name: None if column is None else column[index] for name, column in columns.items()}
        return Batch(**taken)


_DTYPES: dict[str, npt.DTypeLike] = {
    "datastream": np.int32,
    "phenomenon_time": np.int64,
    "result_time": np.int64,
    "value": np.float64,
    "quality": np.int8,
    "why": np.int32,
    "lon": np.float64,
    "lat": np.float64,
}


def make_batch(  # one keyword per column
    *,
    datastream: Sequence[int] | npt.NDArray[Any],
    phenomenon_time: Sequence[int] | npt.NDArray[Any],
    value: Sequence[float] | npt.NDArray[Any],
    result_time: Sequence[int] | npt.NDArray[Any] | None = None,
    quality: Sequence[int] | npt.NDArray[Any] | None = None,
    why: Sequence[int] | npt.NDArray[Any] | None = None,
    lon: Sequence[float] | npt.NDArray[Any] | None = None,
    lat: Sequence[float] | npt.NDArray[Any] | None = None,
    revision: Sequence[int] | npt.NDArray[Any] | None = None,
) -> Batch:
    """Return a batch from plain sequences; a column left out takes its neutral value.

    ``result_time`` left out equals ``phenomenon_time``; ``quality`` is good; ``lon`` and ``lat`` are NaN; nothing
    is a correction.
    """
    n = len(datastream)
    columns: dict[str, Any] = {
        "datastream": datastream,
        "phenomenon_time": phenomenon_time,
        "result_time": phenomenon_time if result_time is None else result_time,
        "value": value,
        "quality": np.zeros(n) if quality is None else quality,
        "why": np.zeros(n) if why is None else why,
        "lon": np.full(n, np.nan) if lon is None else lon,
        "lat": np.full(n, np.nan) if lat is None else lat,
    }
    arrays = {name: np.asarray(column, dtype=_DTYPES[name]) for name, column in columns.items()}
    return Batch(**arrays, revision=None if revision is None else np.asarray(revision, dtype=np.int8))


def empty_batch() -> Batch:
    """Return a batch of no readings."""
    return make_batch(datastream=[], phenomenon_time=[], value=[])


def concat(batches: Iterable[Batch]) -> Batch:
    """Return one batch holding the readings of all, in order."""
    parts = [batch for batch in batches if len(batch)]
    if not parts:
        return empty_batch()
    if len(parts) == 1:
        return parts[0]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _DTYPES}
    return Batch(**columns, revision=_revisions(parts))


def _revisions(parts: Sequence[Batch]) -> SmallArray | None:
    """Return the joined revisions; None when no part has any."""
    if all(part.revision is None for part in parts):
        return None
    return np.concatenate([revisions_of(part) for part in parts])


def revisions_of(batch: Batch) -> SmallArray:
    """Return the revision of every reading, zeros where the batch has no such column."""
    return np.zeros(len(batch), dtype=np.int8) if batch.revision is None else batch.revision
