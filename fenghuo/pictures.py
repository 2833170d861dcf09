"""The part of the composition root that keeps and fetches the pictures of events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fenghuo.evidence import EvidenceKeeper
from fenghuo.loops import StoreLoop
from fenghuo.settings import SettingsError
from ingest.evidence.fetch import Fetcher
from ingest.outside.permit import Permit, PermitError
from store.evidence.folder import PictureFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from fenghuo.settings import Settings
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Seconds between two looks for pictures to be fetched.
FETCH_PAUSE = 0.5
MEBIBYTE = 1024 * 1024


def open_pictures(settings: Settings, *, store: PostgresStore | MemoryStore) -> PictureFolder | None:
    """Return the folder of pictures, None where none is set."""
    chosen = settings.evidence
    if not chosen.folder:
        return None
    return PictureFolder(
        Path(chosen.folder),
        most_bytes=chosen.total_mb * MEBIBYTE,
        largest=chosen.largest_mb * MEBIBYTE,
        referenced=store.referenced_pictures,
    )


def start_keeper(
    settings: Settings, *, store: PostgresStore | MemoryStore, folder: PictureFolder | None, stack: ExitStack
) -> tuple[EvidenceKeeper | None, Callable[[], str]]:
    """Return who keeps pictures, None without a folder, and how to ask what is wrong.

    Fetching starts if hosts are listed.

    Raises:
        SettingsError: If the list of hosts cannot be read, or there is no folder for what they give.
    """
    try:
        permit = Permit(settings.evidence.hosts)
    except PermitError as error:
        raise SettingsError(f"FENGHUO_EVIDENCE__HOSTS: {error}") from None
    if folder is None:
        if permit:
            raise SettingsError("FENGHUO_EVIDENCE__HOSTS lists hosts: set FENGHUO_EVIDENCE__FOLDER for their pictures")
        return None, lambda: ""
    fetcher = Fetcher(permit, largest=settings.evidence.largest_mb * MEBIBYTE) if permit else None
    keeper = EvidenceKeeper(store=store, folder=folder, fetcher=fetcher)
    stack.callback(keeper.close)
    if fetcher is None:
        return keeper, lambda: keeper.trouble
    loop = StoreLoop(store, keeper.fetch_due, name="evidence", topics=frozenset(), is_periodic=True, pause=FETCH_PAUSE)
    loop.start()
    stack.callback(loop.stop)
    return keeper, lambda: keeper.trouble or loop.trouble
