"""One owner per folder, and the kernel remembers who.

The lock is a `flock` on a file in the folder: it vanishes with its owner, however that one dies, so a lock that can be
had means that whatever else is left in the folder was left by a crash.
"""

import fcntl
import os
from pathlib import Path
from typing import Self

from fenghuo.embedded.errors import AlreadyRunningError, ServiceError

LOCK_NAME = "lock"


class Claim:
    """The right to use a folder, held until released."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when it does not exist.

        Raises:
            AlreadyRunningError: A living process has it.
            ServiceError: The folder cannot be made or written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ServiceError(f"cannot write in {folder}: {error.strerror}") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(self._descriptor, 100, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise AlreadyRunningError(folder=folder, owner=owner or "another process") from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"process {os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the folder back; more than once does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        """Return the claim itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release."""
        self.release()
