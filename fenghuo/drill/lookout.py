"""Lookout: a live server looks out for real warnings while drills run, and tells these."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alerts.rollcall.wording import text_of
from alerts.warning import MessageType, Stage
from api.ports.drills import Interruption
from fenghuo.drill.host import Host
from fenghuo.loops import StoreLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alerts.warning import CapStatus, Warning  # noqa: A004  the field's word
    from fenghuo.runtime import Runtime
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Seconds between two looks at what was issued, at least.
_PAUSE = 0.5
#: Warnings that are read at once.
_PAGE = 100


class Lookout:
    """Tells drills of every warning that this installation issues under its own status: here, that is real."""

    def __init__(self, store: PostgresStore | MemoryStore, host: Host, *, status: CapStatus) -> None:
        """Take note of what is in force already.

        Args:
            store: Of the live installation.
            host: Is told.
            status: Of what this installation issues.
        """
        self._store, self._host, self._status = store, host, status
        self._known = {warning.identifier for warning in self._issued()}

    def look(self) -> None:
        """Look once."""
        for warning in self._issued():
            if warning.identifier not in self._known:
                self._known.add(warning.identifier)
                self._host.interrupt(
                    Interruption(
                        identifier=warning.identifier,
                        headline_zh=text_of(warning, "zh-CN").headline,
                        headline_en=text_of(warning, "en").headline,
                    )
                )

    def _issued(self) -> list[Warning]:
        return [
            one for one in self._in_force() if one.status is self._status and one.message_type is not MessageType.CANCEL
        ]

    def _in_force(self) -> Iterator[Warning]:
        """Yield everything that is in force: the newest drafts come first, and an old one may be issued last."""
        before: str | None = None
        while page := self._store.warnings(stages={Stage.ISSUED}, before=before, limit=_PAGE):
            yield from page
            before = str(page[-1].id)


def start_drills(runtime: Runtime) -> None:
    """Let drills be started from here; they end with this process."""
    settings = runtime.settings
    host = Host(settings.drill, folder=Path(settings.drill.folder), http=settings.http)
    runtime.drill_host = host
    runtime.stack.callback(host.stop_all)
    lookout = Lookout(runtime.store, host, status=settings.issuer.status)
    # Once a second as well: a ring that is lost must not let a drill go on.
    loop = StoreLoop(
        runtime.store, lookout.look, name="lookout", topics=frozenset({"journal"}), is_periodic=True, pause=_PAUSE
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("lookout", lambda: loop.trouble)
