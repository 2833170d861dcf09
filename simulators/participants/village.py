"""Village: those who are called until somebody answers; who does, when, and with what words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from simulators.faults.fault import draw
from simulators.participants.delay import Delay
from simulators.participants.reply import Reply

#: Where the document says nothing.
USUAL_DELAY = Delay(least=timedelta(seconds=40), usual=timedelta(minutes=3), most=timedelta(minutes=15))
#: What people write instead of one of the digits they were asked for.
_WRONG = ("哪位？", "收到", "4", "你打错了吧", "ok?")
#: How soon somebody who was not understood tries again.
_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """How the people of a division behave."""

    #: 12-digit division in whose subtree it holds; empty: everywhere.
    division: str = ""
    #: Part of the people called who ever answer, 0..1.
    answers: float = 0.85
    delay: Delay = USUAL_DELAY
    #: Part of those who answer who first write something that nobody understands, 0..1.
    wrong: float = 0.05
    #: Part of those who answer who ask for help, 0..1; the others move their people or are safe.
    helps: float = 0.04
    #: Part of those who answer who stay where they are, safe, 0..1.
    safe: float = 0.35
    #: Fewest and most people that are counted.
    people: tuple[int, int] = (20, 180)

    def replies(self, person: str, roll: str, *, seed: int) -> tuple[Reply, ...]:
        """Return what a person answers to a roll call, counted from the first call to him.

        Args:
            person: Contact id.
            roll: What tells this roll call from others.
            seed: Of the drill.
        """
        if draw(seed, "replies", person, roll) >= self.answers:
            return ()
        first = self.delay.at(draw(seed, "delay", person, roll))
        said = Reply(after=first, text=self._said(person, roll, seed=seed))
        if draw(seed, "wrong", person, roll) >= self.wrong:
            return (said,)
        wrong = _WRONG[int(draw(seed, "which", person, roll) * len(_WRONG))]
        return (Reply(after=first, text=wrong), Reply(after=first + _AGAIN, text=said.text))

    def _said(self, person: str, roll: str, *, seed: int) -> str:
        fewest, most = self.people
        count = fewest + int(draw(seed, "people", person) * (most - fewest + 1))
        part = draw(seed, "standing", person, roll)
        if part < self.helps:
            return f"3 {max(1, count // 10)}人"
        return f"1 {count}人" if part < self.helps + self.safe else f"2 {count}人"
