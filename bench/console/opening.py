"""How much has to come before a person can use the console, and how long that takes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

#: The map library's chunk, which comes after the first picture; what comes from then on is not the first load.
MAP_CHUNK = "/live-"
#: A page is quiet when no long task has begun for so long, ms.
QUIET_MS = 1000

#: Notes when a part of the page is there and a frame with it was shown.
APPEARS = """
(part) => new Promise((done) => {
  const look = () => {
    if (document.querySelector(part)) requestAnimationFrame(() => done(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})
"""
#: When the last long task before a quiet stretch ended, ms since the page began; without one the first that was given.
BUSY_UNTIL = """
([since, quiet]) => {
  let until = since;
  for (const [start, took] of window.__bench.long) if (start < until + quiet) until = Math.max(until, start + took);
  return until;
}
"""


class Weight:
    """The bodies of the console's own files that a page asked for until it asked for the map."""

    def __init__(self, page: Page) -> None:
        self._found: list[Response] = []
        page.on("response", self._take)

    def _take(self, answer: Response) -> None:
        if "/api/" not in answer.url and "/readyz" not in answer.url:
            self._found.append(answer)

    def told(self) -> dict[str, Any]:
        """Return the sizes packed, kB, of what came before the map chunk."""
        before: dict[str, float] = {}
        for answer in self._found:
            if MAP_CHUNK in answer.url:
                break
            if answer.ok:
                before[answer.url.rsplit("/", 1)[-1] or "index.html"] = len(gzip.compress(answer.body(), 6)) / 1000
        return {
            "first_load_gzip_kb": round(sum(before.values()), 1),
            "files": {name: round(size, 1) for name, size in before.items()},
        }


def until_usable(page: Page, part: str) -> dict[str, float]:
    """Return when a part of the page that is loading was seen, and when the page had time for a person, ms."""
    shown = page.evaluate(APPEARS, part)
    page.wait_for_timeout(3 * QUIET_MS)
    return {"shown_ms": round(shown), "interactive_ms": round(page.evaluate(BUSY_UNTIL, [shown, QUIET_MS]))}
