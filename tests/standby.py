"""A primary and its streaming standby, as processes: PostgreSQL's own `pg_basebackup`, `pg_promote` and `kill -9`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg

from fenghuo.embedded import account as accounts
from fenghuo.embedded import cluster as clusters
from fenghuo.embedded import placement, process
from fenghuo.embedded.cluster import Cluster, Serving
from fenghuo.embedded.ports import LOOPBACK, free_port
from fenghuo.embedded.postgres import DATABASE, EmbeddedPostgres, dsn, start_postgres
from tests.running import eventually

#: What is acknowledged is on both; a crash of the machine is not tried here, so nobody waits for a disk.
PAIRED = {
    "fsync": "off",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_senders": "5",
    "max_connections": "100",
    "wal_keep_size": "256MB",
    "hot_standby": "on",
}


@dataclass(slots=True, kw_only=True)
class Pair:
    """Two servers of one database."""

    primary: EmbeddedPostgres
    standby: process.Child
    standby_port: int
    password: str

    @property
    def dsn(self) -> str:
        """Connection string that finds whichever takes writes."""
        return self._of(f"{LOOPBACK}:{self.primary.port},{LOOPBACK}:{self.standby_port}", "read-write")

    @property
    def standby_dsn(self) -> str:
        """Connection string of the standby alone."""
        return dsn(port=self.standby_port, password=self.password)

    def _of(self, hosts: str, attributes: str) -> str:
        user = clusters.SUPERUSER
        return f"postgresql://{user}:{self.password}@{hosts}/{DATABASE}?target_session_attrs={attributes}"

    def on_primary(self, query: LiteralString) -> list[tuple[Any, ...]]:
        return _asked(self.primary.dsn, query)

    def on_standby(self, query: LiteralString) -> list[tuple[Any, ...]]:
        return _asked(self.standby_dsn, query)

    def demand_both(self) -> None:
        """Acknowledge a commit only once the standby has it too."""
        self.on_primary("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.on_primary("SELECT pg_reload_conf()")
        ask: LiteralString = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        eventually(lambda: self.on_primary(ask), what="the standby was waited for")

    def kill_primary(self) -> None:
        """End every process of the primary where it stands."""
        kill_all(self.primary.pid)
        self.primary.stop()

    def promote(self) -> None:
        """Make the standby the primary, waiting for nobody."""
        # Taken over with the rest: the one that is to be waited for is gone.
        self.on_standby("ALTER SYSTEM RESET synchronous_standby_names")
        self.on_standby("SELECT pg_promote()")
        self.on_standby("SELECT pg_reload_conf()")


@contextmanager
def a_pair(folder: Path) -> Iterator[Pair]:
    """Run a primary and a standby that follows it for as long as the block lasts."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    with ExitStack() as stack:
        primary = start_postgres(folder / "primary", settings=PAIRED)
        stack.callback(primary.stop)
        account = accounts.unprivileged()
        own = Cluster(
            installation=placement.installation(account),
            data=placement.data_folder(folder / "standby", account),
            folder=folder / "standby",
        )
        process.run(_copying(own, primary.dsn), timeout_s=60)
        port = free_port()
        standby = clusters.start(own, Serving(port=port, settings=PAIRED))
        stack.callback(standby.stop)
        password = (folder / "primary" / "password").read_text("utf-8").strip()
        yield Pair(primary=primary, standby=standby, standby_port=port, password=password)


def kill_all(pid: int) -> None:
    """Kill a server and what it has started, none of them asked."""
    postmaster = psutil.Process(pid)
    for each in [postmaster, *postmaster.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGKILL)


def _copying(own: Cluster, source: str) -> process.Command:
    programs = own.installation.programs
    return process.Command(
        name="pg_basebackup",
        arguments=(
            str(programs / "pg_basebackup"),
            *("--dbname", source, "--pgdata", str(own.data), "--checkpoint", "fast"),
            *("--wal-method", "stream", "--write-recovery-conf", "--no-sync"),
        ),
        folder=own.folder,
        mark=f"--pgdata {own.data}",
        account=own.installation.account,
    )


def _asked(target: str, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(target, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []
