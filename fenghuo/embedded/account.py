"""The account that a service runs as when we are root, and what that account can reach.

PostgreSQL refuses to run as root. The account is one that every system has, so nothing has to be created; it gets a
folder of its own, and folders above that one are only ever looked at.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from fenghuo.embedded.errors import ServiceError

#: Accounts without privileges that Linux systems bring along, in the order of preference.
CANDIDATES = ("nobody", "daemon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A system account."""

    #: Login name.
    name: str
    #: User id.
    uid: int
    #: Primary group id.
    gid: int


def unprivileged() -> Account | None:
    """Return the account to drop to, or None when this process is not root and needs none."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        account = named(name)
        if account is not None and account.uid != 0:
            return account
    raise ServiceError(f"PostgreSQL does not run as root, and this system has no account {' or '.join(CANDIDATES)}")


def named(name: str, *, root: Path = Path("/")) -> Account | None:
    """Return the account of that name, or None; `root` looks into the account file of another system's folder."""
    if root == Path("/"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            return None
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    for line in (root / "etc/passwd").read_text(encoding="utf-8").splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return Account(name=name, uid=int(fields[2]), gid=int(fields[3]))
    return None


def can_enter(folder: Path, account: Account) -> bool:
    """Return whether the account may pass through the folder and every folder above it, judged by the mode bits."""
    resolved = folder.resolve()
    return all(
        _permits(step, account, stat.S_IXUSR, stat.S_IXGRP, stat.S_IXOTH)
        for step in (resolved, *resolved.parents)
        if step.exists()
    )


def can_read(path: Path, account: Account) -> bool:
    """Return whether the account may reach and read the file or folder."""
    return can_enter(path.parent, account) and _permits(path, account, stat.S_IRUSR, stat.S_IRGRP, stat.S_IROTH)


def _permits(path: Path, account: Account, *bits: int) -> bool:
    owner_bit, group_bit, other_bit = bits
    status = path.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & owner_bit)
    if status.st_gid == account.gid:
        return bool(status.st_mode & group_bit)
    return bool(status.st_mode & other_bit)
