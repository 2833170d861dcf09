"""Verdict: what all things of a slot together make of its level, instant by instant.

The level stands as long as any thing keeps it, or for as long as what happened at an instant is to stand. What is
decided at one instant is weighed together: who leaves while another enters ends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.column import FOREVER, NEVER
from rules.transition import Reason
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.fence.thing.passage import Passage
    from rules.fence.thing.thing import Roll, Thing

Facts = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of level."""

    at: int
    before: Level
    after: Level
    reason: Reason
    #: The fence and the thing that decided; None where what happened has stood for its time.
    fence: str = ""
    thing: Thing | None = None
    facts: Facts = field(default_factory=dict)


class Verdict:
    """The level of a slot on its way through a stretch."""

    def __init__(self, passage: Passage, start: Roll) -> None:
        """Take the level up where it stands."""
        self._asked = passage
        self.level, self.raised, self.until = start.level, start.raised, start.until
        #: What speaks for raising and for clearing at the present instant.
        self._news: dict[bool, Step] = {}
        self.steps: list[Step] = []

    def happen(self, at: int, reason: Reason, fence: str, thing: Thing, facts: Facts | None = None) -> None:
        """Note what happened at an instant, and for how long that is to stand."""
        self.note(at, reason, fence, thing, is_raised=True, facts=facts)
        self.until = at + self._asked.clear_for

    def note(  # one argument for each thing that is said
        self,
        at: int,
        reason: Reason,
        fence: str,
        thing: Thing | None,
        *,
        is_raised: bool,
        facts: Facts | None = None,
    ) -> None:
        """Note what speaks for raising or for clearing the level."""
        level = self._asked.level
        before, after = (Level.NONE, level) if is_raised else (level, Level.NONE)
        self._news[is_raised] = Step(
            at=at, before=before, after=after, reason=reason, fence=fence, thing=thing, facts=facts or {}
        )

    def weigh(self, at: int, things: Iterable[Thing]) -> None:
        """Say what all that was decided at an instant comes to."""
        if self._asked.on.is_moment:
            self._weigh_moment(at)
        else:
            stands = any(thing.stands for thing in things)
            if stands != bool(self.level) and stands in self._news:
                self._say(self._news[stands])
        self._news.clear()

    def _weigh_moment(self, at: int) -> None:
        if (raised := self._news.get(True)) is not None and not self.level:
            self._say(raised)
        if self.until > at:
            return
        self.until = FOREVER
        if self.level:
            self.note(at, Reason.LAPSED, "", None, is_raised=False)
            self._say(self._news[False])

    def _say(self, step: Step) -> None:
        self.steps.append(step)
        self.level, self.raised = step.after, step.at if step.after else NEVER
