"""Back-test bench: a year of packed five-minute readings of many datastreams through one rule.

The readings are packed as the store packs them, a few different series over and over under other numbers, because
packing a hundred million readings takes longer than what is measured. Everything that is measured is what the command
and the API do: reading the blobs from PostgreSQL, unpacking them, judging them.
"""

from __future__ import annotations

import resource
import struct
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter as _clock  # noqa: TID251
from time import process_time as _cpu
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg

from api.backtest.run import Run, Span
from fenghuo.embedded.postgres import start_postgres
from rules.compiler import compile_rules
from rules.document import parse_rule
from sensing.batch import make_batch
from sensing.instant import from_micros, to_micros
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from store.migrate import migrate
from store.packing import pack
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sensing.batch import FloatArray

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: bench-stage
hazard: "11A01"
title: {zh: 压测水位, en: Bench stage}
scope: {properties: [water_level]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: 41.0, yellow: 41.5, orange: 42.0, red: 43.0}
  hold: 10m
  clear: {by: 0.2, for: 30m}
"""

_START = datetime(2025, 1, 6, tzinfo=UTC)
_STEP = timedelta(minutes=5)
_PER_WEEK = 2016
#: Where the number of the datastream stands in a blob (``store.packing``).
_NUMBER_AT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestOptions:
    """How much is judged."""

    datastreams: int
    weeks: int
    #: Different series.
    series: int = 40
    #: Floods of a series in a year.
    floods: int = 12


def run(options: BacktestOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return how long a back-test takes, beside reading alone."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fenghuo-bench-")))
        # The database server may run as another account, which must be able to reach its folder.
        folder.chmod(0o755)
        database = start_postgres(folder / "postgres")
        stack.callback(database.stop)
        migrate(database.dsn)
        store = PostgresStore(database.dsn)
        stack.callback(store.close)
        stations = store.put_stations(_stations(options.datastreams), actor="bench", at=_START)
        say(f"packing {options.datastreams * options.weeks * _PER_WEEK:,} readings")
        size = _fill(database.dsn, options)
        span = Span(start=_START, end=_START + timedelta(weeks=options.weeks))
        program = compile_rules([parse_rule(RULE, origin="bench")], registry=Registry(stations))
        numbers = [stream.number for station in stations for stream in station.datastreams]
        say("reading alone")
        begin, readings = _clock(), 0
        for batch, _ in store.history(numbers, start=to_micros(span.start), end=to_micros(span.end)):
            readings += len(batch)
        reading_s = _clock() - begin
        say("back-test")
        begin, cpu = _clock(), _cpu()
        judged = Run([program], store, span=span)
        for progress in judged:
            say(f"{progress.share:.0%}, {progress.readings:,} readings")
        total_s, cpu_s = _clock() - begin, _cpu() - cpu
        (found,) = judged.results()
    return {
        "bench": "backtest",
        "readings": readings,
        "reading_s": round(reading_s, 2),
        "backtest_s": round(total_s, 2),
        "backtest_cpu_s": round(cpu_s, 2),
        "readings_per_s": round(readings / total_s),
        "episodes": len(found.episodes),
        "transitions": found.transition_count,
        "packed_bytes_per_reading": round(size / readings, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _stations(count: int) -> list[Station]:
    return [
        Station(
            id=StationId(f"BT-{number:05}"),
            name=f"BT-{number:05}",
            kind=StationKind.RIVER_GAUGE,
            division="411500000000",
            lon=114.0,
            lat=32.0,
            datastreams=(Datastream(property="water_level", unit="m"),),
        )
        for number in range(count)
    ]


def _fill(dsn: str, options: BacktestOptions) -> int:
    """Store the packed weeks; return their bytes."""
    size = 0
    columns = "(datastream, week, first_time, last_time, readings, data)"
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        with cursor.copy(f"COPY observation_packed {columns} FROM STDIN") as copy:
            for row in _rows(options):
                copy.write_row(row)
                size += len(row[-1])
        cursor.execute("ANALYZE observation_packed")
    return size


def _rows(options: BacktestOptions) -> Iterator[tuple[int, datetime, datetime, datetime, int, bytes]]:
    generator = np.random.default_rng(1)
    first = to_micros(_START)
    series = [_stages(generator, options) for _ in range(options.series)]
    for week in range(options.weeks):
        steps = np.arange(week * _PER_WEEK, (week + 1) * _PER_WEEK)
        at = first + steps * (_STEP // timedelta(microseconds=1))
        monday = from_micros(int(at[0]))
        for place, stages in enumerate(series):
            delay = generator.integers(200_000, 3_000_000, len(at))
            batch = make_batch(
                datastream=np.ones(len(at)), phenomenon_time=at, result_time=at + delay, value=stages[steps]
            )
            halves = np.array_split(at, len(blobs := pack(batch)))
            for number in range(place + 1, options.datastreams + 1, options.series):
                for half, blob in zip(halves, blobs, strict=True):
                    mine = blob[:_NUMBER_AT] + struct.pack("<i", number) + blob[_NUMBER_AT + 4 :]
                    yield number, monday, from_micros(int(half[0])), from_micros(int(half[-1])), len(half), mine


def _stages(generator: np.random.Generator, options: BacktestOptions) -> FloatArray:
    """Return the stages of one gauge in cm steps: a slow wander, a tide of the day, floods of a day or two."""
    n = options.weeks * _PER_WEEK
    hours = np.arange(n) / 12
    stage = 39.5 + 0.2 * np.sin(hours / 24 * 2 * np.pi) + 0.002 * generator.standard_normal(n).cumsum().clip(-250, 250)
    for _ in range(max(1, options.floods * options.weeks // 52)):
        since = hours - generator.uniform(0, hours[-1])
        shape = np.where(since > 0, since / 6 * np.exp(1 - since / 6), 0.0)
        stage += generator.uniform(0.5, 3.5) * shape
    result: FloatArray = np.round(stage + 0.01 * generator.standard_normal(n), 2)
    return result
