"""Standing: how a node stands by its bundle: what is wrong with it, and what its warnings must say beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alerts.issuer import no_caveat
from fenghuo.clock import now
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fenghuo.edge.bundle import Bundle
    from fenghuo.sections.edge import Edge
    from incidents.span import Words


class HeldBundle:
    """The bundle of a folder, read again when its file changes."""

    def __init__(self, folder: Path) -> None:
        """Take the node's data folder; nothing is read yet."""
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._held: Bundle | None = None
        self._why = ""

    def held(self) -> Bundle | None:
        """Return the bundle; None where there is none or it cannot be read."""
        self._look()
        return self._held

    def trouble(self) -> str:
        """Return what is wrong with it; empty while nothing is, or where there is none."""
        held = self.held()
        return self._why or (held.trouble(now()) if held else "")

    def caveat(self, at: datetime) -> Words:
        """Return what every warning says beside its own words."""
        held = self.held()
        return held.caveat(at) if held else {}

    def _look(self) -> None:
        file = self._folder / "bundle.signed"
        try:
            status = file.stat()
        except OSError:
            self._seen, self._held, self._why = None, None, ""
            return
        seen = (status.st_mtime_ns, status.st_size)
        if seen == self._seen:
            return
        # Loaded here: most installations have no bundle.
        from fenghuo.edge.shelf import Shelf

        try:
            self._held, self._why = Shelf(self._folder).held(), ""
        except FenghuoError as error:
            # What is in force goes on; people are told that its file is not what was taken.
            self._why = str(error)
        self._seen = seen


def caveat_of(settings: Edge) -> Callable[[datetime], Words]:
    """Return what warnings of an installation say beside their own words."""
    return HeldBundle(Path(settings.folder)).caveat if settings.folder else no_caveat
