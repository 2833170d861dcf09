"""Growth: CPU-seconds against the rate of messages, and against the rows that are stored already.

Both as exponents of a power law, fitted to the logarithms: 1 against the rate means that twice the messages cost
twice as much, 0 against rows that a full database costs no more than an empty one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg

from fenghuo.bench.rounds import fenghuo_round
from fenghuo.bench.stage import Stage, open_stage
from fenghuo.clock import now_micros
from sensing.batch import Batch, make_batch
from sensing.instant import Micros
from store.postgres.columns import copy_payload
from store.postgres.partitions import Partitions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COPY = "COPY observation (phenomenon_time, result_time, value, datastream, why, quality) FROM STDIN (FORMAT binary)"
#: Rows brought in at once to fill the table.
PORTION = 1_000_000
#: Time between two readings of a station that fill the table, µs.
SPACING = 60_000_000
#: The newest of them is so old: what the rounds send goes into other weeks.
AGE = 14 * 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthOptions:
    """Size of the run."""

    stations: int = 200
    #: Messages a second of each round against the rate.
    rates: tuple[float, ...] = (1000, 2000, 4000, 8000, 16_000)
    #: Seconds of each of them.
    seconds: float = 10
    #: Rows stored before each round against rows, ascending.
    rows: tuple[int, ...] = (1_000_000, 10_000_000, 30_000_000)
    #: Messages of each of them.
    messages: int = 200_000
    #: ``nats`` or ``mosquitto``.
    broker: str = "mosquitto"


def run(options: GrowthOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of both series."""
    with open_stage(stations=options.stations, broker=options.broker) as stage:
        # Rows that are packed are fewer rows; here they count.
        stage.settings["FENGHUO_SERIES__PACK_DAYS"] = "0"
        by_rate = [_at_rate(stage, options, rate, say=say) for rate in options.rates]
        by_rows = [_at_rows(stage, options, rows, say=say) for rows in options.rows]
    return {
        "bench": "growth",
        "broker": options.broker,
        "by_rate": by_rate,
        "by_rows": by_rows,
        "exponent": {
            "rate": exponent(options.rates, [row["cpu_seconds"] for row in by_rate]),
            "rows": exponent(options.rows, [row["cpu_seconds"] for row in by_rows]),
            "rows_query": exponent(options.rows, [row["query_ms"]["range"] for row in by_rows]),
        },
        "lost": sum(row["lost"] for row in [*by_rate, *by_rows]),
    }


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float | None:
    """Return k of cost = c × size^k, by least squares on the logarithms; None with fewer than two sizes."""
    if len(sizes) < 2:  # noqa: PLR2004  a line needs two points
        return None
    return round(float(np.polyfit(np.log(sizes), np.log(costs), 1)[0]), 3)


def _cpu(found: dict[str, Any]) -> float:
    """Return what Fenghuo and the database took together; the broker is not ours."""
    return round(float(found["cpu"]["fenghuo"] + found["cpu"]["database"]), 3)


def _at_rate(stage: Stage, options: GrowthOptions, rate: float, *, say: Callable[[str], None]) -> dict[str, Any]:
    say(f"{rate:g} messages/s")
    count = int(rate * options.seconds)
    sender = [f"--stations={options.stations}", f"--count={count}", f"--rate={rate}"]
    found = fenghuo_round(stage, sender, readings=count, client_id=f"bench-rate-{rate:g}")
    return {"rate": rate, "cpu_seconds": _cpu(found)} | found


def _at_rows(stage: Stage, options: GrowthOptions, rows: int, *, say: Callable[[str], None]) -> dict[str, Any]:
    _fill(stage, rows, say=say)
    say(f"{rows:,} rows stored")
    sender = [f"--stations={options.stations}", f"--count={options.messages}", "--prepared"]
    found = fenghuo_round(stage, sender, readings=options.messages, client_id=f"bench-rows-{rows}")
    return {"rows": rows, "cpu_seconds": _cpu(found), "query_ms": _queries(stage)} | found


def _fill(stage: Stage, rows: int, *, say: Callable[[str], None]) -> None:
    """Bring the table to about so many rows, a portion of older weeks at a time."""
    numbers = np.array(sorted(station.datastreams[0].number for station in stage.store.stations()))
    partitions = Partitions(stage.database.dsn)
    newest = now_micros() - AGE
    with psycopg.connect(stage.database.dsn) as database:
        for done in range(stage.store.count_observations(), rows - PORTION // 2, PORTION):
            say(f"filling: {done:,} of {rows:,} rows")
            batch = the_portion(numbers, newest=newest, number=done // PORTION)
            partitions.ensure(batch.phenomenon_time)
            with database.cursor().copy(_COPY) as copy:
                copy.write(copy_payload(batch))
            database.commit()
    # What history costs once is not what a stored row costs for ever.
    say("summing up its hours")
    stage.store.close_hours(Micros(newest))
    while stage.store.roll_up():
        pass
    with psycopg.connect(stage.database.dsn, autocommit=True) as database:
        database.execute("VACUUM ANALYZE")
        database.execute("CHECKPOINT")


def the_portion(numbers: np.ndarray[Any, Any], *, newest: int, number: int) -> Batch:
    """Return a portion of readings, the first the newest, each further one older; sorted by datastream and time."""
    each = PORTION // len(numbers)
    times = newest - (number * each + np.arange(each)[::-1]) * SPACING
    return make_batch(
        datastream=np.repeat(numbers, each),
        phenomenon_time=np.tile(times, len(numbers)),
        value=np.tile(1.0 + np.arange(each) % 100 / 1000, len(numbers)),
    )


def _queries(stage: Stage) -> dict[str, float]:
    """Return the median time of a few questions, ms: what screens ask all the time."""
    number = stage.store.stations()[0].datastreams[0].number
    end = Micros(now_micros() - AGE)
    start = Micros(end - 6 * 3_600_000_000)
    return {
        "latest": _timed(stage.store.latest),
        "range": _timed(lambda: stage.store.observations(number, start=start, end=end, limit=1000)),
        "hourly": _timed(
            lambda: stage.store.aggregate(number, start=start, end=end, every=timedelta(hours=1), how="max")
        ),
    }


def _timed(ask: Callable[[], object]) -> float:
    took = []
    for _ in range(21):
        started = time.perf_counter()  # noqa: TID251
        ask()
        took.append(time.perf_counter() - started)  # noqa: TID251
    return round(float(np.median(took)) * 1000, 3)
