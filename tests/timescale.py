"""A real TimescaleDB without Docker: Debian's build of it, in a folder of its own, run in a chroot.

The folder is made once by debootstrap and kept outside the repository; every test session makes a cluster of its own
in it, so sessions may overlap. Nothing is mounted. What a crashed session left is stopped and removed by the next.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fenghuo.embedded import account, cluster, ports
from fenghuo.embedded.claim import LOCK_NAME, Claim
from fenghuo.embedded.cluster import Cluster, Installation, Serving
from fenghuo.embedded.errors import AlreadyRunningError, ServiceError
from fenghuo.embedded.postgres import dsn
from tests.services import HASTY

SUITE = "trixie"
PACKAGES = ("postgresql-17-timescaledb",)
#: Where PostgreSQL's programs are inside.
PROGRAMS = Path("/usr/lib/postgresql/17/bin")
#: Where the clusters of the sessions are inside.
SESSIONS = Path("/var/lib/fenghuo-test")
#: Written into the folder when debootstrap has finished; its text says what is inside.
MARKER, COMPLETE = "fenghuo-complete", f"{SUITE} {' '.join(PACKAGES)}\n"
#: Seconds that debootstrap may take on a slow line.
DEBOOTSTRAP_TIMEOUT_S = 900


@contextmanager
def a_timescale() -> Iterator[str]:
    """Run a TimescaleDB for as long as the block lasts; yields the connection string of its database `postgres`."""
    require(is_root=os.geteuid() == 0)
    root = a_root()
    sessions = root / SESSIONS.relative_to("/")
    sessions.mkdir(exist_ok=True)
    server_account = account.named("postgres", root=root)
    if server_account is None:
        raise ServiceError(f"{root}/etc/passwd has no user postgres: delete {root}, the next run makes it anew")
    installation = Installation(programs=PROGRAMS, account=server_account, root=root)
    clear_crashed_sessions(installation)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    with Claim(sessions / name):
        own = a_cluster(installation, name)
        try:
            yield from _served(own)
        finally:
            shutil.rmtree(own.folder)


def _served(own: Cluster) -> Iterator[str]:
    password = secrets.token_urlsafe(12)
    own.data_outside.parent.mkdir()
    assert own.installation.account is not None
    os.chown(own.data_outside.parent, own.installation.account.uid, own.installation.account.gid)
    cluster.create(own, password=password)
    settings = {
        **HASTY,
        "shared_preload_libraries": "timescaledb",
        "timescaledb.telemetry_level": "off",
        "timescaledb.max_background_workers": "4",
    }
    port = ports.free_port()
    child = cluster.start(own, Serving(port=port, settings=settings))
    try:
        yield dsn(port=port, password=password, database="postgres")
    finally:
        child.stop()


def a_cluster(installation: Installation, name: str) -> Cluster:
    """Return the cluster of a session."""
    return Cluster(
        installation=installation,
        data=SESSIONS / name / "cluster/data",
        folder=installation.outside(SESSIONS / name),
    )


def clear_crashed_sessions(installation: Installation) -> None:
    """Stop and remove what sessions left behind whose process is gone."""
    for folder in installation.outside(SESSIONS).iterdir():
        try:
            with Claim(folder):
                cluster.recover(a_cluster(installation, folder.name))
                shutil.rmtree(folder)
        except (AlreadyRunningError, FileNotFoundError):
            # A living session, or one that another session is just clearing.
            continue


def a_root() -> Path:
    """Return a complete folder, made now when there is none."""
    candidates = [folder / f"timescaledb-{SUITE}" for folder in cache_folders()]
    for root in candidates:
        if is_complete(root):
            return root
    root = candidates[-1]
    require(is_root=os.geteuid() == 0, debootstrap=shutil.which("debootstrap"))
    root.parent.mkdir(parents=True, exist_ok=True)
    with (root.parent / f"{root.name}.{LOCK_NAME}").open("w") as lock:
        # Sessions that start together wait here for the first one's work.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_complete(root):
            bootstrap(root)
    return root


def cache_folders() -> list[Path]:
    """Return where the folder may be, the one to make it in last."""
    folders = [Path("/var/cache/fenghuo-test")]
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        folders.insert(0, Path(chosen) / "fenghuo-test")
    return folders


def is_complete(root: Path) -> bool:
    """Return whether debootstrap has finished there, with what we want today."""
    marker = root / MARKER
    return marker.is_file() and marker.read_text() == COMPLETE


def require(*, is_root: bool, debootstrap: str | None = "") -> None:
    """Check that this machine has what it takes.

    Raises:
        ServiceError: Something is missing; the message says what.
    """
    missing = []
    if not is_root:
        missing.append("root rights (debootstrap and chroot need them)")
    if debootstrap is None:
        missing.append("the Debian package debootstrap (deploy/test-packages.sh installs it)")
    if missing:
        raise ServiceError(f"the tests need a real TimescaleDB, for which this machine lacks {' and '.join(missing)}")


def bootstrap(root: Path) -> None:
    """Make the folder: a minimal Debian with TimescaleDB."""
    shutil.rmtree(root, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root), *mirror()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEBOOTSTRAP_TIMEOUT_S, check=False)
    if done.returncode != 0:
        lines = "\n".join(done.stdout.splitlines()[-10:] + done.stderr.splitlines()[-10:])
        raise ServiceError(f"{' '.join(command)} failed with status {done.returncode}:\n{lines}")
    for package in (root / "var/cache/apt/archives").glob("*.deb"):
        package.unlink()
    (root / MARKER).write_text(COMPLETE)


def mirror() -> list[str]:
    """Return the Debian mirror that this machine uses already, nothing for debootstrap's own choice."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        return []
    return done.stdout.split()[:1]


if __name__ == "__main__":
    # Before the tests, so that a slow line does not look like a hanging test.
    print(a_root())  # noqa: T201
