"""Watches the live system while people drill: a real warning stops the drill, loudly."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import httpx2
import structlog

from alerts.warning import CapStatus
from api.ports.drills import Interruption
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = structlog.get_logger("fenghuo.drill.live_watch")

#: Seconds between two looks at the live system.
LOOK_SECONDS = 2.0
_PATIENCE_SECONDS = 10.0
#: Warnings asked for at once.
_PAGE = 100
#: Looks that may fail before the drill says that nobody watches for it.
_MOST_FAILED = 5


class LiveWatchError(FenghuoError):
    """The live system cannot be watched."""


class LiveWatch:
    """Asks the live system for warnings that are real, by an API key that may read."""

    def __init__(
        self, url: str, key: str, *, tell: Callable[[Interruption], None], client: httpx2.Client | None = None
    ) -> None:
        """Take where to look, and who is told the headline of what is found.

        Args:
            url: Of the live installation.
            key: API key of a viewer.
            tell: Is told each real warning once, and that nobody watches any more.
            client: Asks; one is made where none is given.
        """
        self._client = client or httpx2.Client(
            base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=_PATIENCE_SECONDS
        )
        self._tell = tell
        self._known: set[str] = set()
        self._failed = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-live-watch", daemon=True)

    def start(self) -> None:
        """Note what is in force already, and go on looking.

        Raises:
            LiveWatchError: If the live system does not answer, or refuses the key.
        """
        self._known = {str(warning["id"]) for warning in self._issued()}
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_PATIENCE_SECONDS)
        self._client.close()

    def look(self) -> None:
        """Look once; tell what is new, and once that the live system does not answer."""
        try:
            issued = self._issued()
        except LiveWatchError as error:
            self._failed += 1
            log.warning("live_system_silent", why=str(error))
            if self._failed == _MOST_FAILED:
                self._tell(
                    Interruption(
                        headline_zh=f"已无人监看真实预警：{error}",
                        headline_en=f"nobody watches for real warnings: {error}",
                    )
                )
            return
        self._failed = 0
        for warning in issued:
            if str(warning["id"]) not in self._known:
                self._known.add(str(warning["id"]))
                self._tell(_interruption(warning))

    def _issued(self) -> list[dict[str, Any]]:
        try:
            items = list(self._pages())
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            raise LiveWatchError(f"the live system cannot be asked for its warnings: {error}") from None
        return [warning for warning in items if warning.get("status") == CapStatus.ACTUAL.value]

    def _pages(self) -> Iterator[dict[str, Any]]:
        """Yield everything that is in force: the newest drafts come first, and an old one may be issued last."""
        asked: dict[str, str | int] = {"stage": "issued", "limit": _PAGE}
        while True:
            answer = self._client.get("/api/v1/warnings", params=asked)
            answer.raise_for_status()
            told = answer.json()
            yield from told["items"]
            if not told.get("next"):
                return
            asked["cursor"] = told["next"]

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:
                # The loop owns its task: one look that fails must not be the last.
                log.exception("live_watch_failed")


def _interruption(warning: Mapping[str, Any]) -> Interruption:
    headline = warning.get("headline") or {}
    zh, en = str(headline.get("zh") or ""), str(headline.get("en") or "")
    # A warning in one language is better read in that than not at all.
    return Interruption(identifier=str(warning["identifier"]), headline_zh=zh or en, headline_en=en or zh)
