"""A private PostgreSQL of the system with PostGIS: which fence covers which of the points in a table.

The embedded PostgreSQL has no PostGIS, so Debian's packages serve, under our launcher and in a temporary folder.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

import numpy as np
import psycopg
import shapely

from fenghuo.bench.programs import BenchError
from fenghuo.bench.watching import cpu_seconds
from fenghuo.embedded import account as accounts
from fenghuo.embedded import cluster as clusters
from fenghuo.embedded import process
from fenghuo.embedded.cluster import SUPERUSER, Cluster, Installation, Serving
from fenghuo.embedded.placement import data_folder
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.postgres import dsn

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from sensing.batch import FloatArray, IntArray

#: Where Debian's packages put each major version.
_VERSIONS = Path("/usr/lib/postgresql")
_INIT_SECONDS = 120.0
#: A whole core and enough memory, and no second core: figures are per core.
_SETTINGS = {"max_parallel_workers_per_gather": "0", "work_mem": "256MB", "shared_buffers": "512MB", "fsync": "off"}
_TABLES: tuple[LiteralString, ...] = (
    "CREATE EXTENSION postgis",
    "CREATE TABLE fences (id int4 PRIMARY KEY, area geometry NOT NULL)",
    "CREATE TABLE strewn (lon float8, lat float8)",
)
_INDEXES: tuple[LiteralString, ...] = (
    "CREATE TABLE points AS SELECT ST_MakePoint(lon, lat) AS place FROM strewn",
    "CREATE TABLE indexed_points AS TABLE points",
    "CREATE INDEX ON fences USING gist (area)",
    "CREATE INDEX ON indexed_points USING gist (place)",
    "VACUUM ANALYZE",
)
#: The join by whether points have an index of their own.
_JOINS: dict[bool, LiteralString] = {
    False: "SELECT f.id, count(*) FROM fences f JOIN points p ON ST_Covers(f.area, p.place) GROUP BY f.id",
    True: "SELECT f.id, count(*) FROM fences f JOIN indexed_points p ON ST_Covers(f.area, p.place) GROUP BY f.id",
}


class PostGIS:
    """A running server with fences and points in it."""

    def __init__(self, child: process.Child, connection: psycopg.Connection[Any], *, fences: int) -> None:
        self._child, self._connection, self._fences = child, connection, fences

    def counts(self, *, indexed: bool) -> tuple[IntArray, float]:
        """Return how many points each fence covers, and the CPU-seconds of the server.

        Args:
            indexed: Whether the points have an index of their own beside the fences'.
        """
        before = cpu_seconds(self._child.pid)
        rows = self._connection.execute(_JOINS[indexed]).fetchall()
        spent = cpu_seconds(self._child.pid) - before
        found = np.zeros(self._fences, dtype=np.int64)
        for fence, count in rows:
            found[fence] = count
        return found, spent

    def plan(self, *, indexed: bool) -> str:
        """Return how the planner goes about it, a line a step."""
        rows = self._connection.execute(f"EXPLAIN (COSTS OFF) {_JOINS[indexed]}").fetchall()
        return "\n".join(row[0] for row in rows)

    def version(self) -> str:
        """Return the versions of PostGIS and of what it uses."""
        row = self._connection.execute("SELECT postgis_lib_version(), current_setting('server_version')").fetchone()
        return "" if row is None else f"PostGIS {row[0]}, PostgreSQL {row[1]}"


def installed() -> Path:
    """Return the folder of the newest PostgreSQL that has PostGIS.

    Raises:
        BenchError: There is none.
    """
    found = sorted(_VERSIONS.glob("*/lib/postgis-3.so"), key=lambda path: int(path.parents[1].name))
    if not found:
        raise BenchError("PostGIS is not installed; on Debian: apt-get install postgresql-15-postgis-3")
    return found[-1].parents[1] / "bin"


@contextmanager
def running(folder: Path, *, areas: npt.NDArray[np.object_], lon: FloatArray, lat: FloatArray) -> Iterator[PostGIS]:
    """Run a server with these fences and points until the block ends; indexes are built and statistics made."""
    folder.mkdir(parents=True)
    account = accounts.unprivileged()
    installation = Installation(programs=installed(), account=account)
    cluster = Cluster(installation=installation, data=data_folder(folder, account), folder=folder)
    password = secrets.token_urlsafe(24)
    _create(cluster, password=password)
    port = free_port()
    child = clusters.start(cluster, Serving(port=port, settings=_SETTINGS))
    try:
        target = dsn(port=port, password=password, database="postgres")
        with psycopg.connect(target, autocommit=True) as connection:
            _fill(connection, areas=areas, lon=lon, lat=lat)
            yield PostGIS(child, connection, fences=len(areas))
    finally:
        child.stop()


def _create(cluster: Cluster, *, password: str) -> None:
    """Make the cluster; the embedded one's switches for locales are not known to older versions."""
    secret = cluster.data_outside.parent / "password"
    account = cluster.installation.account
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write(password)
    arguments = (
        str(cluster.installation.programs / "initdb"),
        *("--pgdata", str(cluster.data), "--username", SUPERUSER, "--pwfile", str(secret)),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
    )
    command = process.Command(
        name="initdb", arguments=arguments, folder=cluster.folder, mark=str(cluster.data), account=account
    )
    process.run(command, timeout_s=_INIT_SECONDS)


def _fill(
    connection: psycopg.Connection[Any], *, areas: npt.NDArray[np.object_], lon: FloatArray, lat: FloatArray
) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    with connection.cursor() as cursor:
        with cursor.copy("COPY fences FROM STDIN") as copy:
            for number, area in enumerate(shapely.to_wkb(areas, hex=True)):
                copy.write_row((number, area))
        with cursor.copy("COPY strewn FROM STDIN") as copy:
            copy.write("".join(f"{x!r}\t{y!r}\n" for x, y in zip(lon.tolist(), lat.tolist(), strict=True)))
    for statement in _INDEXES:
        connection.execute(statement)
