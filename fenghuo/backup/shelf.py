"""Where backups lie: a file that is there whole or not at all, and a folder that keeps the newest few."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from fenghuo.backup.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from pathlib import Path

_NAME: Final = re.compile(r"fenghuo-\d{8}T\d{6}Z\.tar")
_PART: Final = ".part"


def name_at(created: datetime) -> str:
    """Return the name of a backup in a folder; names sort by time."""
    return f"fenghuo-{created:%Y%m%dT%H%M%SZ}.tar"


def surplus(names: Collection[str], *, keep: int) -> list[str]:
    """Return the backups that are older than the newest so many; a file of another name is nobody's business."""
    ours = sorted(name for name in names if _NAME.fullmatch(name))
    return ours[: max(len(ours) - keep, 0)]


def remove_surplus(folder: Path, *, keep: int) -> list[str]:
    """Remove the backups of a folder beyond the newest so many; return their names."""
    removed = surplus([path.name for path in folder.iterdir()], keep=keep)
    for name in removed:
        (folder / name).unlink(missing_ok=True)
    return removed


def remove_leftovers(folder: Path) -> None:
    """Remove what backups that were killed left half written in a folder."""
    for path in folder.glob(f"fenghuo-*{_PART}"):
        with path.open("rb") as file:
            if _is_ours(file.fileno()):
                path.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Write a file that only its owner may read; it gets its name once it is whole and on the disk.

    Raises:
        BackupError: If it is there already, or the disk does not take it.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: choose another name, or give a folder")
    part = path.with_name(path.name + _PART)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if not _is_ours(descriptor):
                raise BackupError(f"{part} is being written by another process")
            try:
                file.truncate()
                yield file.write
                file.flush()
                os.fsync(descriptor)
                part.rename(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        _settle(path.parent)
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}") from error


def _is_ours(descriptor: int) -> bool:
    """Tell whether nobody else writes a file; whoever does, holds it as long as the process lives."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _settle(folder: Path) -> None:
    """Let the new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
