"""Writing: the next facts of a node, from what it knows. Pure; who keeps them is the caller's.

A node writes down what it did before it hears more, so each fact names exactly what its author knew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.acts import CLOCK
from incidents.convergence.deed import Deed, deed_json
from incidents.convergence.fact import Fact, FactKind, made
from incidents.convergence.stamp import EARLIEST, Stamp, heard, ticked
from incidents.convergence.verdict import Verdict, subject_of, verdict_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.lifecycle import Move
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Where a node's own facts stand."""

    node: str
    #: Its newest fact; None: it has written none.
    tip: Fact | None = None
    #: The newest stamp that it wrote or heard.
    clock: Stamp = EARLIEST

    def wrote(self, kind: FactKind, subject: str, told: dict[str, Any], *, now: datetime) -> tuple[Pen, Fact]:
        """Return the next fact, and the pen after it."""
        stamp = ticked(self.clock, now=now)
        fact = made(node=self.node, after=self.tip, stamp=stamp, kind=kind, subject=subject, told=told)
        return Pen(node=self.node, tip=fact, clock=stamp), fact

    def has_heard(self, facts: Iterable[Fact], *, now: datetime) -> Pen:
        """Return the pen after facts came from elsewhere."""
        clock = self.clock
        for fact in facts:
            clock = heard(clock, fact.stamp, now=now)
        return Pen(node=self.node, tip=self.tip, clock=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a node knows of a subject when somebody acts."""

    #: Id of the newest verdict; empty: of none.
    about: str = ""
    #: Id of the newest deed of a person; empty: of none.
    knew: str = ""


def known_of(facts: Iterable[Fact]) -> Known:
    """Return what facts about one subject say last."""
    about, knew = "", ""
    for fact in sorted(facts, key=lambda each: (each.stamp, each.node, each.number)):
        if fact.kind == FactKind.VERDICT:
            about = fact.id
        elif fact.kind == FactKind.DEED and fact.told().get("actor") != CLOCK:
            knew = fact.id
    return Known(about=about, knew=knew)


def verdict_written(pen: Pen, verdict: Verdict, *, now: datetime) -> tuple[Pen, Fact]:
    """Return a verdict as a fact, and the pen after it."""
    subject = subject_of(verdict.transition.rule, verdict.transition.target)
    return pen.wrote(FactKind.VERDICT, subject, verdict_json(verdict), now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did, as a journal has it."""

    subject: str
    move: Move
    actor: str
    #: Level that was seen.
    seen: Level
    at: datetime
    #: Whom it was assigned or escalated to, or what was said.
    text: str = ""


def act_written(pen: Pen, act: Act, known: Known, *, now: datetime) -> tuple[Pen, Fact]:
    """Return what somebody did as a fact, and the pen after it."""
    deed = Deed(
        move=act.move,
        actor=act.actor,
        at=act.at,
        about=known.about,
        seen=act.seen,
        knew=known.knew,
        text=act.text,
    )
    return pen.wrote(FactKind.DEED, act.subject, deed_json(deed), now=now)
