"""What every peer of the rule engine is asked: the rules of ``bench rules`` and its sweeps of readings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from fenghuo.bench.rules import SWEEP, a_city, the_rules, the_sweeps
from rules.compiler import compile_rules
from sensing.instant import span_micros

if TYPE_CHECKING:
    from pathlib import Path

    from rules.program import Program
    from rules.rule import Threshold
    from sensing.batch import Batch

#: Files of a world that was written down for a peer of another language.
WORLD_FILE, VALUES_FILE = "world.json", "values.f64"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Rules and readings; each datastream has the same ladders, and reports once a sweep."""

    datastreams: int
    #: Threshold and clear level of each level of each rule of a datastream, m.
    ladders: tuple[tuple[tuple[float, float], ...], ...]
    #: Hold and clear time, µs.
    pace: tuple[int, int]
    #: Readings, a batch a sweep, each in the order of the datastreams.
    sweeps: list[Batch]

    @property
    def checks(self) -> int:
        """How often a rule is asked about a reading in all sweeps."""
        return self.datastreams * len(self.ladders) * len(self.sweeps)

    def program(self) -> Program:
        """Return the rules as the engine takes them."""
        count = len(self.ladders) * self.datastreams
        return compile_rules(the_rules(count, datastreams=self.datastreams), registry=a_city(self.datastreams))

    def write(self, folder: Path) -> None:
        """Write ladders, paces and readings for a peer that is not Python or does not know us."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            "datastreams": self.datastreams,
            "sweeps": len(self.sweeps),
            "sweep_us": SWEEP,
            "pace": self.pace,
            "ladders": self.ladders,
        }
        (folder / WORLD_FILE).write_text(json.dumps(facts), "utf-8")
        np.stack([sweep.value for sweep in self.sweeps]).astype("<f8").tofile(folder / VALUES_FILE)


def a_world(*, datastreams: int, each: int, sweeps: int, share: float) -> World:
    """Return a world.

    Args:
        datastreams: Number of datastreams.
        each: Rules of each of them.
        sweeps: Readings of each of them.
        share: Share of the readings that lie beyond the lowest level.
    """
    # The rules of one datastream stand for those of all: they differ by the layer only.
    whens = [cast("Threshold", rule.when) for rule in the_rules(each, datastreams=1)]
    by = whens[0].clear_by
    return World(
        datastreams=datastreams,
        ladders=tuple(tuple((level, level - by) for level in when.levels.values()) for when in whens),
        pace=(span_micros(whens[0].hold), span_micros(whens[0].clear_for)),
        sweeps=list(the_sweeps(datastreams, share=share, count=sweeps)),
    )
