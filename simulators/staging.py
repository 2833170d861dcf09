"""Staging: a world that is played for a drill, whose future those who take part may still change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.water.reservoir import brought_forward

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from simulators.hazard import Danger
    from simulators.people.people import People
    from simulators.play import Play
    from simulators.telegram import Telegram
    from simulators.world import World

#: Devices are asked for so much at once, s of drill time.
_STRIDE_S = 60.0


@dataclass(slots=True, kw_only=True)
class Staging:
    """A world being played, with the people in it."""

    world: World
    play: Play
    #: Length of the drill, h.
    hours: float
    #: Returns the people who may notice some dangers; None: nobody calls.
    people: Callable[[Sequence[Danger]], People] | None = None

    def truth(self) -> tuple[Danger, ...]:
        """Return what is dangerous in the world, as it stands now."""
        return tuple(danger for danger in self.world.truth() if danger.from_h < self.hours)

    def telegrams(self) -> Iterator[Telegram]:
        """Yield what devices and people say, in order of time."""
        at_s, until_s = 0.0, self.hours * 3600
        callers, seen = self._callers(), self.world.scenario
        while at_s < until_s:
            begin, at_s = at_s, min(at_s + _STRIDE_S, until_s)
            if seen is not self.world.scenario:
                callers, seen = self._callers(), self.world.scenario
            said = self.play.due(at_s)
            calls = callers.telegrams(from_s=begin, until_s=at_s) if callers else ()
            yield from sorted((*said, *calls), key=lambda telegram: telegram.at_s) if calls else said

    def release_earlier(self, station: str, *, planned_h: float, given_h: float) -> tuple[Danger, ...] | None:
        """Give the order to a reservoir's gates that was planned for later; return what is dangerous then.

        Returns:
            None where nothing was ordered there, or nothing comes earlier of it.
        """
        before = self.world.scenario.releases
        after = brought_forward(before, station=station, planned_h=planned_h, given_h=given_h)
        if after == before:
            return None
        self.world.order(after)
        self.play.look_again()
        return self.truth()

    def _callers(self) -> People | None:
        return self.people(self.truth()) if self.people else None
