"""Write recorded series as ``observation`` rows (CSV on stdout), and say on stderr what our own packing makes of them.

    python bench/packing/series.py ../shared/data/hydrology/….csv.gz gage_height_ft 0.3048 > rows.csv

Arrivals are 0.3 to 2 s after the reading, to the microsecond, as they come over a real network.
"""

from __future__ import annotations

import csv
import gzip
import sys

import numpy as np

from sensing.batch import make_batch
from store.packing import pack

STREAMS, READINGS = 40, 6_048
STEP = 300_000_000


def main(path: str, column: str, scale: float) -> None:
    """Write a column as ``STREAMS`` datastreams side by side, three weeks of five-minute readings each."""
    with gzip.open(path, "rt", encoding="utf-8-sig") as rows:
        cells = [row[column] for row in csv.DictReader(rows)]
    value = np.array([float(cell) for cell in cells if cell][: STREAMS * READINGS]) * scale
    arrivals, out, size = np.random.default_rng(1), csv.writer(sys.stdout), 0
    time = 1_600_041_600_000_000 + np.arange(READINGS) * STEP
    for stream, part in enumerate(value.reshape(STREAMS, READINGS), start=1):
        arrival = time + arrivals.integers(300_000, 2_000_000, READINGS)
        batch = make_batch(datastream=[stream] * READINGS, phenomenon_time=time, result_time=arrival, value=part)
        size += sum(map(len, pack(batch)))
        columns = zip([stream] * READINGS, time.tolist(), arrival.tolist(), part.tolist(), strict=True)
        out.writerows(columns)
    print(f"own packing: {size / len(value):.2f} B a reading, {len(value)} readings", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
