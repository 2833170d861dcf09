"""A person who looks at the board again and again: a process of its own, or it would wait for whoever makes the storm.

Run as ``python -m fenghuo.bench.onlooker URL LOOKS``. The key comes as the first line of the standard input; a second
line ends it, and it prints one line of JSON.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

#: What the console asks for its board.
BOARD = "/api/v1/incidents?open=true&limit=100"
#: Seconds one answer may take.
_PATIENCE = 60.0


@dataclass(slots=True, kw_only=True)
class Onlooker:
    """Looks at a steady rate; a look that is late does not move the next ones."""

    #: Looks; raises ``OSError`` or ``HTTPException`` where it sees nothing.
    look: Callable[[], None]
    #: Looks a second.
    rate: float
    #: Seconds that only go forward.
    timer: Callable[[], float]
    #: Waits so many seconds; returns whether it is time to end.
    wait: Callable[[float], bool]
    #: Seconds from the intended instant of each look to its answer.
    took: list[float] = field(default_factory=list)
    errors: int = 0

    def run(self) -> None:
        """Look until it is time to end."""
        due = self.timer()
        while not self.wait(max(0.0, due - self.timer())):
            try:
                self.look()
            except (OSError, http.client.HTTPException):
                self.errors += 1
            self.took.append(self.timer() - due)
            due += 1 / self.rate

    def line(self) -> str:
        """Return what it saw as one line of JSON."""
        return json.dumps({"took": self.took, "errors": self.errors})


class Board:
    """The board behind a connection that is kept, as a browser keeps it."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
        self._headers = {"Authorization": f"Bearer {key}"}

    def look(self) -> None:
        """Ask for the board and read it whole.

        Raises:
            OSError: If nothing answers, or the answer is no board.
        """
        try:
            self._connection.request("GET", BOARD, headers=self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        if answer.status != http.client.OK:
            message = f"expected the board, got status {answer.status}"
            raise OSError(message)


def main(url: str, looks: str) -> None:
    """Look until a line comes."""
    board, ending = Board(url, sys.stdin.readline().strip()), threading.Event()
    onlooker = Onlooker(look=board.look, rate=float(looks), timer=time.monotonic, wait=ending.wait)  # noqa: TID251
    thread = threading.Thread(target=onlooker.run, name="onlooker", daemon=True)
    thread.start()
    sys.stdin.readline()
    ending.set()
    thread.join(_PATIENCE)
    print(onlooker.line())  # noqa: T201 -- the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
