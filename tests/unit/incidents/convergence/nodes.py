"""Nodes that write facts, hear each other or not, and fold what they know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incidents.convergence.fact import Fact
from incidents.convergence.fold import Episode, histories
from incidents.convergence.ledger import united
from incidents.convergence.verdict import Danger, Verdict, subject_of
from incidents.convergence.writing import Act, Pen, act_written, known_of, verdict_written
from incidents.incident import IncidentKind
from incidents.lifecycle import Move
from rules.transition import Change
from sensing.level import Level
from tests.builders import DIVISION, NOW, a_transition

SUBJECT = subject_of("stage-xixian", "XY-H03")
DANGER = Danger(
    hazard="11A01",
    title_zh="息县站水位",
    title_en="Xixian stage",
    station="XY-H03",
    station_name="息县站",
    division=DIVISION,
    lon=114.74,
    lat=32.34,
    kind=IncidentKind.HAZARD,
)


@dataclass
class Node:
    """A node under test."""

    name: str
    facts: set[Fact] = field(default_factory=set)
    #: What its own rules say.
    level: Level = Level.NONE
    pen: Pen = field(init=False)

    def __post_init__(self) -> None:
        self.pen = Pen(node=self.name)

    def says(self, level: Level, at: datetime = NOW, *, learned: datetime | None = None, **changes: Any) -> Fact:
        """Its rules say a level."""
        transition = a_transition(self.level, level, at=at, **changes)
        self.level = level
        verdict = Verdict(transition=transition, danger=DANGER)
        self.pen, fact = verdict_written(self.pen, verdict, now=learned or at)
        self.facts.add(fact)
        return fact

    def lost(self, level: Level, at: datetime) -> Fact:
        return self.says(level, at, change=Change.LOST)

    def does(self, move: Move, at: datetime, *, by: str = "li", text: str = "") -> Fact:
        """Somebody there does something about what he sees."""
        act = Act(subject=SUBJECT, move=move, actor=by, seen=self.sees(), at=at, text=text)
        self.pen, fact = act_written(self.pen, act, known_of(self.facts), now=at)
        self.facts.add(fact)
        return fact

    def hears(self, other: Node, at: datetime) -> None:
        self.pen = self.pen.has_heard(other.facts, now=at)
        self.facts = set(united(self.facts, other.facts))

    def sees(self) -> Level:
        episodes = self.episodes()
        return episodes[-1].incident.level if episodes else Level.NONE

    def episodes(self) -> tuple[Episode, ...]:
        found = histories(self.facts)
        return found[SUBJECT].episodes if SUBJECT in found else ()


def healed(*nodes: Node, at: datetime) -> tuple[Episode, ...]:
    """Let every node hear every other one, and return what all of them see then."""
    for node in nodes:
        for other in nodes:
            node.hears(other, at)
    seen = [node.episodes() for node in nodes]
    assert all(each == seen[0] for each in seen)
    return seen[0]


def rulings(episode: Episode) -> dict[str, str]:
    return {ruled.fact.id: ruled.ruling.value for ruled in episode.ruled}


def hour(count: float) -> datetime:
    return NOW + timedelta(hours=count)
