"""What can go wrong with a backup."""

from __future__ import annotations

from sensing.errors import FenghuoError


class BackupError(FenghuoError):
    """A backup was not made, or not restored; what was there before is as it was."""


class DamagedError(BackupError):
    """A file is no backup, or no longer the one that was written."""
