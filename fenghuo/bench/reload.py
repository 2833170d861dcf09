"""Reload: CPU-seconds to add, change and remove many rules beside a great many that go on running.

What the engine does for it: the rules compiled anew, and the state of what stays moved over. Reading the documents
from the store and over HTTP comes on top.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fenghuo.bench.rules import a_city, the_rules, the_sweeps
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate
from rules.rule import Threshold
from rules.standing import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.program import Program
    from rules.rule import Rule
    from rules.state import State

#: Sweeps before the rules change, so that some are raised.
WARM_UP = 25
#: Share of the readings in a flood meanwhile.
SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadOptions:
    """Size of the run."""

    datastreams: int = 10_000
    #: Rules that run.
    rules: int = 100_000
    #: Rules that are added, changed, and removed.
    news: int = 10_000


def run(options: ReloadOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the CPU-seconds of each step, and how many raised slots there were before and after."""
    every = the_rules(options.rules + options.news, datastreams=options.datastreams)
    running = _Running(every[: options.rules], datastreams=options.datastreams)
    say(f"{options.rules:,} rules run, {running.raised:,} slots are raised")
    changed = [*map(_higher, every[: options.news]), *every[options.news :]]
    steps = {"none": every[: options.rules], "add": every, "change": changed, "remove": changed[options.news :]}
    found = []
    for name, rules in steps.items():
        found.append({"step": name} | running.go_over(rules))
        say(f"{name}: {found[-1]['cpu_s']:.2f} CPU-s")
    return {"bench": "reload", "rules": options.rules, "news": options.news, "steps": found}


def _higher(rule: Rule) -> Rule:
    """Return the next version of a rule, with higher levels."""
    when = rule.when
    if not isinstance(when, Threshold):
        return rule
    levels = {level: threshold + 0.1 for level, threshold in when.levels.items()}
    return replace(rule, version=rule.version + 1, when=replace(when, levels=levels))


class _Running:
    """The engine with a program and the state that some sweeps have left."""

    def __init__(self, rules: Sequence[Rule], *, datastreams: int) -> None:
        self._datastreams = datastreams
        self._program: Program = compile_rules(rules, registry=a_city(datastreams))
        self._state: State = initial(self._program)
        for batch in the_sweeps(datastreams, share=SHARE, count=WARM_UP):
            self._state, _ = evaluate(self._program, self._state, batch)

    @property
    def raised(self) -> int:
        """Return how many slots are raised."""
        return len(standing(self._program, self._state))

    def go_over(self, rules: Sequence[Rule]) -> dict[str, Any]:
        """Go over to other rules, with a registry read anew as after every reload."""
        registry, before = a_city(self._datastreams), self.raised
        started = time.process_time()
        program = compile_rules(rules, registry=registry, before=self._program)
        compiled = time.process_time()
        self._state, said = migrate(self._program, self._state, program)
        ended = time.process_time()
        self._program = program
        return {
            "cpu_s": round(ended - started, 3),
            "compile_s": round(compiled - started, 3),
            "migrate_s": round(ended - compiled, 3),
            "told": len(said),
            "raised_before": before,
            "raised_after": self.raised,
        }
