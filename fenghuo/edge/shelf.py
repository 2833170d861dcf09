"""Shelf: the bundle that a node holds, on its disk; put there in steps that a power cut may end anywhere.

The documents are written beside those in force first, then the signed file is replaced, then the folder's name is
turned over to the new ones. Whatever step was the last, the next start finishes the work.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from fenghuo.edge.bundle import Bundle, check_succession, read
from fenghuo.edge.seal import load_public, read_sealed
from fenghuo.private_file import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Shelf:
    """The folder of a node's bundle."""

    def __init__(self, folder: Path) -> None:
        """Take the node's data folder; nothing is read yet."""
        self._folder = folder
        self._file = folder / "bundle.signed"
        #: Public key of the node above, written at the first bundle.
        self._key = folder / "above.pub"

    @property
    def documents(self) -> Path:
        """Where the documents in force are."""
        return self._folder / "documents"

    def held(self) -> Bundle | None:
        """Return the bundle that is held; None: none was ever taken.

        Raises:
            FenghuoError: If it was changed on the disk.
        """
        if not self._file.exists():
            return None
        return read(read_sealed(self._file), trusted=[load_public(self._key)], origin=str(self._file))

    def take(self, data: bytes, *, key_file: Path | None, origin: str) -> Bundle:
        """Take a bundle in, or refuse it and change nothing.

        Args:
            data: The signed file.
            key_file: Public key of the node above; needed for the first bundle only, and afterwards the same.
            origin: For messages.

        Raises:
            FenghuoError: If it is not trusted, not newer, or for another node.
        """
        trusted = self._trusted(key_file)
        bundle = read(data, trusted=[trusted], origin=origin)
        held = self.held()
        check_succession(bundle, held=held, node="" if held is None else held.node)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lay_out(bundle)
        if not self._key.exists() and key_file is not None:
            write_private(self._key, key_file.read_bytes())
        write_private(self._file, data)
        self._turn_over(bundle)
        return bundle

    def restored(self) -> Bundle | None:
        """Return the bundle that is held, after finishing what a power cut may have left half done."""
        bundle = self.held()
        is_laid_out = self.documents.is_dir()
        if bundle is not None and not (is_laid_out and self.documents.resolve().name == self._name(bundle)):
            self._lay_out(bundle)
            self._turn_over(bundle)
        return bundle

    def _trusted(self, key_file: Path | None) -> Ed25519PublicKey:
        # The first key stays: whoever sends a bundle cannot send the key along that vouches for it.
        return load_public(self._key if self._key.exists() or key_file is None else key_file)

    def _lay_out(self, bundle: Bundle) -> None:
        folder = self._folder / self._name(bundle)
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for name, text in bundle.files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, text)
        fresh.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)

    def _turn_over(self, bundle: Bundle) -> None:
        link = self._folder / "documents.new"
        link.unlink(missing_ok=True)
        link.symlink_to(self._name(bundle))
        link.replace(self.documents)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        for old in self._folder.glob("documents-*"):
            if old.name != self._name(bundle):
                shutil.rmtree(old, ignore_errors=True)

    @staticmethod
    def _name(bundle: Bundle) -> str:
        return f"documents-{bundle.serial}"
