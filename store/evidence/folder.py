"""PictureFolder: a content-addressed store in plain files.

The name of a file is the SHA-256 of its bytes, so the same picture is kept once, a picture cannot be exchanged
unnoticed, and a crash leaves at worst a picture that nothing refers to. A picture that would make the folder
larger than its bound drives out old ones: first those that no event refers to, oldest first, then the oldest of all.
One that has just come counts as referred to: its event is on the way to the store.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from store.evidence.media import media_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}")
_PART = ".part"
#: Files asked about at once whether an event refers to them.
_ASKED = 500
#: How long before the newest picture one has just come, seconds.
_FRESH = 3600.0
#: Part of the bound that is freed at once: a twentieth.
_SPARE = 20


class Outcome(StrEnum):
    """What became of a picture that was to be kept."""

    KEPT = "kept"
    #: Longer than one picture may be.
    TOO_LARGE = "too_large"
    #: Neither JPEG nor PNG nor WebP.
    NO_PICTURE = "no_picture"
    #: Its bytes do not have the hash that was told.
    OTHER_HASH = "other_hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is kept."""

    data: bytes
    #: E.g. ``image/jpeg``.
    media_type: str


def hash_of(data: bytes) -> str:
    """Return the name of a picture: the SHA-256 of its bytes in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class PictureFolder:
    """Pictures in one folder; safe to share between threads. One process writes, others may read."""

    def __init__(
        self,
        root: Path,
        *,
        most_bytes: int,
        largest: int,
        referenced: Callable[[Collection[str]], Collection[str]],
    ) -> None:
        """Take the folder; it is made when the first picture comes.

        Args:
            root: The folder.
            most_bytes: Bound of all pictures together, bytes.
            largest: Bound of one picture, bytes.
            referenced: Tells which of some hashes events refer to.
        """
        self._root = root
        self._most_bytes = most_bytes
        self._largest = min(largest, most_bytes)
        self._referenced = referenced
        self._lock = threading.RLock()
        #: Bytes of all pictures; None before the folder was looked through.
        self._total: int | None = None

    def put(self, data: bytes, *, sha256: str = "") -> Outcome:
        """Keep a picture; one that is there already is kept once.

        Args:
            data: The picture.
            sha256: Hash that it must have; empty: none was told.

        Raises:
            OSError: If the disk does not take it.
            StoreError: If room has to be made and the store is away, which knows what events refer to.
        """
        if len(data) > self._largest:
            return Outcome.TOO_LARGE
        if not media_type(data):
            return Outcome.NO_PICTURE
        name = hash_of(data)
        if sha256 and sha256.lower() != name:
            return Outcome.OTHER_HASH
        with self._lock:
            path = self._path(name)
            if path.exists():
                # Told of again: it has come now.
                os.utime(path)
            else:
                self._make_room(len(data))
                _write(path, data)
                self._total = self.total + len(data)
        return Outcome.KEPT

    def get(self, sha256: str) -> Picture | None:
        """Return a picture; None when it is not kept, or its bytes are no longer those that it was named after."""
        if not _HASH.fullmatch(sha256):
            return None
        try:
            data = self._path(sha256).read_bytes()
        except OSError:
            return None
        return Picture(data=data, media_type=media_type(data)) if hash_of(data) == sha256 else None

    def has(self, sha256: str) -> bool:
        """Tell whether a picture is kept."""
        return _HASH.fullmatch(sha256) is not None and self._path(sha256).exists()

    @property
    def total(self) -> int:
        """Return the bytes of all pictures."""
        with self._lock:
            if self._total is None:
                self._total = sum(size for _, _, size in self._files())
            return self._total

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name

    def _files(self) -> list[tuple[float, str, int]]:
        """Return when each picture came, its hash and its bytes; what a crash left half written is removed."""
        found = []
        for path in self._root.glob("??/*"):
            if path.suffix == _PART:
                path.unlink(missing_ok=True)
            elif _HASH.fullmatch(path.name):
                about = path.stat()
                found.append((about.st_mtime, path.name, about.st_size))
        return found

    def _make_room(self, coming: int) -> None:
        """Remove pictures until one more fits, and some more, so that not every picture asks for room."""
        if self.total + coming <= self._most_bytes:
            return
        goal = self._most_bytes - self._most_bytes // _SPARE
        files = sorted(self._files())
        names = [name for _, name, _ in files]
        referenced = {name for came, name, _ in files if came > files[-1][0] - _FRESH}
        for start in range(0, len(names), _ASKED):
            referenced |= set(self._referenced(names[start : start + _ASKED]))
        total = sum(size for _, _, size in files)
        # Sorting is stable: within each half the oldest stays first.
        for _, name, size in sorted(files, key=lambda file: file[1] in referenced):
            if total + coming <= goal:
                break
            self._path(name).unlink(missing_ok=True)
            total -= size
        self._total = total


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, and stays there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(_PART)
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
