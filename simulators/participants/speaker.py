"""Speaker: somebody who answers calls of a drill: a journalist, a village, a school board. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from simulators.faults.fault import draw
from simulators.participants.delay import Delay
from simulators.participants.reply import Reply

#: Where the document says nothing.
USUAL_DELAY = Delay(least=timedelta(minutes=2), usual=timedelta(minutes=6), most=timedelta(minutes=18))
USUAL_TEXT = "已收到，正在核实，核实后马上答复，请以政府发布的信息为准"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One of them."""

    #: Role in the room, whose calls are answered; empty: every role's that no other speaker has.
    role: str = ""
    #: Part of the calls that are answered, 0..1.
    answers: float = 1.0
    delay: Delay = USUAL_DELAY
    text: str = USUAL_TEXT

    def reply(self, call: str, *, seed: int) -> Reply | None:
        """Return what is said to a call, and how long after it; None: nothing ever is.

        Args:
            call: Id of the inject.
            seed: Of the drill.
        """
        if draw(seed, "speaks", self.role, call) >= self.answers:
            return None
        return Reply(after=self.delay.at(draw(seed, "speaks-after", self.role, call)), text=self.text)
