"""Tether: by which a server holds a drill that it has started: lines of JSON on the drill's standard input.

The server tells who may take which seat, and that something real has come. Nothing goes the other way, and no key or
token of the server's is among it. When the input ends the server is gone, and the drill ends, too.
"""

from __future__ import annotations

import json
import threading
from typing import IO, TYPE_CHECKING, Any

import structlog

from api.ports.drills import Interruption
from fenghuo.drill.seats import Seat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fenghuo.drill.seats import Seats

log = structlog.get_logger("fenghuo.drill.tether")


def seat_line(hashed: str, seat: Seat) -> str:
    """Return the line that gives a seat to whoever shows the token of a hash."""
    return _line({"tell": "seat", "hash": hashed, "user": seat.user, "who": seat.who})


def interruption_line(what: Interruption) -> str:
    """Return the line that says what real thing has come."""
    return _line({"tell": "interrupt", "id": what.identifier, "zh": what.headline_zh, "en": what.headline_en})


def _line(told: Mapping[str, str]) -> str:
    return f"{json.dumps(told, ensure_ascii=False)}\n"


class Tether:
    """Listens to whoever started the drill."""

    def __init__(
        self, source: IO[str], *, seats: Seats, interrupt: Callable[[Interruption], None], gone: Callable[[], None]
    ) -> None:
        """Take what is listened to, and who is told.

        Args:
            source: Lines.
            seats: Where seats are given out.
            interrupt: Is told what real thing has come.
            gone: Is called once, when nobody holds the drill any more.
        """
        self._source, self._seats, self._interrupt, self._gone = source, seats, interrupt, gone
        self._thread = threading.Thread(target=self._run, name="fenghuo-drill-tether", daemon=True)

    def start(self) -> None:
        """Listen from now on, until the input ends."""
        self._thread.start()

    def hear(self, line: str) -> None:
        """Do what one line says."""
        told: dict[str, Any] = json.loads(line)
        match told["tell"]:
            case "seat":
                self._seats.give(told["hash"], Seat(user=told["user"], who=told["who"]))
            case "interrupt":
                self._interrupt(Interruption(identifier=told["id"], headline_zh=told["zh"], headline_en=told["en"]))
            case other:
                log.error("tether_unknown", told=other)

    def _run(self) -> None:
        for line in self._source:
            try:
                self.hear(line)
            except (ValueError, KeyError):
                log.exception("tether_unreadable")
        self._gone()
