"""Basemap: what the operator lays under the map, and what a browser may be allowed to load for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.headers import PAGE_POLICY

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Basemap:
    """A file of our own, or tiles of a map service, or neither."""

    #: PMTiles file; None: there is none.
    file: Path | None = None
    #: Addresses of tiles with ``{z}``, ``{x}`` and ``{y}``, the lowest layer first; the operator's key stands in them.
    #: Only people who are signed in are told.
    tiles: tuple[str, ...] = ()
    #: 审图号: number under which the map was approved; empty: it has none.
    approval: str = ""
    #: Who made it, said beside the map; empty: nobody needs to be named.
    credit: str = ""

    def shape(self) -> dict[str, Any] | None:
        """Return what the console lays under the map; None: nothing. A file wins: it needs nobody else."""
        if self.file is not None and self.file.is_file():
            return {"kind": "pmtiles", "urls": []}
        return {"kind": "tiles", "urls": list(self.tiles)} if self.tiles else None

    def policy(self) -> str:
        """Return the policy of the console: pictures from the origins of the tiles too, and from nowhere else."""
        origins = sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, self.tiles)})
        return PAGE_POLICY.replace("img-src 'self'", " ".join(["img-src 'self'", *origins]))
