"""The warden's chore ``rollcalls``: reads what people sent back, starts roll calls, and goes on with those due."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from alerts.answering import read_inbox
from alerts.call_desk import CallDesk
from alerts.calling import advance, look_at, unlooked
from alerts.rollcall.document import parse_rollcalls
from fenghuo.settings import SettingsError
from sensing.instant import to_micros
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from alerts.rollcall.plan import RollCallPolicy
    from fenghuo.settings import Settings
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.calling")

#: A device that was heard this recently speaks for its village.
LIVELY_FOR: Final = timedelta(minutes=30)
#: Steps of one roll call before the other chores have their turn: each is about a portion of its places.
MOST_STEPS: Final = 10


def call_desk_of(settings: Settings, store: PostgresStore | MemoryStore, *, clock: Callable[[], datetime]) -> CallDesk:
    """Return with what this installation's roll calls call.

    Raises:
        SettingsError: If the file of policies cannot be read.
        DocumentError: If a policy is wrong; carries file and line.
    """
    return CallDesk(
        policies=_policies(settings.rollcall.file),
        link=link_of(settings, "a"),
        status=settings.issuer.status,
        lively=lambda: lively_divisions(store, now=clock()),
    )


def link_of(settings: Settings, page: str) -> str:
    """Return the beginning of the links that lead to a page; empty where telephones reach none."""
    url = settings.rollcall.url.rstrip("/")
    return f"{url}/{page}/" if url else ""


def _policies(file: str) -> tuple[RollCallPolicy, ...]:
    if not file:
        return ()
    try:
        return parse_rollcalls(Path(file).read_text("utf-8"), origin=file)
    except OSError as error:
        raise SettingsError(f"FENGHUO_ROLLCALL__FILE: {file}: {error.strerror}") from None


def lively_divisions(store: PostgresStore | MemoryStore, *, now: datetime) -> frozenset[str]:
    """Return the divisions in which a device was heard lately."""
    since = to_micros(now - LIVELY_FOR)
    heard = {name for name, link in store.links().items() if link.heard >= since}
    return frozenset(station.division for station in store.stations() if str(station.id) in heard)


def call_rolls(store: PostgresStore | MemoryStore, desk: CallDesk, *, now: datetime) -> datetime | None:
    """Do what is due of every roll call; return when the next one is.

    Raises:
        StoreError: If the store is away.
        RuntimeError: If a roll call failed; the others went on.
    """
    while read_inbox(store, status=desk.status, now=now):
        pass
    failed: list[str] = []
    seen: set[str] = set()
    while fresh := [id_ for id_ in unlooked(store) if id_ not in seen]:
        seen.update(fresh)
        failed += _each(fresh, lambda id_: look_at(store, desk, id_, now=now))
    for _ in range(MOST_STEPS):
        if not (due := [id_ for id_ in store.due_rollcalls(now=now) if id_ not in failed]):
            break
        failed += _each(due, lambda id_: advance(store, id_, desk, now=now))
    if failed:
        message = f"roll calls failed: {', '.join(failed)}"
        raise RuntimeError(message)
    return store.next_rollcall()


def _each(ids: Iterable[str], act: Callable[[str], object]) -> list[str]:
    """Do something about each roll call; return of which it failed.

    Raises:
        StoreError: If the store is away.
    """
    failed = []
    for id_ in ids:
        try:
            act(id_)
        except StoreError:
            raise
        except Exception:
            # One roll call that fails must not keep the villages of the others from being called.
            log.exception("rollcall_failed", rollcall=id_)
            failed.append(id_)
    return failed
