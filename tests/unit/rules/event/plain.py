"""The event kind as the plainest loop: minute by minute, knowing everything from the beginning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.event import SensedEvent
from sensing.level import Level
from tests.unit.rules.builders import MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.event.condition import Sighted


@dataclass
class Thing:
    """One thing seen, in minutes."""

    station: str
    begun: int
    seen: int
    confidence: float
    goes_on: bool = False

    def is_seen_at(self, minute: int) -> bool:
        return self.begun <= minute and (self.goes_on or minute <= self.seen)


def things_of(events: Sequence[SensedEvent]) -> list[Thing]:
    things: dict[tuple[str, str], Thing] = {}
    ended, newest = set(), dict[tuple[str, str], int]()
    for event in events:
        begun, now = event.phenomenon_time // MINUTE, event.result_time // MINUTE
        state = event.attrs.get("state")
        seen = now if state in {"update", "end"} else begun
        key = (event.station, event.id)
        thing = things.setdefault(key, Thing(event.station, begun, seen, 0.0))
        thing.begun, thing.seen = min(thing.begun, begun), max(thing.seen, seen)
        thing.confidence = max(thing.confidence, 1.0 if event.confidence is None else event.confidence)
        newest[key] = max(newest.get(key, event.revision), event.revision)
        if state == "end":
            ended.add(key)
    for event in events:
        key = (event.station, event.id)
        # Whether it goes on, its highest revision says.
        if event.revision == newest[key] and event.attrs.get("state") in {"start", "update"}:
            things[key].goes_on = True
    for key in ended:
        things[key].goes_on = False
    return list(things.values())


@dataclass
class Watcher:
    """One slot, watched minute by minute."""

    when: Sighted
    things: list[Thing]
    #: By station: (minute, is_there) of everything that arrived, in order; and after how many minutes it is silent.
    heard: dict[str, list[tuple[int, bool]]]
    silent_after: dict[str, int]

    def is_away(self, station: str, minute: int) -> bool:
        """Whether the camera is away during the minute that begins now."""
        said = [(at, there) for at, there in self.heard.get(station, []) if at <= minute]
        if not said:
            return False
        came = [at for at, there in said if there]
        if came and minute - max(came) >= self.silent_after.get(station, 10**9):
            return True
        # Of what came in one minute, the word that it is away counts.
        newest = max(at for at, _ in said)
        return not all(there for at, there in said if at == newest)

    def watch(self, end: int) -> list[Level]:  # noqa: C901 - plain and in one piece
        """Return the level at every minute."""
        window = self.when.window.total_seconds() / 60
        clear = self.when.clear_after.total_seconds() / 60
        least = min(step.confidence for step in self.when.steps.values())
        level, idle, witnesses, levels = Level.NONE, None, set(), []
        for minute in range(end + 1):
            known = [each for each in self.things if each.begun <= minute and each.confidence >= least]
            recent = [each for each in known if each.goes_on or each.seen >= minute - window]
            if any(each.begun == minute for each in known):
                for step_level, step in self.when.steps.items():
                    sure = [each.station for each in recent if each.confidence >= step.confidence]
                    if (len(set(sure)) if self.when.distinct == "cameras" else len(sure)) >= step.count:
                        if not level:
                            witnesses = {each.station for each in recent}
                            idle = max(each.seen for each in recent)
                        level = max(level, step_level)
                if level:
                    witnesses |= {each.station for each in known if each.begun == minute}
            elif level and idle is not None and minute - idle >= clear:
                level, witnesses = Level.NONE, set()
            if level:
                if any(each.is_seen_at(minute) for each in known):
                    idle = max(idle or 0, minute)
                if any(self.is_away(station, minute) for station in witnesses):
                    idle = minute + 1
            levels.append(level)
        return levels
