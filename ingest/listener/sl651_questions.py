"""What a centre asks a station (SL 651, mode M4): sent, sent again, answered or given up.

The answer comes under the same function, with a serial of the station's own; one question of a kind may be open.

Source:
    SL 651-2014, 6.3 (M4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.listener.conversation import Answer, Command, Outcome
from ingest.wire.sl651.bcd import instant, instant_of
from ingest.wire.sl651.function import Function
from ingest.wire.sl651.reply import request as build_request
from sensing.instant import format_instant, from_micros

if TYPE_CHECKING:
    from ingest.listener.conversation import Request
    from ingest.wire.sl651.frame import Frame
    from sensing.instant import Micros

#: How long to wait for an answer, µs.
PATIENCE: Final = 20_000_000
#: Times that a question is sent again.
RESENDS: Final = 2
#: Questions that may be open on one connection.
MOST_OPEN: Final = 16

_FUNCTIONS: Final = {
    Command.READ_TIME: Function.READ_CLOCK,
    Command.SET_TIME: Function.SET_CLOCK,
    Command.READ_NOW: Function.READ_NOW,
}


@dataclass(slots=True)
class _Open:
    """One question without an answer."""

    request: Request
    #: What the station said last; tells how to address it.
    like: Frame
    #: When it is sent again or given up, µs since the epoch.
    deadline: int
    sent: int = 1

    def frame(self, *, now: Micros) -> bytes:
        return build_request(self.like, _FUNCTIONS[self.request.command], now=now)


class Questions:
    """The open questions of one connection."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[tuple[str, int], _Open] = {}

    @property
    def deadlines(self) -> list[int]:
        """Return when something is due, µs since the epoch."""
        return [one.deadline for one in self._open.values()]

    def ask(self, request: Request, like: Frame | None, *, now: Micros) -> bytes | Answer:
        """Return the question as a frame, or the answer when it cannot be asked.

        Args:
            request: What is asked.
            like: What the station said last, None when it has said nothing.
            now: Time of the centre.
        """
        pending = (request.station, int(_FUNCTIONS[request.command]))
        if like is None:
            detail = f"station {request.station} has not spoken on this connection"
        elif pending in self._open or len(self._open) >= MOST_OPEN:
            detail = "the same question is open, or too many are"
        else:
            self._open[pending] = question = _Open(request, like, now + PATIENCE)
            return question.frame(now=now)
        return Answer(request=request.id, outcome=Outcome.IMPOSSIBLE, detail=detail)

    def hear(self, frame: Frame, *, name: str) -> list[Answer]:
        """Return the answer that a frame is, none when nobody asked for it."""
        question = self._open.pop((name, frame.function), None)
        if question is None:
            return []
        return [Answer(request=question.request.id, outcome=Outcome.DONE, values=_values(frame))]

    def due(self, *, now: Micros) -> tuple[bytes, list[Answer]]:
        """Return the questions to be sent again, and the answers to those without hope."""
        send = bytearray()
        answers: list[Answer] = []
        for pending, question in list(self._open.items()):
            if now < question.deadline:
                continue
            if question.sent > RESENDS:
                del self._open[pending]
                detail = f"sent {question.sent} times, no answer came"
                answers.append(Answer(request=question.request.id, outcome=Outcome.TIMED_OUT, detail=detail))
                continue
            question.sent += 1
            question.deadline = now + PATIENCE
            send += question.frame(now=now)
        return bytes(send), answers


def _values(frame: Frame) -> dict[str, str]:
    """Return what an answer says at its head: the time of the station's clock."""
    found = instant_of(frame.body[4:16].decode("latin-1")) if frame.is_text else instant(frame.body[2:8])
    return {"send_time": format_instant(from_micros(found))} if isinstance(found, int) else {}
