r"""Batch payloads beside ``psql \\copy ... (FORMAT binary)`` of the same rows into the same table.

The peer reads a file that is ready, in one transaction. Fenghuo gets the same rows as JSON over a broker, many to a
message; they are decoded, checked, judged, kept once each and committed in portions before they are acknowledged.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg

from fenghuo.bench.programs import program
from fenghuo.bench.rounds import fenghuo_round, median_of
from fenghuo.bench.stage import Stage, open_stage, spent
from sensing.batch import Batch, make_batch
from store.postgres.columns import copy_payload

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_COPY = r"\copy observation (phenomenon_time, result_time, value, datastream, why, quality) from '{}' (format binary)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """Size of the run."""

    stations: int = 200
    #: Readings per round.
    readings: int = 1_000_000
    per_message: int = 100
    rounds: int = 1
    #: ``nats`` or ``mosquitto``.
    broker: str = "mosquitto"


def run(options: CopyOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of ``options.rounds`` ABBA rounds."""
    found: dict[str, list[dict[str, Any]]] = {"copy": [], "fenghuo": []}
    with open_stage(stations=options.stations, broker=options.broker) as stage:
        rows = stage.folder / "rows.bin"
        for i in range(options.rounds):
            for name in ("copy", "fenghuo", "fenghuo", "copy"):
                say(f"round {i + 1}: {name}")
                _empty(stage)
                number = len(found[name])
                measure = _copied(stage, options, rows) if name == "copy" else _sent(stage, options, number=number)
                found[name].append(measure)
    rates = {name: median_of(of, "readings_rate") for name, of in found.items()}
    return {
        "bench": "copy",
        "broker": options.broker,
        "readings": options.readings,
        "readings_per_message": options.per_message,
        "rounds": found,
        "median_rate": rates,
        "ratio": round(rates["fenghuo"] / rates["copy"], 3),
        "lost": sum(row["lost"] for row in found["fenghuo"]),
    }


def _empty(stage: Stage) -> None:
    with psycopg.connect(stage.database.dsn, autocommit=True) as database:
        database.execute("TRUNCATE observation, latest")
        database.execute("CHECKPOINT")


def _sent(stage: Stage, options: CopyOptions, *, number: int) -> dict[str, Any]:
    messages = options.readings // options.per_message
    sender = [f"--stations={options.stations}", f"--count={messages}", f"--per-message={options.per_message}"]
    return fenghuo_round(
        stage,
        [*sender, "--prepared"],
        readings=messages * options.per_message,
        client_id=f"bench-copy-{number}",
    )


def _copied(stage: Stage, options: CopyOptions, rows: Path) -> dict[str, Any]:
    batch = the_rows(stage, options, at_ms=int(time.time() * 1000))  # noqa: TID251
    # The week of the readings is made by the store, as it is for Fenghuo.
    with stage.store.begin() as tx:
        tx.append(batch.take(np.array([0])))
    _empty(stage)
    rows.write_bytes(copy_payload(batch))
    before = stage.cpu()
    started = time.monotonic()  # noqa: TID251
    subprocess.run([program("psql"), "-qX", stage.database.dsn, "-c", _COPY.format(rows)], check=True)
    elapsed = time.monotonic() - started  # noqa: TID251
    return {
        "readings_rate": round(len(batch) / elapsed, 1),
        "seconds": round(elapsed, 3),
        "cpu": spent(before, stage.cpu()),
    }


def the_rows(stage: Stage, options: CopyOptions, *, at_ms: int) -> Batch:
    """Return the rows that Fenghuo would store of the sender's messages, in the order in which they are sent."""
    number = {station.id: station.datastreams[0].number for station in stage.store.stations()}
    numbers = np.array([number[station] for station in sorted(number)])
    i = np.arange(options.readings // options.per_message * options.per_message)
    message, place = i // options.per_message, i % options.per_message
    turn = message // options.stations
    return make_batch(
        datastream=numbers[message % options.stations],
        phenomenon_time=(at_ms + turn * options.per_message + place) * 1000,
        result_time=np.full(len(i), at_ms * 1000),
        value=1.0 + (message % 100) / 1000,
    )
