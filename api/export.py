"""Readings as files: CSV that spreadsheets open, and Parquet.

Files are made page by page, so that a year of readings needs no more memory than a page. Text that a spreadsheet
might run as a formula is written so that it cannot.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from api.problem import ApiError
from sensing.exchange.cell import escaped
from sensing.instant import Micros, format_instant, from_micros
from sensing.property import PROPERTIES
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.ports.series import SeriesReads
    from sensing.batch import Batch
    from sensing.station import Datastream, Station

#: Readings of one page.
PAGE = 50_000
COLUMNS = ("station", "property", "unit", "time", "value", "quality", "why", "arrived", "lon", "lat")
#: What spreadsheets recognise UTF-8 by.
BOM = "\ufeff"


class Part(NamedTuple):
    """A page of readings of one datastream."""

    station: str
    stream: Datastream
    batch: Batch


def parts_of(
    series: SeriesReads, station: Station, streams: Iterable[Datastream], *, start: Micros, end: Micros
) -> Iterator[Part]:
    """Yield the readings of some datastreams page by page, each ascending."""
    for stream in streams:
        after: Micros | None = None
        while True:
            batch = series.observations(stream.number, start=start, end=end, after=after, limit=PAGE)
            if len(batch):
                yield Part(station.id, stream, batch)
            if len(batch) < PAGE:
                break
            after = Micros(int(batch.phenomenon_time[-1]))


def csv_pages(parts: Iterable[Part], *, has_bom: bool) -> Iterator[bytes]:
    """Yield a CSV file in pieces: a header, then one row per reading."""
    yield ((BOM if has_bom else "") + ",".join(COLUMNS) + "\r\n").encode()
    for part in parts:
        page = io.StringIO()
        csv.writer(page).writerows(_rows(part))
        yield page.getvalue().encode()


def _rows(part: Part) -> Iterator[tuple[Any, ...]]:
    batch = part.batch
    name = (escaped(part.station), part.stream.property, PROPERTIES[part.stream.property].unit)
    qualities = [quality.key for quality in Quality]
    columns = (batch.phenomenon_time, batch.value, batch.quality, batch.why, batch.result_time, batch.lon, batch.lat)
    for time, value, quality, why, arrived, lon, lat in zip(*(column.tolist() for column in columns), strict=True):
        yield (
            *name,
            _instant(time),
            value,
            qualities[quality],
            " ".join(Check(why).keys) if why else "",
            _instant(arrived),
            "" if lon != lon else lon,  # noqa: PLR0124 - NaN is what differs from itself
            "" if lat != lat else lat,  # noqa: PLR0124
        )


def _instant(micros: int) -> str:
    return format_instant(from_micros(micros))


def parquet_pages(parts: Iterable[Part]) -> Iterator[bytes]:
    """Return a Parquet file in pieces, one row group per page.

    Raises:
        ApiError: If the library that writes Parquet is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        message = "Parquet needs the optional package pyarrow: install fenghuo[parquet], or take format=csv"
        raise ApiError("no_parquet", message, status=501) from None
    return _parquet(parts, pa, pq)


def _parquet(parts: Iterable[Part], pa: Any, pq: Any) -> Iterator[bytes]:
    instant, name = pa.timestamp("us", tz="UTC"), pa.dictionary(pa.int32(), pa.string())
    kinds = (name, name, name, instant, pa.float64(), pa.int8(), pa.int32(), instant, pa.float64(), pa.float64())
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    sink = _Pieces()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(_table(part, pa, schema))
            yield sink.taken()
    yield sink.taken()


def _table(part: Part, pa: Any, schema: Any) -> Any:
    batch, n = part.batch, len(part.batch)
    names = (part.station, part.stream.property, PROPERTIES[part.stream.property].unit)
    indices = pa.array([0] * n, pa.int32())
    columns = [
        *(pa.DictionaryArray.from_arrays(indices, pa.array([name])) for name in names),
        pa.array(batch.phenomenon_time, schema.field("time").type),
        pa.array(batch.value),
        pa.array(batch.quality),
        pa.array(batch.why),
        pa.array(batch.result_time, schema.field("arrived").type),
        pa.array(batch.lon, from_pandas=True),
        pa.array(batch.lat, from_pandas=True),
    ]
    return pa.Table.from_arrays(columns, schema=schema)


class _Pieces(io.RawIOBase):
    """A file that is read while it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Take a piece."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return how much was written."""
        return self._size

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
