"""The ``warden`` role: everything that happens because time has passed.

Approvals that nobody gave, acknowledgements that ran out, calls that nobody answered. What waits is rows in the store,
never memory: any number of wardens may run, and one that starts late does what is due.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from fenghuo.anchors import anchor_chore
from fenghuo.approving import approval_chore
from fenghuo.calling import call_desk_of, call_rolls
from fenghuo.casework import incident_chore, task_chore
from fenghuo.clock import now
from fenghuo.forgetting import forgetting_chore
from fenghuo.loops import StoreLoop
from fenghuo.watching import watch_of
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from fenghuo.runtime import Runtime

    #: Does what is due at an instant, in transactions of its own; returns when it wants to be called again, None for
    #: "when there is news in the journal".
    Chore = Callable[[datetime], datetime | None]

log = structlog.get_logger("fenghuo.warden")

#: Seconds between two rounds at least: every journal row rings for the warden.
ROUND_PAUSE = 0.2
#: A chore that asks for nothing is called so often anyway.
LOOK_ANYWAY = timedelta(seconds=5)


def chores(runtime: Runtime) -> dict[str, Chore]:
    """Return what the warden does, by name."""
    desk = call_desk_of(runtime.settings, runtime.store, clock=now)
    return {
        "approvals": approval_chore(runtime),
        "incidents": incident_chore(runtime),
        "tasks": task_chore(runtime),
        "channels": watch_of(runtime).look,
        "forgetting": forgetting_chore(runtime.store, keep_days=runtime.settings.personal.keep_days),
        **({"anchors": anchor_chore(runtime.settings, runtime.store)} if runtime.settings.audit.anchor_file else {}),
        "rollcalls": lambda at: call_rolls(runtime.store, desk, now=at),
    }


class Rounds:
    """Calls each chore when it is due, and all of them when there is news."""

    def __init__(self, work: dict[str, Chore], *, look_anyway: timedelta = LOOK_ANYWAY) -> None:
        """Take the chores by name, and how often each is called at least."""
        self._work = work
        self._look_anyway = look_anyway
        self._due: dict[str, datetime | None] = {}

    @property
    def due(self) -> datetime | None:
        """Return when the first chore wants to be called again; None: no chore has been called yet."""
        return min((due for due in self._due.values() if due is not None), default=None)

    def go(self, at: datetime, *, is_news: bool) -> Sequence[str]:
        """Do what is due; return the names of the chores that failed, which are due again next time.

        Raises:
            StoreError: If the store is away: nothing can be done then.
        """
        failed: list[str] = []
        for name, chore in self._work.items():
            due = self._due.get(name)
            if not is_news and due is not None and due > at:
                continue
            try:
                wanted = chore(at)
            except StoreError:
                raise
            except Exception:
                # One chore that fails must not keep the calls of the others from being made.
                log.exception("chore_failed", chore=name)
                failed.append(name)
                self._due[name] = at
                continue
            latest = at + self._look_anyway
            self._due[name] = latest if wanted is None else min(max(wanted, at), latest)
        return failed


def start_warden(runtime: Runtime) -> None:
    """Start the loop that goes the rounds."""
    rounds = Rounds(chores(runtime))
    seen = -1

    def work() -> None:
        nonlocal seen
        head = runtime.store.journal_head()
        failed = rounds.go(now(), is_news=head != seen)
        seen = head
        if failed:
            message = f"failed: {', '.join(failed)}; the log says more"
            raise RuntimeError(message)

    loop = StoreLoop(
        runtime.store, work, name="warden", topics=frozenset({"journal"}), is_periodic=True, pause=ROUND_PAUSE
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("warden", lambda: loop.trouble)
