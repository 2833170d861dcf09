"""Exchange: the life of one request to a device: asked → accepted → over.

9011 says whether the device will do it, data may follow, 9012 says how it went. A request without 9011 is sent
again, a few times; one that was accepted waits longer, anew after each piece of data. Devices that leave the 9011
or the 9012 out are understood as far as what they did send goes.

Source:
    HJ 212-2017, 6.4.2.2 (request), 6.7 (time-outs and repetitions).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ingest.listener.conversation import Answer, Command, Outcome
from ingest.wire.hj212.answers import EXECUTION, QnRtn
from ingest.wire.hj212.build import request as build_request
from ingest.wire.hj212.times import format_time

if TYPE_CHECKING:
    from ingest.listener.conversation import Request
    from ingest.wire.hj212.segment import Segment
    from sensing.instant import Micros

#: Commands by what is asked.
COMMANDS: Final = {Command.READ_TIME: "1011", Command.SET_TIME: "1012", Command.READ_NOW: "2011"}
#: Times that a request is sent again.
RESENDS: Final = 3
#: How long an accepted request may take, or be silent, µs.
EXECUTION_TIME: Final = 60_000_000


class Stage(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    OVER = "over"


class Event(StrEnum):
    """What happens to a request."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    DATA = "data"
    RESULT = "result"
    GIVE_UP = "give_up"


#: The stage after each event; an event that a stage does not list changes nothing.
STAGES: Final = {
    (Stage.ASKED, Event.ACCEPT): Stage.ACCEPTED,
    (Stage.ASKED, Event.DATA): Stage.ACCEPTED,
    (Stage.ASKED, Event.REFUSE): Stage.OVER,
    (Stage.ASKED, Event.RESULT): Stage.OVER,
    (Stage.ASKED, Event.GIVE_UP): Stage.OVER,
    (Stage.ACCEPTED, Event.DATA): Stage.ACCEPTED,
    (Stage.ACCEPTED, Event.RESULT): Stage.OVER,
    (Stage.ACCEPTED, Event.GIVE_UP): Stage.OVER,
}


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and what has come of it."""

    request: Request
    #: Number of the request, 17 digits.
    qn: str
    #: What the device said before; tells how to address it.
    like: Segment
    #: How long a request waits for its 9011, µs.
    patience: int
    stage: Stage = Stage.ASKED
    #: When something is due, µs since the epoch.
    deadline: int = 0
    sent: int = 0
    pieces: int = 0
    values: dict[str, str] = field(default_factory=dict)

    def send(self, *, now: Micros) -> bytes:
        """Return the request as a frame, once more."""
        self.sent += 1
        self.deadline = now + self.patience
        body = f"SystemTime={format_time(now)}" if self.request.command is Command.SET_TIME else ""
        return build_request(self.like, COMMANDS[self.request.command], qn=self.qn, body=body)

    def hear(self, segment: Segment, *, now: Micros) -> Answer | None:
        """Take a frame that belongs to the exchange; return the answer if it ends with it."""
        fields = dict(segment.items)
        if segment.cn == "9011":
            return self._accepted(fields.get("QnRtn", ""), now=now)
        if segment.cn == "9012":
            code = fields.get("ExeRtn", "")
            outcome = Outcome.DONE if code == "1" else Outcome.FAILED
            return self._end(Event.RESULT, outcome, f"ExeRtn={code}: {EXECUTION.get(code, 'no such code')}")
        if segment.cn == COMMANDS[self.request.command]:
            self.pieces += 1
            self.values |= {key: value for key, value in fields.items() if key}
            self._move(Event.DATA)
            self.deadline = now + EXECUTION_TIME
        return None

    def due(self, *, now: Micros) -> bytes | Answer:
        """Return what is to be sent again, or the answer when there is no point any more."""
        if self.stage is Stage.ASKED and self.sent <= RESENDS:
            return self.send(now=now)
        what = "9011" if self.stage is Stage.ASKED else "9012"
        self._move(Event.GIVE_UP)
        if self.pieces:
            return self._answer(Outcome.DONE, "data came, the closing 9012 did not")
        return self._answer(Outcome.TIMED_OUT, f"sent {self.sent} times, no {what} came")

    def _accepted(self, code: str, *, now: Micros) -> Answer | None:
        if code != str(QnRtn.READY.value):
            named = {str(one.value): one.name.lower() for one in QnRtn}.get(code, "no such code")
            return self._end(Event.REFUSE, Outcome.REFUSED, f"QnRtn={code}: {named}")
        self._move(Event.ACCEPT)
        self.deadline = now + EXECUTION_TIME
        return None

    def _end(self, event: Event, outcome: Outcome, detail: str) -> Answer | None:
        return self._answer(outcome, detail) if self._move(event) else None

    def _answer(self, outcome: Outcome, detail: str) -> Answer:
        return Answer(request=self.request.id, outcome=outcome, detail=detail, values=dict(self.values))

    def _move(self, event: Event) -> bool:
        after = STAGES.get((self.stage, event))
        if after is not None:
            self.stage = after
        return after is not None
