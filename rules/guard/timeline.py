"""Timeline: how a guarded slot stands, from the steps of its ladder and of those upstream. Pure.

Each level that was reached stays until the ladder has left it and nothing upstream stands as high any more. So the
level is that of the ladder or, where that is more, the level before as far as something upstream still reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from rules.column import NEVER
from rules.form import Judged
from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.course import Course
    from rules.guard.state import Step
    from rules.guard.table import Key
    from rules.rule import Rule
    from rules.transition import Target


@dataclass(slots=True, kw_only=True)
class Standing:
    """How a guarded slot stands at an instant."""

    #: Level as told, and of the ladder alone.
    level: Level
    ladder: Level
    #: Since when the ladder alone stands lower, µs; NEVER: it does not.
    held: int = NEVER


class Timeline:
    """One guarded slot, led from an instant on."""

    def __init__(self, rule: Rule, target: Target, *, standing: Standing, since: int) -> None:
        """Begin with how it stands.

        Args:
            rule: The rule of the slot.
            target: Its station.
            standing: How it stands at ``since``; led on.
            since: Where to begin, µs; what happened then is done.
        """
        self._rule, self._target, self._since = rule, target, since
        self.standing = standing
        #: Who stands upstream, at which level.
        self._above: dict[Key, Level] = {}

    def lead(self, steps: Iterable[Step], courses: Mapping[Key, Course]) -> list[Transition]:
        """Lead it through what happened since; return what changed.

        Args:
            steps: Steps of the ladder, ascending.
            courses: How those upstream stood.
        """
        happened: list[tuple[int, Key, Level]] = []
        for key, course in courses.items():
            if level := course.level_at(self._since):
                self._above[key] = level
            happened += [(at, key, level) for at, level in course.steps(self._since)]
        happened.sort(key=itemgetter(0))
        upstream = {at: [each[1:] for each in part] for at, part in groupby(happened, key=itemgetter(0))}
        own = {at: list(part) for at, part in groupby((s for s in steps if s.at > self._since), key=itemgetter(0))}
        said: list[Transition] = []
        for at in sorted(upstream.keys() | own.keys()):
            said += self._move(at, upstream.get(at, ()), own.get(at, ()))
        return said

    def _move(self, at: int, upstream: Iterable[tuple[Key, Level]], steps: Sequence[Step]) -> Iterable[Transition]:
        """Move by everything that happened at one instant, upstream and here."""
        before = dict(self._above)
        for key, level in upstream:
            self._above[key] = level
        if not steps:
            yield from self._go(at, None, held_by=before)
        for step in steps:
            self.standing.ladder = step.level
            yield from self._go(at, step, held_by=before)

    def _go(self, at: int, step: Step | None, *, held_by: Mapping[Key, Level]) -> Iterable[Transition]:
        now = self.standing
        before, held = now.level, now.held
        now.level = max(now.ladder, min(before, max(self._above.values(), default=Level.NONE)))
        if now.level is now.ladder:
            now.held = NEVER
        elif held == NEVER:
            now.held = at
        if now.level is before:
            return
        facts: dict[str, float | str] = {}
        if now.level > now.ladder:
            facts["held_by"] = names(self._above, least=now.level)
        if step is None or (step.said and now.level < before and step.said.after > step.said.before):
            facts["released_by"] = names(held_by, least=Level(now.level + 1))
            facts["held_s"] = (at - held) / 1e6 if held != NEVER else 0.0
            yield self._say(at, before, Reason.UPSTREAM_CLEARED, facts)
        elif step.said is None:
            yield self._say(at, before, Reason.LATE_READING, facts)
        else:
            yield replace(
                step.said,
                at=from_micros(at),
                before=before,
                after=now.level,
                change=change_of(before, now.level),
                facts=step.said.facts | facts,
            )

    def _say(self, at: int, before: Level, reason: Reason, facts: dict[str, float | str]) -> Transition:
        """Return what is said where no reading here decided."""
        about = self._rule.when.about(Judged(target=self._target, level=max(before, self.standing.level), at=at))
        return Transition(
            rule=self._rule.id,
            version=self._rule.version,
            target=self._target,
            change=change_of(before, self.standing.level),
            before=before,
            after=self.standing.level,
            at=from_micros(at),
            reason=reason,
            property=about.property,
            threshold=about.threshold,
            facts={**about.facts, **facts},
        )


def names(above: Mapping[Key, Level], *, least: Level) -> str:
    """Return who stands at a level or higher, the highest first: ``stage@XY-H01 orange, …``."""
    standing = sorted(((-level, key) for key, level in above.items() if level >= least))
    return ", ".join(f"{rule}@{target} {Level(-negative).key}" for negative, (rule, target) in standing)
